import Glibc

/// A connected TCP socket. Who made it closes it.
package struct Socket: Sendable {
  /// The system's number for it.
  package let descriptor: Int32

  /// Takes a connected socket, which sends what it is given at once.
  package init(_ descriptor: Int32) {
    self.descriptor = descriptor
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  /// A listening socket on a free port of 127.0.0.1.
  package static func listen() throws -> (descriptor: Int32, port: Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw LoopbackServer.StartError(detail: "socket: errno \(errno)") }
    var address = loopback(port: 0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutableBytes(of: &address) { bytes in
      let pointer = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress
      return bind(descriptor, pointer, size) == 0 && Glibc.listen(descriptor, 512) == 0
        && getsockname(descriptor, pointer, &size) == 0
    }
    guard isListening else {
      defer { close(descriptor) }
      throw LoopbackServer.StartError(detail: "bind: errno \(errno)")
    }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// A connection to this port of 127.0.0.1; nil if there is nobody.
  package static func connect(port: Int) -> Socket? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = loopback(port: UInt16(truncatingIfNeeded: port))
    let result = withUnsafeBytes(of: &address) { bytes in
      Glibc.connect(
        descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress,
        socklen_t(MemoryLayout<sockaddr_in>.size))
    }
    if result == 0 { return Socket(descriptor) }
    close(descriptor)
    return nil
  }

  private static func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }

  /// Sends everything; whether the other side took it.
  package func send(_ bytes: some Collection<UInt8>) -> Bool {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if sent < 0 && errno == EINTR { continue }
      guard sent > 0 else { return false }
      rest = rest.dropFirst(sent)
    }
    return true
  }

  /// The next bytes; empty at the end of the connection.
  package func receive() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
      var received = recv(descriptor, buffer.baseAddress, buffer.count, 0)
      while received < 0 && errno == EINTR { received = recv(descriptor, buffer.baseAddress, buffer.count, 0) }
      count = max(received, 0)
    }
  }

  /// Swallows what comes until the connection ends.
  func waitForEnd() {
    while !receive().isEmpty {}
  }

  /// Makes the coming close break the connection off instead of ending it in order.
  package func resetOnClose() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
  }

  /// Hands bytes through in both directions until one side ends or `isStopped`.
  func relay(with other: Socket, isStopped: () -> Bool) {
    while !isStopped() {
      var polled = [descriptor, other.descriptor].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&polled, 2, 100) >= 0 || errno == EINTR else { return }
      for (entry, (from, to)) in zip(polled, [(self, other), (other, self)]) where entry.revents != 0 {
        let bytes = from.receive()
        guard !bytes.isEmpty, to.send(bytes) else { return }
      }
    }
  }
}
