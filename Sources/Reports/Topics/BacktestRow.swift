/// What a forecast was about. The raw values stand in the column `measure`.
public enum BacktestMeasure: String, Sendable {
  /// The peak of a day to come.
  case used
  /// The day of exhaustion.
  case exhaustedAt = "exhausted_at"
}

/// How well past forecasts of something would have done: a row of `capdb forecast --backtest`.
public struct BacktestRow: Hashable, Sendable {
  /// The cluster's name.
  public var cluster: String
  /// What fills up.
  public var resource: ForecastResource
  /// The subnet, or the group of nodes.
  public var name: String?
  /// What was forecast.
  public var measure: BacktestMeasure
  /// How many days ahead; nil for the day of exhaustion.
  public var horizonDays: Int?
  /// How many forecasts could be compared with what happened.
  public var forecasts: Int
  /// How many of their 80 % intervals held what happened, in percent.
  public var coveredPercent: FixedDecimal?
  /// The median of how far they were off: in pieces, or in days for a day.
  public var medianError: FixedDecimal?
  /// The same for a least-squares line through the same days.
  public var lineMedianError: FixedDecimal?
}

extension BacktestRow {
  /// The columns.
  public static let fields: [Field<BacktestRow>] = [
    Field(ReportColumn("cluster", .text, .useful)) { ReportCell($0.cluster) },
    Field(ReportColumn("resource", .text, .useful)) { .text($0.resource.rawValue) },
    Field(ReportColumn("name", .text, .essential)) { ReportCell($0.name) },
    Field(ReportColumn("measure", .text, .essential)) { .text($0.measure.rawValue) },
    Field(ReportColumn("horizon_days", .integer, .essential, heading: "days ahead")) { ReportCell($0.horizonDays) },
    Field(ReportColumn("forecasts", .integer, .essential)) { ReportCell($0.forecasts) },
    Field(ReportColumn("covered_percent", .percent, .essential, heading: "covered")) { ReportCell($0.coveredPercent) },
    Field(ReportColumn("median_error", .decimal, .essential)) { ReportCell($0.medianError) },
    Field(ReportColumn("line_median_error", .decimal, .essential)) { ReportCell($0.lineMedianError) },
  ]
}
