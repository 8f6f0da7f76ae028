import Glibc
import LoopbackServer
import Synchronization

/// One connection through the proxy.
struct ProxiedConnection {
  private let number: Int
  private let sockets: [CuttingProxy.Side: Socket]
  private let core: ProxyCore
  /// What came from a side and waits until the other takes it.
  private var pending: [CuttingProxy.Side: ArraySlice<UInt8>] = [:]
  /// The side whose next byte does not pass, once its pending bytes have.
  private var exhausted: CuttingProxy.Side?

  init(number: Int, client: Socket, server: Socket, core: ProxyCore) {
    self.number = number
    sockets = [.client: client, .server: server]
    self.core = core
  }

  /// Hands bytes through until a side ends or everything is cut, and closes both sides.
  mutating func run() {
    defer { for socket in sockets.values { close(socket.descriptor) } }
    while !isCut {
      if core.state.withLock({ $0.mode == .stall }) {
        usleep(1_000)
      } else if !step() {
        return
      }
    }
    for socket in sockets.values { socket.resetOnClose() }
  }

  private var isCut: Bool {
    core.state.withLock { $0.cuts > $0.connections[number] ?? -1 }
  }

  /// Waits a little for bytes or buffer space, and moves what can be; whether the connection goes on.
  private mutating func step() -> Bool {
    let sides: [CuttingProxy.Side] = [.client, .server]
    var polled = sides.map { side in
      isWaiting(side)
        ? pollfd(fd: socket(behind: side).descriptor, events: Int16(POLLOUT), revents: 0)
        : pollfd(fd: socket(of: side).descriptor, events: Int16(POLLIN), revents: 0)
    }
    guard poll(&polled, 2, 5) >= 0 else { return errno == EINTR }
    for (side, entry) in zip(sides, polled) where entry.revents != 0 {
      guard isWaiting(side) || receive(from: side), send(from: side) else { return false }
    }
    return true
  }

  private func isWaiting(_ side: CuttingProxy.Side) -> Bool { pending[side]?.isEmpty == false }

  private func socket(of side: CuttingProxy.Side) -> Socket { sockets[side]! }

  private func socket(behind side: CuttingProxy.Side) -> Socket { sockets[side == .client ? .server : .client]! }

  private mutating func receive(from side: CuttingProxy.Side) -> Bool {
    let bytes = socket(of: side).receive()
    guard !bytes.isEmpty else { return false }
    let (allowed, isExhausted) = core.state.withLock { $0.admit(bytes.count, from: side) }
    pending[side] = bytes.prefix(allowed)
    if isExhausted { exhausted = side }
    return true
  }

  private mutating func send(from side: CuttingProxy.Side) -> Bool {
    if let bytes = pending[side], !bytes.isEmpty {
      let sent = bytes.withUnsafeBytes {
        Glibc.send(socket(behind: side).descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
      guard sent > 0 else { return sent < 0 && (errno == EAGAIN || errno == EINTR) }
      pending[side] = bytes.dropFirst(sent)
    }
    if exhausted == side, !isWaiting(side) { core.state.withLock { $0.cuts += 1 } }
    return true
  }
}

extension ProxyCore.State {
  /// How many of these bytes may pass, and whether all connections end after them.
  fileprivate mutating func admit(_ count: Int, from side: CuttingProxy.Side) -> (allowed: Int, isExhausted: Bool) {
    let allowance = allowance[side] ?? count
    let allowed = min(count, allowance)
    passed[side, default: 0] += allowed
    if self.allowance[side] != nil { self.allowance[side] = allowed < count ? nil : allowance - allowed }
    return (allowed, allowed < count)
  }
}
