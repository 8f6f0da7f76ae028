import Capacity

extension Topic {
  /// How good past forecasts would have been: what `capdb forecast --backtest` shows. It is not a topic of `capdb report`.
  public static let forecastBacktest = Topic.useForecast(
    "forecast-backtest", "how well forecasts from past days would have done, beside a least-squares line",
    defaultSeconds: 365 * 86_400, fields: BacktestRow.fields
  ) { uses in
    uses.all.flatMap { item in Backtest(of: item.use).scores.map { BacktestRow(item, score: $0) } }
  }
}

extension BacktestRow {
  init(_ item: ForecastUses.Item, score: Backtest.Score) {
    cluster = item.cluster
    resource = item.resource
    name = item.name
    measure = score.measure
    horizonDays = score.horizonDays
    forecasts = score.errors.count
    let share = Double(score.covered) * 100 / Double(max(1, forecasts))
    coveredPercent = forecasts > 0 ? FixedDecimal(rounding: share, digits: 1) : nil
    medianError = Median.of(score.errors).flatMap { FixedDecimal(rounding: $0, digits: 1) }
    lineMedianError = Median.of(score.lineErrors).flatMap { FixedDecimal(rounding: $0, digits: 1) }
  }
}

/// What a forecast was about. The raw values are those of the column `measure`.
public enum BacktestMeasure: String, Sendable {
  /// The peak of a future day.
  case used
  /// The day of exhaustion.
  case exhaustedAt = "exhausted_at"
}

/// How good past forecasts of something would have been: a row of `capdb forecast --backtest`.
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
  /// The median of their errors: in addresses or slots, or in days for the day of exhaustion.
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

/// Forecasts from what was known on past days, compared with what happened.
///
/// Every seventh day with enough days before it is an origin. A forecast uses the days up to its origin and none later, and
/// the total of that day.
struct Backtest: Sendable {
  /// Forecasts of one measure.
  struct Score: Hashable, Sendable {
    /// The measure.
    var measure: BacktestMeasure
    /// How many days ahead; nil for the day of exhaustion.
    var horizonDays: Int?
    /// The errors of the forecasts.
    var errors: [Double] = []
    /// The errors of the least-squares line.
    var lineErrors: [Double] = []
    /// How many intervals held what happened.
    var covered = 0

    fileprivate mutating func add(_ forecast: ForecastInterval, line: Double, actual: Double) {
      errors.append((forecast.median - actual).magnitude)
      lineErrors.append((line - actual).magnitude)
      if forecast.covers(actual) { covered += 1 }
    }
  }

  /// One score for each horizon, and one for the day of exhaustion.
  private(set) var scores: [Score]

  private static let horizons = [7, 14, 30]
  private static let daysBetweenOrigins = 7
  private static let fewestBasisDays = 21
  private static let basisDays = 90

  init(of use: RecordedUse) {
    scores = Self.horizons.map { Score(measure: .used, horizonDays: $0) } + [Score(measure: .exhaustedAt)]
    var nextOrigin = Int.min
    for (index, origin) in use.days.enumerated() where index >= Self.fewestBasisDays && origin.number >= nextOrigin {
      nextOrigin = origin.number + Self.daysBetweenOrigins
      compare(origin, known: use.days[...index], future: use.days[(index + 1)...])
    }
  }

  private mutating func compare(
    _ origin: RecordedUse.Day, known: ArraySlice<RecordedUse.Day>, future: ArraySlice<RecordedUse.Day>
  ) {
    let basis = known.drop { $0.number <= origin.number - Self.basisDays }
    let series = UseSeries(days: basis.map { .init(number: $0.number, peak: Double($0.peak)) })
    guard let forecast = UseForecast(of: series), let line = LeastSquaresLine(through: series) else { return }
    for (index, horizon) in Self.horizons.enumerated() {
      guard let actual = future.first(where: { $0.number == origin.number + horizon }) else { continue }
      scores[index].add(
        forecast.peak(inDays: horizon), line: line.value(inDays: horizon), actual: Double(actual.peak))
    }
    let exhausted = future.first { $0.peak >= origin.total }
    guard let exhausted, origin.total > 0, origin.peak < origin.total else { return }
    scores[Self.horizons.count].add(
      Self.withinAYear(forecast.exhaustion(of: Double(origin.total))),
      line: min(line.exhaustion(of: Double(origin.total)), Self.beyondAYear),
      actual: min(Double(exhausted.number - origin.number), Self.beyondAYear))
  }

  /// Days more than a year away are all alike.
  private static let beyondAYear = Double(UseForecast.horizonDays + 1)

  private static func withinAYear(_ interval: ForecastInterval) -> ForecastInterval {
    interval.mapped { min($0, beyondAYear) }
  }
}
