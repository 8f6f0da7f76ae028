/// A column together with the way to its value in a row: the part of a topic that says what it prints.
public struct Field<Row: Sendable>: Sendable {
  /// The column.
  public let column: ReportColumn
  /// The value of a row in this column.
  public let cell: @Sendable (Row) -> ReportCell
  /// Whether the value calls for attention.
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

/// Whether a value calls for attention; terminals show it by colour.
public enum ReportTone: Sendable {
  /// Nothing special.
  case plain
  /// Near a limit, or not as it should be.
  case warning
  /// At the limit, or failed.
  case critical

  /// The tone of something of which `free` out of `total` is left: critical at none, a warning at a tenth or less.
  public static func room(free: Int64?, of total: Int64?) -> ReportTone {
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
