/// `NO_PROXY` as Go reads it: names, addresses and networks, with commas between.
///
/// `x.y` stands for the name and what is below it, `.x.y` and `*.x.y` for what is below alone; a name or an address may
/// have a port; `*` alone stands for everything.
struct NoProxyList {
  private enum Entry {
    case everything
    case network(AddressRange)
    case address(AddressBytes, port: String)
    /// `suffix` begins with a dot.
    case domain(suffix: String, includesItself: Bool, port: String)
  }

  private let entries: [Entry]

  /// Reads a list. What is no entry does not count.
  init(_ text: String) {
    entries = text.lowercased().split(separator: ",").compactMap { Self.entry($0.trimmed) }
  }

  /// Whether the list holds a server.
  func covers(_ target: TargetURL) -> Bool {
    let host = TargetURL.bare(target.host).lowercased()
    let address = AddressBytes(host)
    let port = String(target.effectivePort)
    return entries.contains { entry in
      switch entry {
      case .everything: true
      // client-go takes leading zeros in networks and hosts, Go elsewhere does not.
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
