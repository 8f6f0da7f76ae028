/// An IPv4 or IPv6 address.
public enum IPAddress: Hashable, Sendable {
  /// An IPv4 address.
  case v4(IPv4Address)
  /// An IPv6 address.
  case v6(IPv6Address)

  /// Reads either notation; nil for anything else.
  @inlinable
  public init?(_ text: some StringProtocol) {
    if let address = IPv4Address(text) {
      self = .v4(address)
    } else if let address = IPv6Address(text) {
      self = .v6(address)
    } else {
      return nil
    }
  }

  /// The IPv4 address, if it is one.
  public var ipv4: IPv4Address? {
    if case .v4(let address) = self { address } else { nil }
  }

  /// The IPv6 address, if it is one.
  public var ipv6: IPv6Address? {
    if case .v6(let address) = self { address } else { nil }
  }
}

extension IPAddress: CustomStringConvertible {
  /// Dotted decimal for IPv4, RFC 5952 text for IPv6.
  public var description: String {
    switch self {
    case .v4(let address): address.description
    case .v6(let address): address.description
    }
  }
}
