/// The names under which a server may be asked.
///
/// A page of another site can have its own name point to this server (DNS rebinding), and would then read the answers as its
/// own. Its requests carry that name. IP addresses and `localhost` cannot be made to point elsewhere.
struct HostNames: Sendable {
  private let names: Set<String>

  /// - Parameter names: further names, such as that of a reverse proxy; upper and lower case are the same.
  init(_ names: [String]) {
    self.names = Set(names.map { $0.lowercased() } + ["localhost"])
  }

  /// Whether a request with this `Host` (or `:authority`) is meant for this server; its port does not matter, since it may
  /// have been forwarded.
  func contain(_ host: String) -> Bool {
    let name = Self.withoutPort(host.lowercased())
    return names.contains(name) || Self.isAddress(name)
  }

  private static func withoutPort(_ host: String) -> String {
    host.wholeMatch(of: /(\[[^\]]*\]|[^:]*)(?::[0-9]{1,5})?/).map { String($0.1) } ?? host
  }

  private static func isAddress(_ name: String) -> Bool {
    if name.hasPrefix("["), name.hasSuffix("]") {
      return name.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
    }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil && $0.allSatisfy(\.isNumber) }
  }
}
