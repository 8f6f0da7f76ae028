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
  /// - Parameter environment: `COLUMNS` takes the place of the terminal's own width; `NO_COLOR` and `TERM` decide
  ///   about colours.
  public static func ofStandardOutput(
    environment: [String: String], color: ColorChoice = .auto
  ) -> TerminalCapabilities? {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    let width = environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? windowWidth()
    return TerminalCapabilities(width: width, usesColor: color.usesColor(environment: environment))
  }

  private static func windowWidth() -> Int? {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
