import OutsideText

/// The parts of a request's URL that determine its server.
struct TargetURL: Equatable {
  /// `http` or `https`.
  var scheme: String
  /// The host as in the URL; an IPv6 address in brackets.
  var host: String
  /// The port, if the URL names one.
  var port: Int?
  /// Path and query.
  var rest: String

  /// Parses an absolute `http` or `https` URL; nil for other texts, and if it holds a user name, blanks or non-ASCII.
  init?(_ url: String) {
    let isPlain = url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }
    guard isPlain, let mark = url.ranges(of: "://").first else { return nil }
    let scheme = url[..<mark.lowerBound].lowercased()
    let authority = url[mark.upperBound...].prefix { !"/?#".contains($0) }
    guard scheme == "http" || scheme == "https", !authority.contains("@"),
      let (host, port) = Self.split(authority: authority)
    else { return nil }
    self.scheme = scheme
    self.host = host
    self.port = port
    rest = String(url[authority.endIndex...])
  }

  /// The port that is connected to.
  var effectivePort: Int { port ?? (scheme == "https" ? 443 : 80) }

  /// Host, and port where the URL names one, as in a `Host` header.
  var authority: String { port.map { "\(host):\($0)" } ?? host }

  /// Scheme, host and port: the server's name in errors.
  var server: SafeText { .server("\(scheme)://\(host):\(effectivePort)") ?? "(unusable URL)" }

  /// The same URL with another host.
  func withHost(_ other: String) -> String {
    "\(scheme)://\(other)\(port.map { ":\($0)" } ?? "")\(rest)"
  }

  /// Scheme, host and port of `url`, or a placeholder if it is unusable and might hold anything.
  static func server(of url: String) -> SafeText {
    TargetURL(url)?.server ?? "(unusable URL)"
  }

  /// Whether a name can be the host of a URL: no character in it ends the host's part.
  static func isHostName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !#"/?#@:[]\%"#.utf8.contains($0) }
  }

  /// A host without brackets and zone.
  static func bare(_ host: String) -> String {
    host.hasPrefix("[") ? String(host.dropFirst().prefix { $0 != "]" && $0 != "%" }) : host
  }

  /// Host and port of an authority without a user; nil if it has another form.
  static func split(authority: Substring) -> (host: String, port: Int?)? {
    let hostEnd: Substring.Index
    if authority.first == "[" {
      guard let bracket = authority.firstIndex(of: "]") else { return nil }
      hostEnd = authority.index(after: bracket)
    } else {
      hostEnd = authority.firstIndex(of: ":") ?? authority.endIndex
      guard isHostName(String(authority[..<hostEnd])) else { return nil }
    }
    let host = String(authority[..<hostEnd])
    let tail = authority[hostEnd...]
    if tail.isEmpty { return (host, nil) }
    let digits = tail.dropFirst()
    guard tail.first == ":", digits.allSatisfy(\.isNumber), let port = UInt16(digits), port > 0 else { return nil }
    return (host, Int(port))
  }
}
