import Glibc

/// `NO_PROXY` as Go reads it: names, addresses and networks, separated by commas.
///
/// `x.y` covers the name and its subdomains, `.x.y` and `*.x.y` the subdomains alone; a name or an address may have a port;
/// a single `*` covers everything.
struct NoProxyList {
  private enum Entry {
    case everything
    case network(AddressRange)
    case address(AddressBytes, port: String)
    /// `suffix` begins with a dot.
    case domain(suffix: String, includesItself: Bool, port: String)
  }

  private let entries: [Entry]

  /// Reads a list; invalid entries are ignored.
  init(_ text: String) {
    entries = text.lowercased().split(separator: ",").compactMap { Self.entry($0.trimmed) }
  }

  /// Whether the list covers a server.
  func covers(_ target: TargetURL) -> Bool {
    let host = TargetURL.bare(target.host).lowercased()
    let address = AddressBytes(host)
    let port = String(target.effectivePort)
    return entries.contains { entry in
      switch entry {
      case .everything: true
      // client-go accepts leading zeros in networks and hosts, Go elsewhere does not.
      case .network(let range): (address ?? AddressBytes(host.withoutLeadingZeros)).map(range.contains) ?? false
      case .address(let own, let ownPort): own == address && [port, ""].contains(ownPort)
      case .domain(let suffix, let includesItself, let ownPort):
        address == nil && [port, ""].contains(ownPort)
          && (host.hasSuffix(suffix) || includesItself && host == suffix.dropFirst())
      }
    }
  }

  private static func entry(_ text: String) -> Entry? {
    if text == "*" { return .everything }
    if let range = AddressRange(text.withoutLeadingZeros) { return .network(range) }
    let (host, port) = HostAndPort.split(text) ?? (text, "")
    if let address = AddressBytes(host) { return .address(address, port: port) }
    guard !host.isEmpty else { return nil }
    let name = host.hasPrefix("*.") ? String(host.dropFirst()) : host
    let includesItself = !name.hasPrefix(".")
    return .domain(suffix: includesItself ? "." + name : name, includesItself: includesItself, port: port)
  }
}

/// Go's `net.SplitHostPort`.
private enum HostAndPort {
  /// Host and port of `host:port` or `[address]:port`, where the port may be empty; nil for anything else.
  static func split(_ text: String) -> (host: String, port: String)? {
    let match = text.wholeMatch(of: /(?:\[([^\[\]]*)\]|([^\[\]:]*)):([^\[\]:]*)/)
    return match.map { (String($0.1 ?? $0.2 ?? ""), String($0.3)) }
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  var trimmed: String {
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }

  /// `010.0.0.1` as `10.0.0.1`.
  fileprivate var withoutLeadingZeros: String {
    split(separator: ".", omittingEmptySubsequences: false).map { part in
      let digits = part.drop { $0 == "0" }
      return digits.first?.isNumber == true || digits.startIndex == part.startIndex ? String(digits) : "0\(digits)"
    }.joined(separator: ".")
  }
}

/// An IP address as 4 or 16 bytes. An IPv4-mapped IPv6 address is an IPv4 address.
struct AddressBytes: Equatable {
  let bytes: [UInt8]

  /// Reads dotted decimal without leading zeros, or an IPv6 address without a zone; nil for anything else.
  init?(_ text: some StringProtocol) {
    guard let written = Self.written(String(text)) else { return nil }
    bytes = written.starts(with: Self.mappedPrefix) && written.count == 16 ? Array(written.suffix(4)) : written
  }

  /// 127.0.0.0/8 and ::1.
  var isLoopback: Bool {
    bytes.count == 4 ? bytes[0] == 127 : bytes.last == 1 && bytes.dropLast().allSatisfy { $0 == 0 }
  }

  /// The prefix of IPv4-mapped IPv6 addresses.
  fileprivate static let mappedPrefix: [UInt8] = Array(repeating: 0, count: 10) + [0xff, 0xff]

  /// The bytes as they are written.
  fileprivate static func written(_ text: String) -> [UInt8]? {
    let (family, count) = text.contains(":") ? (AF_INET6, 16) : (AF_INET, 4)
    var bytes = [UInt8](repeating: 0, count: count)
    return inet_pton(family, text, &bytes) == 1 ? bytes : nil
  }
}

/// A network of IP addresses in CIDR notation.
struct AddressRange {
  private let first: [UInt8]
  private let prefix: Int

  /// Reads `address/prefix`; nil for anything else.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let written = AddressBytes.written(String(parts[0])),
      parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let prefix = Int(parts[1]), prefix <= written.count * 8
    else { return nil }
    let isMapped = written.count == 16 && prefix >= 96 && written.starts(with: AddressBytes.mappedPrefix)
    first = isMapped ? Array(written.suffix(4)) : written
    self.prefix = isMapped ? prefix - 96 : prefix
  }

  /// Whether an address of the same family is in the network.
  func contains(_ address: AddressBytes) -> Bool {
    guard address.bytes.count == first.count else { return false }
    return zip(address.bytes, first).enumerated().allSatisfy { index, pair in
      let bits = min(max(prefix - index * 8, 0), 8)
      return (pair.0 ^ pair.1) & ~(0xff >> UInt8(bits)) == 0
    }
  }
}
