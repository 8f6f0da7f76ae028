/// What the terminal that shows a report can do.
public struct TerminalCapabilities: Hashable, Sendable {
  /// How many columns of text a line holds; nil if that is unknown, and then lines are as long as they are.
  public var width: Int?
  /// How many lines it shows at once; nil if that is unknown.
  public var height: Int?
  /// Whether values that call for attention are coloured.
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

/// What the user wants of colours: `--color`.
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
