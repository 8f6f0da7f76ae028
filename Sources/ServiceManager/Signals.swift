@preconcurrency import Dispatch
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What a signal asks of a service.
public enum ServiceSignal: Hashable, Sendable {
  /// SIGTERM or SIGINT, or the end of the terminal that the process was started on: end in good order.
  case end
  /// SIGHUP: read the configuration again.
  case reload
}

/// Catches SIGTERM, SIGINT and SIGHUP for the rest of the process's life. They are caught when the call returns.
///
/// A second SIGINT ends the process at once with the exit code 130, whatever it does: who presses Ctrl-C again does not want to wait.
///
/// Dispatch delivers the signals and not `UnixSignals`, which the server uses: that one hands each signal to one reader, so that
/// nobody would see the second SIGINT while the reader ends in good order.
public func serviceSignals() -> AsyncStream<ServiceSignal> {
  let (stream, continuation) = AsyncStream<ServiceSignal>.makeStream()
  let queue = DispatchQueue(label: "capdb.signals")
  let terminal = StartTerminal()
  let isInterrupted = Atomic(false)
  catching(SIGTERM, on: queue) { continuation.yield(.end) }
  catching(SIGHUP, on: queue) { continuation.yield(terminal.isGone ? .end : .reload) }
  catching(SIGINT, on: queue) {
    if isInterrupted.exchange(true, ordering: .relaxed) { _exit(128 + SIGINT) }
    continuation.yield(.end)
  }
  return stream
}

private func catching(_ number: Int32, on queue: DispatchQueue, _ body: @escaping @Sendable () -> Void) {
  #if canImport(Darwin)
    // There a source sees a signal beside its action, which would end the process.
    signal(number, SIG_IGN)
  #endif
  let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
  let isRegistered = DispatchSemaphore(value: 0)
  source.setRegistrationHandler { isRegistered.signal() }
  // The handler keeps its source, which catches nothing once it is gone.
  source.setEventHandler { withExtendedLifetime(source) { body() } }
  source.resume()
  isRegistered.wait()
}

/// The terminal that a process was started on, if any. Its end comes as SIGHUP too.
struct StartTerminal: Sendable {
  private let descriptor: Int32?

  /// Looks among standard input, output and error.
  init(among descriptors: [Int32] = [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]) {
    descriptor = descriptors.first { isatty($0) == 1 }
  }

  /// Whether there was one and nobody is at it any more.
  var isGone: Bool { descriptor.map { isatty($0) != 1 } ?? false }
}
