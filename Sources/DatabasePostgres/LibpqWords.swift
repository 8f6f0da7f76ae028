import CPostgres
import OutsideText

/// What libpq and the server say, as far as it may be shown.
///
/// Their sentences are constants; what comes from an address, a variable or a file stands in double quotes in them.
enum LibpqWords {
  /// The parameters whose values may be shown.
  private static let shownKeywords: Set<String> = [
    "host", "hostaddr", "user", "dbname", "service", "passfile", "sslrootcert", "sslcert", "sslkey", "sslcrl",
  ]

  /// The names of libpq's parameters, which it quotes as well.
  private static let keywords: Set<String> = {
    guard let option = PQconndefaults() else { return [] }
    defer { PQconninfoFree(option) }
    var keywords: Set<String> = []
    var next = option
    while let keyword = next.pointee.keyword {
      keywords.insert(String(cString: keyword))
      next += 1
    }
    return keywords
  }()

  /// libpq's last words on a connection, in one line.
  static func last(of handle: OpaquePointer) -> String {
    guard let options = PQconninfo(handle) else { return shown(String(cString: PQerrorMessage(handle)), []) }
    defer { PQconninfoFree(options) }
    let parameters = ConnectionParameters.values(options).filter { shownKeywords.contains($0.key) }
    return shown(String(cString: PQerrorMessage(handle)), Set(parameters.values.filter { isHarmless($0) }))
  }

  /// A text in one line of at most 1,000 characters, in which every quoted part that is not among `values` and no path
  /// or address is replaced.
  static func shown(_ text: String, _ values: Set<String>) -> String {
    let line = text.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
      .joined(separator: "; ")
    let quoted = line.replacing(/"([^"]*)"/) { match in
      values.contains(String(match.1)) || isPathOrAddress(match.1) || keywords.contains(String(match.1))
        ? String(match.0) : "\"…\""
    }
    return printable(quoted)
  }

  /// The server's words about a statement of capdb's or the user's own: one printable line.
  static func printable(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: " "
      default: scalar
      }
    }
    let line = String(String.UnicodeScalarView(scalars))
    return line.count > 1000 ? line.prefix(1000) + "…" : line
  }

  private static func isHarmless(_ value: String) -> Bool {
    SafeText.name(value) != .withheld || isPathOrAddress(value[...])
  }

  private static func isPathOrAddress(_ text: Substring) -> Bool {
    (text.hasPrefix("/") && SafeText.path(String(text)) != .withheld)
      || text.wholeMatch(of: /[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+/) != nil
  }
}
