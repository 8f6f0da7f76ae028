import OutsideText
import TextEncoding

/// A proxy that can be used. Its port is always explicit: libcurl's default for `http` is 1080, that of others is 80.
struct ProxyURL: Equatable {
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

  /// Parses `scheme://[name[:password]@]host[:port]` and ignores what follows.
  init?(_ text: String) {
    guard let mark = text.ranges(of: "://").first else { return nil }
    let authority = text[mark.upperBound...].prefix { !"/?#".contains($0) }
    self.init(scheme: text[..<mark.lowerBound].lowercased(), authority: String(authority))
  }

  /// Parses a URL's authority.
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

  /// The URL for libcurl, with the user.
  var text: String {
    let login = user.map { "\(PercentEncoding.encode($0.name)):\(PercentEncoding.encode($0.password))@" } ?? ""
    return "\(scheme)://\(login)\(host):\(port)"
  }

  /// Scheme, host and port, for messages.
  var shown: SafeText { .server("\(scheme)://\(host):\(port)") ?? .withheld }

  /// The same proxy, with `socks5h` for `socks5`: host names go to it unresolved.
  var resolvingRemotely: ProxyURL {
    var copy = self
    if scheme == "socks5" { copy.scheme = "socks5h" }
    return copy
  }
}

extension ProxyURL.User {
  /// Parses a percent-encoded user and password with a colon between them.
  fileprivate init(_ text: Substring) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    name = PercentEncoding.decode(parts[0])
    password = parts.count > 1 ? PercentEncoding.decode(parts[1]) : ""
  }
}

/// The parts of a proxy's URL as Go's `net/url` parses it.
///
/// Its rules decide what a value means that is not a whole URL: kubectl adds `http://`, uses no proxy, or connects to a host
/// that does not exist. Source: https://pkg.go.dev/net/url#Parse
struct GoURL {
  /// In lower case; empty if there is none.
  private(set) var scheme = ""
  /// User, host and port; empty if there are none.
  private(set) var authority = ""

  /// Parses the value of a variable, with `http://` before it if it has no scheme or no host; nil if that is not a URL
  /// either, for which Go behaves as if the variable were not set.
  init?(proxy text: String) {
    let plain = GoURL(text)
    let isWhole = plain.map { !$0.scheme.isEmpty && !$0.authority.isEmpty } ?? false
    guard let url = isWhole ? plain : GoURL("http://" + text) ?? plain else { return nil }
    self = url
  }

  /// Parses a URL; nil if Go rejects it.
  private init?(_ text: String) {
    guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { return nil }
    let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 1 || parts[1].isEscaped, let scheme = Self.scheme(parts[0]) else { return nil }
    self.scheme = scheme.lowercased()
    let afterScheme = scheme.isEmpty ? parts[0] : parts[0].dropFirst(scheme.count + 1)
    let rest = afterScheme.prefix { $0 != "?" }
    guard rest.hasPrefix("/") else {
      // Without a scheme this would be `host:port`; with one, there is no host.
      if scheme.isEmpty, rest.prefix(while: { $0 != "/" }).contains(":") { return nil }
      return
    }
    let hasAuthority = rest.hasPrefix("//") && !(scheme.isEmpty && rest.hasPrefix("///"))
    authority = hasAuthority ? String(rest.dropFirst(2).prefix { $0 != "/" }) : ""
    let path = hasAuthority ? rest.dropFirst(2 + authority.count) : rest
    guard path.isEscaped, Self.isAuthority(authority) else { return nil }
  }

  /// The text before the first colon, if it can be a scheme, else an empty one; nil if the text begins with a colon.
  private static func scheme(_ text: Substring) -> String? {
    if text.hasPrefix(":") { return nil }
    return text.prefixMatch(of: /([A-Za-z][A-Za-z0-9+.\-]*):/).map { String($0.1) } ?? ""
  }

  private static func isAuthority(_ text: String) -> Bool {
    let at = text.lastIndex(of: "@")
    let user = text[..<(at ?? text.startIndex)]
    let host = text[(at.map { text.index(after: $0) } ?? text.startIndex)...]
    return user.isEscaped && user.wholeMatch(of: /[A-Za-z0-9\-._:~!$&'()*+,;=%@]*/) != nil
      && (host.wholeMatch(of: /\[[^%\s]*(?:%25\S*)?\](?::[0-9]*)?/) != nil
        || host.wholeMatch(of: /(?!\[)(?:[^%\s^{}|\\`]*:[0-9]*|[^%\s^{}|\\`:]*)/) != nil)
  }

  /// The proxy; nil if there is none that can be used. Go treats unknown schemes as HTTP.
  var proxy: ProxyURL? {
    // With `http://` before it, a URL that Go rejects becomes a host called `http`.
    guard authority.wholeMatch(of: /(?:https?|socks5h?):/) == nil else { return nil }
    if ["http", "https", "socks5", "socks5h"].contains(scheme) {
      return ProxyURL(scheme: scheme, authority: authority)?.resolvingRemotely
    }
    let hasPort = authority.wholeMatch(of: /.*:[0-9]+/) != nil
    return hasPort ? ProxyURL(scheme: "http", authority: authority) : nil
  }
}

extension Substring {
  /// Whether every percent sign has two hexadecimal digits after it.
  fileprivate var isEscaped: Bool {
    !contains(/%(?![0-9A-Fa-f]{2})/)
  }
}
