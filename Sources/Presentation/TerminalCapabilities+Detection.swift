#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension TerminalCapabilities {
  /// The capabilities of the terminal that standard output leads to; nil if it leads to a file or a pipe.
  ///
  /// - Parameter environment: `COLUMNS` and `LINES` take the place of the terminal's own size; `NO_COLOR` and `TERM`
  ///   decide about colours, the locale and `TERM` about characters.
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

  /// What a chart that goes to a file or a pipe is drawn with: `COLUMNS` or 80 columns, colours only where the user
  /// says `always`.
  public static func ofFile(environment: [String: String], color: ColorChoice = .auto) -> TerminalCapabilities {
    TerminalCapabilities(
      width: count("COLUMNS", in: environment) ?? 80, usesColor: color == .always,
      usesUnicode: usesUnicode(environment: environment))
  }

  /// Whether the locale's characters are UTF-8. The terminal type `dumb` is taken at its word.
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
