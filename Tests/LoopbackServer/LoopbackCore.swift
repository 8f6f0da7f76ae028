import Glibc
import Synchronization

/// The part of the server that its threads share.
final class LoopbackCore: Sendable {
  struct State {
    var requests: [LoopbackRequest] = []
    var accepted = 0
    var connections: Set<Int32> = []
    var threads: [pthread_t] = []
    var isStopped = false
  }

  let state = Mutex(State())
  private let listener: Int32
  private let handler: LoopbackServer.Handler

  init(listener: Int32, handler: @escaping LoopbackServer.Handler) {
    self.listener = listener
    self.handler = handler
  }

  func start() {
    spawn { self.accept() }
  }

  /// Breaks everything off and waits for the threads; the second call does nothing.
  func stop() {
    let isFirst = state.withLock { state in
      defer { state.isStopped = true }
      if !state.isStopped { state.connections.forEach { _ = shutdown($0, Int32(SHUT_RDWR)) } }
      return !state.isStopped
    }
    guard isFirst else { return }
    _ = shutdown(listener, Int32(SHUT_RDWR))
    while let thread = state.withLock({ $0.threads.popLast() }) { pthread_join(thread, nil) }
    close(listener)
  }

  var isStopped: Bool { state.withLock { $0.isStopped } }

  private func accept() {
    while true {
      let descriptor = Glibc.accept(listener, nil, nil)
      if descriptor < 0 {
        if errno == EINTR || errno == ECONNABORTED { continue }
        return
      }
      let number = state.withLock { state -> Int? in
        guard !state.isStopped else { return nil }
        state.accepted += 1
        state.connections.insert(descriptor)
        return state.accepted
      }
      guard let number else {
        close(descriptor)
        return
      }
      spawn { self.serve(Socket(descriptor), number) }
    }
  }

  private func serve(_ socket: Socket, _ number: Int) {
    defer {
      state.withLock { _ = $0.connections.remove(socket.descriptor) }
      close(socket.descriptor)
    }
    var reader = RequestReader(socket: socket)
    while let request = reader.next(connection: number) {
      state.withLock { $0.requests.append(request) }
      for step in handler(request).steps {
        guard perform(step, on: socket) else { return }
      }
    }
  }

  /// Whether the connection goes on.
  private func perform(_ step: LoopbackReply.Step, on socket: Socket) -> Bool {
    switch step {
    case .send(let bytes): return socket.send(bytes)
    case .pause(let duration): return pause(duration)
    case .stall: socket.waitForEnd()
    case .close: _ = shutdown(socket.descriptor, Int32(SHUT_WR))
    case .reset: socket.resetOnClose()
    case .tunnel(let port): tunnel(socket, toPort: port)
    }
    return false
  }

  /// Waits in small steps, so that `stop` is not held up; whether the server still runs.
  private func pause(_ duration: Duration) -> Bool {
    let end = ContinuousClock.now + duration
    while ContinuousClock.now < end, !isStopped { usleep(2_000) }
    return !isStopped
  }

  private func tunnel(_ socket: Socket, toPort port: Int) {
    guard let other = Socket.connect(port: port) else { return }
    state.withLock { _ = $0.connections.insert(other.descriptor) }
    socket.relay(with: other) { self.isStopped }
    state.withLock { _ = $0.connections.remove(other.descriptor) }
    close(other.descriptor)
  }

  private func spawn(_ work: @escaping @Sendable () -> Void) {
    final class Work: Sendable {
      let run: @Sendable () -> Void
      init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    state.withLock { state in
      guard !state.isStopped else { return }
      var thread = pthread_t()
      let argument = Unmanaged.passRetained(Work(work)).toOpaque()
      let result = pthread_create(
        &thread, nil,
        { argument in
          guard let argument else { return nil }
          Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
          return nil
        }, argument)
      if result == 0 {
        state.threads.append(thread)
      } else {
        Unmanaged<Work>.fromOpaque(argument).release()
      }
    }
  }
}
