#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The capabilities of the terminal that shows a report.
public struct TerminalCapabilities: Hashable, Sendable {
  /// How many columns of text a line holds; nil if unknown: then lines have any length.
  public var width: Int?
  /// How many lines it shows at once; nil if unknown.
  public var height: Int?
  /// Whether values that need attention are coloured.
  public var usesColor: Bool
  /// Whether it shows characters beyond ASCII: blocks and lines to draw with.
  public var usesUnicode: Bool

  /// Makes a set of capabilities.
  public init(width: Int? = nil, height: Int? = nil, usesColor: Bool = false, usesUnicode: Bool = true) {
    self.width = width
    self.height = height
    self.usesColor = usesColor
    self.usesUnicode = usesUnicode
  }
}

/// When to use colours: `--color`.
public enum ColorChoice: String, CaseIterable, Sendable {
  /// Colours on a terminal that has them, unless `NO_COLOR` is set.
  case auto
  /// Colours even if `NO_COLOR` is set.
  case always
  /// No colours.
  case never

  /// Whether to use colours on a terminal.
  ///
  /// Source: https://no-color.org (a value that is not empty counts) and terminfo's type `dumb`.
  public func usesColor(environment: [String: String]) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto: (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }
  }
}

extension TerminalCapabilities {
  /// The capabilities of the terminal that standard output leads to; nil if it leads to a file or a pipe.
  ///
  /// - Parameter environment: `COLUMNS` and `LINES` override the terminal's size; `NO_COLOR` and `TERM` decide about
  ///   colours, the locale and `TERM` about characters.
  public static func ofStandardOutput(
    environment: [String: String], color: ColorChoice = .auto
  ) -> TerminalCapabilities? {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    var size = winsize()
    let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0
    return TerminalCapabilities(
      width: count("COLUMNS", in: environment) ?? (isKnown && size.ws_col > 0 ? Int(size.ws_col) : nil),
      height: count("LINES", in: environment) ?? (isKnown && size.ws_row > 0 ? Int(size.ws_row) : nil),
      usesColor: color.usesColor(environment: environment), usesUnicode: usesUnicode(environment: environment))
  }

  /// The capabilities for a chart that goes to a file or a pipe: `COLUMNS` or 80 columns, colours only with `always`.
  public static func ofFile(environment: [String: String], color: ColorChoice = .auto) -> TerminalCapabilities {
    TerminalCapabilities(
      width: count("COLUMNS", in: environment) ?? 80, usesColor: color == .always,
      usesUnicode: usesUnicode(environment: environment))
  }

  /// Whether the locale's characters are UTF-8 and the terminal type is not `dumb`.
  ///
  /// Source: POSIX.1-2017, Base Definitions, chapter 8.2: `LC_ALL` before `LC_CTYPE` before `LANG`, empty ones as unset.
  public static func usesUnicode(environment: [String: String]) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "C"
    let charset = locale.lowercased()
    return environment["TERM"] != "dumb" && (charset.contains("utf-8") || charset.contains("utf8"))
  }

  /// A variable that holds a positive number.
  private static func count(_ name: String, in environment: [String: String]) -> Int? {
    environment[name].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
  }
}
