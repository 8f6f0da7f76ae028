internal import OutsideText

/// A proxy that can be used, its port explicit: where none is named, libcurl takes 1080 for `http`, others 80.
struct ProxyURL: Equatable {
  /// Who asks the proxy.
  struct User: Equatable {
    var name: String
    var password: String
  }

  /// `http`, `https`, `socks5` or `socks5h`.
  var scheme: String
  /// An IPv6 address in brackets.
  var host: String
  var port: Int
  var user: User?

  /// Takes a URL apart: `scheme://[name[:password]@]host[:port]`; what follows does not count.
  init?(_ text: String) {
    guard let mark = text.ranges(of: "://").first else { return nil }
    let authority = text[mark.upperBound...].prefix { !"/?#".contains($0) }
    self.init(scheme: text[..<mark.lowerBound].lowercased(), authority: String(authority))
  }

  /// Takes a URL's authority apart.
  init?(scheme: String, authority: String) {
    let at = authority.lastIndex(of: "@")
    let server = authority[(at.map { authority.index(after: $0) } ?? authority.startIndex)...]
    guard let defaultPort = Self.defaultPorts[scheme],
      let (host, port) = TargetURL.split(authority: server.hasSuffix(":") ? server.dropLast() : server)
    else { return nil }
    guard !host.hasPrefix("[") || AddressBytes(TargetURL.bare(host)) != nil else { return nil }
    self.scheme = scheme
    self.host = host
    self.port = port ?? defaultPort
    user = at.map { User(authority[..<$0]) }
  }

  private static let defaultPorts = ["http": 80, "https": 443, "socks5": 1080, "socks5h": 1080]

  /// The URL as libcurl reads it, with the user.
  var text: String {
    let login = user.map { "\(PercentEncoding.encode($0.name)):\(PercentEncoding.encode($0.password))@" } ?? ""
    return "\(scheme)://\(login)\(host):\(port)"
  }

  /// Scheme, host and port, for messages.
  var shown: SafeText { .server("\(scheme)://\(host):\(port)") ?? .withheld }

  /// The same proxy, with `socks5h` for `socks5`: host names go to it unresolved.
  var resolvingThere: ProxyURL {
    var copy = self
    if scheme == "socks5" { copy.scheme = "socks5h" }
    return copy
  }
}

extension ProxyURL.User {
  /// A user and a password, percent-encoded, with a colon between.
  fileprivate init(_ text: Substring) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    name = PercentEncoding.decode(parts[0])
    password = parts.count > 1 ? PercentEncoding.decode(parts[1]) : ""
  }
}
