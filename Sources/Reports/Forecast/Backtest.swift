/// Forecasts made of what was known on past days, held against what came.
///
/// Every seventh day with enough days before it is an origin. A forecast sees the days up to its origin and none later,
/// and the total of that day.
struct Backtest: Sendable {
  /// Forecasts of one measure.
  struct Score: Hashable, Sendable {
    /// The measure.
    var measure: BacktestMeasure
    /// How many days ahead; nil for the day of exhaustion.
    var horizonDays: Int?
    /// How far the forecasts were off.
    var errors: [Double] = []
    /// How far the line was off.
    var lineErrors: [Double] = []
    /// How many intervals held what came.
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
