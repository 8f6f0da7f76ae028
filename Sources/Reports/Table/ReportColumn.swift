/// A column of a report: its name and what its values mean.
public struct ReportColumn: Hashable, Sendable {
  /// The CSV header and JSON key, for example `memory_allocatable_bytes`.
  public let name: String
  /// A shorter heading for terminals, whose cells carry their unit with them, for example `memory`.
  public let heading: String
  /// What the values are, and in which unit.
  public let kind: Kind
  /// Which columns a terminal that is too narrow for all of them leaves out first.
  public let importance: Importance

  /// What the values of a column are.
  public enum Kind: Sendable {
    /// Names, identifiers, addresses: text as the APIs gave it.
    case text
    /// Sentences: text that may be cut short on a terminal before any other.
    case prose
    /// A count.
    case integer
    /// A number with digits after the point.
    case decimal
    /// `true` or `false`.
    case boolean
    /// A moment in UTC.
    case timestamp
    /// A size in bytes.
    case bytes
    /// CPU in thousandths of a core.
    case millicores
    /// A length of time in seconds.
    case seconds
    /// A percentage, 0 to 100.
    case percent

    /// Whether the values are numbers, which are aligned to the right.
    public var isNumeric: Bool {
      switch self {
      case .text, .prose, .boolean, .timestamp: false
      case .integer, .decimal, .bytes, .millicores, .seconds, .percent: true
      }
    }
  }

  /// How much a reader at a terminal needs a column.
  public enum Importance: Int, Comparable, Sendable {
    /// Left out first.
    case detail = 0
    /// Left out once the details are.
    case useful = 1
    /// Left out last.
    case essential = 2

    /// Orders from detail to essential.
    public static func < (left: Importance, right: Importance) -> Bool { left.rawValue < right.rawValue }
  }

  /// Makes a column; the heading is the name with blanks for underscores where it is left out.
  public init(_ name: String, _ kind: Kind, _ importance: Importance = .useful, heading: String? = nil) {
    self.name = name
    self.kind = kind
    self.importance = importance
    self.heading = heading ?? String(name.map { $0 == "_" ? " " : $0 })
  }
}
