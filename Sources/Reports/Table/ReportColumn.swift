/// A column of a report: its name and what its values mean.
public struct ReportColumn: Hashable, Sendable {
  /// The CSV header and JSON key, for example `memory_allocatable_bytes`.
  public let name: String
  /// A shorter heading for terminals, where cells show their unit, for example `memory`.
  public let heading: String
  /// What the values are, and in which unit.
  public let kind: Kind
  /// Which columns are left out first on a terminal that is too narrow for all of them.
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

  /// How important a column is for a reader at a terminal.
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

/// A column and how to get its value from a row: the part of a topic that defines what it prints.
public struct Field<Row: Sendable>: Sendable {
  /// The column.
  public let column: ReportColumn
  /// The value of a row in this column.
  public let cell: @Sendable (Row) -> ReportCell
  /// Whether the value needs attention.
  public let tone: @Sendable (Row) -> ReportTone

  /// Makes a field.
  public init(
    _ column: ReportColumn, tone: @escaping @Sendable (Row) -> ReportTone = { _ in .plain },
    cell: @escaping @Sendable (Row) -> ReportCell
  ) {
    self.column = column
    self.cell = cell
    self.tone = tone
  }
}

/// Whether a value needs attention; terminals show it by colour.
public enum ReportTone: Sendable {
  /// Nothing special.
  case plain
  /// Near a limit, or a minor problem.
  case warning
  /// At the limit, or failed.
  case critical

  /// The tone of `free` out of `total`: critical at none, a warning at a tenth or less.
  public static func free(_ free: Int64?, of total: Int64?) -> ReportTone {
    guard let free else { return .plain }
    if free <= 0 { return .critical }
    guard let total, total > 0 else { return .plain }
    return free * 10 <= total ? .warning : .plain
  }

  /// The tone of a share in percent: a warning from 80 on, critical from 90 on.
  public static func share(percent: FixedDecimal?) -> ReportTone {
    guard let percent else { return .plain }
    if percent.approximate >= 90 { return .critical }
    return percent.approximate >= 80 ? .warning : .plain
  }
}
