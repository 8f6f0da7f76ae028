#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A datagram socket of a service manager: a path, or the name of an abstract socket after an `@`.
///
/// Sources: sd_notify(3), unix(7).
struct NotificationSocket: Sendable {
  /// The address as `sun_path` has it, without a NUL at its end.
  private let path: [UInt8]

  /// Nil for a name of another kind, and for one that fits no address.
  init?(_ name: String) {
    var path = Array(name.utf8)
    let capacity = MemoryLayout.size(ofValue: sockaddr_un().sun_path)
    guard let first = path.first, path.count > 1, path.count < capacity, !path.contains(0) else { return nil }
    switch first {
    case UInt8(ascii: "/"): break
    case UInt8(ascii: "@"): path[0] = 0
    default: return nil
    }
    self.path = path
  }

  /// Sends a message; one that cannot be sent is dropped.
  func send(_ message: String) {
    let descriptor = Self.makeSocket()
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    withAddress { address, length in
      _ = Array(message.utf8).withUnsafeBytes {
        sendto(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL), address, length)
      }
    }
  }

  /// A manager that reads nothing must not stop the service, so that sending takes a second at most.
  private static func makeSocket() -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var most = timeval(tv_sec: 1, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &most, socklen_t(MemoryLayout<timeval>.size))
    return descriptor
  }

  private func withAddress(_ body: (UnsafePointer<sockaddr>?, socklen_t) -> Void) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let length = (MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 0) + path.count
    withUnsafeBytes(of: &address) {
      body($0.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(length))
    }
  }
}
