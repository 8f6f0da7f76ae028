/// The parts of a proxy's URL as Go's `net/url` takes it apart.
///
/// Its rules decide what becomes of a value that is not quite a URL: kubectl adds `http://`, goes on without a proxy, or
/// asks a host that is not there. Source: https://pkg.go.dev/net/url#Parse
struct GoURL {
  /// In lower case; empty if there is none.
  private(set) var scheme = ""
  /// User, host and port; empty if there are none.
  private(set) var authority = ""

  /// The value of a variable, `http://` put before it where it has no scheme or no host; nil where that is no URL
  /// either: Go does as if the variable were not set.
  init?(proxy text: String) {
    let plain = GoURL(text)
    let isWhole = plain.map { !$0.scheme.isEmpty && !$0.authority.isEmpty } ?? false
    guard let url = isWhole ? plain : GoURL("http://" + text) ?? plain else { return nil }
    self = url
  }

  /// Takes a URL apart; nil if Go refuses it.
  private init?(_ text: String) {
    guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { return nil }
    let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 1 || parts[1].isEscaped, let scheme = Self.scheme(parts[0]) else { return nil }
    self.scheme = scheme.lowercased()
    let afterScheme = scheme.isEmpty ? parts[0] : parts[0].dropFirst(scheme.count + 1)
    let rest = afterScheme.prefix { $0 != "?" }
    guard rest.hasPrefix("/") else {
      // `host:port` without a scheme; with one, the rest has no host in it.
      if scheme.isEmpty, rest.prefix(while: { $0 != "/" }).contains(":") { return nil }
      return
    }
    let hasAuthority = rest.hasPrefix("//") && !(scheme.isEmpty && rest.hasPrefix("///"))
    authority = hasAuthority ? String(rest.dropFirst(2).prefix { $0 != "/" }) : ""
    let path = hasAuthority ? rest.dropFirst(2 + authority.count) : rest
    guard path.isEscaped, Self.isAuthority(authority) else { return nil }
  }

  /// What stands before the first colon, if it can be a scheme, else nothing; nil if nothing stands there.
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

  /// The proxy; nil if there can be none. Go takes every scheme that it does not know for HTTP.
  var proxy: ProxyURL? {
    // With `http://` before it, a whole URL that Go refuses becomes a host called `http`.
    guard authority.wholeMatch(of: /(?:https?|socks5h?):/) == nil else { return nil }
    if ["http", "https", "socks5", "socks5h"].contains(scheme) {
      return ProxyURL(scheme: scheme, authority: authority)?.resolvingThere
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
