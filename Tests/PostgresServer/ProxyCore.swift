import Foundation
import Glibc
import LoopbackServer
import Synchronization

/// The part of the proxy that its threads share.
final class ProxyCore: Sendable {
  struct State {
    var mode = CuttingProxy.Mode.pass
    /// Bytes that may still pass from a side before everything is cut; nil for any number.
    var allowance: [CuttingProxy.Side: Int] = [:]
    var passed: [CuttingProxy.Side: Int] = [:]
    /// Grows with every cut.
    var cuts = 0
    /// The cuts there had been when a connection was accepted, by its number; a later cut ends it.
    var connections: [Int: Int] = [:]
    var accepted = 0
    var isStopped = false
    var isListening = true
  }

  let state = Mutex(State())
  private let listener: Int32
  private let server: Int

  init(listener: Int32, server: Int) {
    self.listener = listener
    self.server = server
  }

  func start() {
    Thread.detachNewThread { self.accept() }
  }

  func stop() {
    let isFirst = state.withLock { state in
      defer { state.isStopped = true }
      return !state.isStopped
    }
    guard isFirst else { return }
    _ = shutdown(listener, Int32(SHUT_RDWR))
    while state.withLock({ $0.isListening }) { usleep(500) }
    cut()
  }

  func cut() {
    let cuts = state.withLock { state in
      state.cuts += 1
      return state.cuts
    }
    while state.withLock({ $0.connections.values.contains { $0 < cuts } }) { usleep(500) }
  }

  private func accept() {
    while true {
      let descriptor = Glibc.accept(listener, nil, nil)
      if descriptor >= 0 {
        admit(Socket(descriptor))
      } else if errno != EINTR && errno != ECONNABORTED {
        break
      }
    }
    close(listener)
    state.withLock { $0.isListening = false }
  }

  private func admit(_ client: Socket) {
    let (number, isRefused) = state.withLock { state in
      state.accepted += 1
      state.connections[state.accepted] = state.cuts
      return (state.accepted, state.mode == .refuse)
    }
    guard !isRefused, let server = Socket.connect(port: server) else {
      client.resetOnClose()
      close(client.descriptor)
      state.withLock { _ = $0.connections.removeValue(forKey: number) }
      return
    }
    Thread.detachNewThread {
      var connection = ProxiedConnection(number: number, client: client, server: server, core: self)
      connection.run()
      self.state.withLock { _ = $0.connections.removeValue(forKey: number) }
    }
  }
}
