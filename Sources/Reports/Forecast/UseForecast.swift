/// A forecast of the use of something: many random paths, whose quantiles are the answers.
///
/// docs/forecast.md explains the method and shows how good its forecasts were.
struct UseForecast: Sendable {
  /// The fewest known days that allow a forecast.
  static let fewestDays = 7
  /// How far the answers reach.
  static let horizonDays = 365

  private let lastDay: Int
  private let length: Double
  private let season: WeeklySeason
  private let usualLevel: Double
  private let persistence: Double
  private let paths: [UsePath]

  /// - Returns: nil for fewer than `fewestDays`.
  init?(of series: UseSeries) {
    guard series.days.count >= Self.fewestDays else { return nil }
    let season = WeeklySeason(of: series)
    let kept = OutlierFilter.kept(season.removed(from: series.days))
    let (length, lastDay) = (Double(series.span), series.lastDay)
    let ensemble = TrendEnsemble(days: kept) { Double($0.number - lastDay) / length }
    guard let ensemble, let last = kept.last else { return nil }
    self.lastDay = lastDay
    self.length = length
    self.season = season
    usualLevel = max(kept.reduce(0) { $0 + $1.peak } / Double(kept.count), 1)
    persistence = ensemble.persistence
    paths = ensemble.paths(after: last.peak, at: Double(last.number - lastDay) / length)
  }

  /// How much the level rises per day in the coming week: the median of the fits that the paths follow.
  var growthPerDay: Double {
    Median.of(paths.map { ($0.fit.level(at: 7 / length) - $0.fit.level(at: 0)) / 7 }) ?? 0
  }

  /// In how many days the daily peak reaches `total`; infinite where it does not within `horizonDays`.
  func exhaustion(of total: Double) -> ForecastInterval {
    ForecastInterval(of: paths.map { firstDay(of: $0, reaching: total) })
  }

  /// The peak of the day that is `days` days after the last one.
  func peak(inDays days: Int) -> ForecastInterval {
    ForecastInterval(
      of: paths.map { path in
        var deviations = PathDeviations(of: path, persistence: persistence)
        return peak(of: path, on: days, deviation: deviations.next(on: days))
      })
  }

  private func firstDay(of path: UsePath, reaching total: Double) -> Double {
    var deviations = PathDeviations(of: path, persistence: persistence)
    for day in firstConceivableDay(of: path, reaching: total)..<(Self.horizonDays + 1) {
      if peak(of: path, on: day, deviation: deviations.next(on: day)) >= total { return Double(day) }
      guard isConceivable(on: day, of: path, reaching: total) else { break }
    }
    return .infinity
  }

  /// The first day on which the path can reach `total` by chance; the day after the horizon if there is none.
  ///
  /// After the last day every shape only rises or only falls, so a binary search finds it.
  private func firstConceivableDay(of path: UsePath, reaching total: Double) -> Int {
    guard !isConceivable(on: 1, of: path, reaching: total) else { return 1 }
    var (tooEarly, found) = (1, Self.horizonDays + 1)
    guard isConceivable(on: Self.horizonDays, of: path, reaching: total) else { return found }
    while found - tooEarly > 1 {
      let middle = (tooEarly + found) / 2
      if isConceivable(on: middle, of: path, reaching: total) { found = middle } else { tooEarly = middle }
    }
    return found
  }

  /// Whether five standard deviations and the busiest weekday would reach `total`.
  private func isConceivable(on day: Int, of path: UsePath, reaching total: Double) -> Bool {
    let level = path.level(at: Double(day) / length)
    return season.highest * (level + 5 * path.deviation * scatter(at: level)) >= total
  }

  private func peak(of path: UsePath, on day: Int, deviation: Double) -> Double {
    let level = path.level(at: Double(day) / length)
    return season.factor(of: lastDay + day) * (level + deviation * scatter(at: level))
  }

  /// The scatter grows with the square root of the level, as that of counts of independent things does.
  private func scatter(at level: Double) -> Double { (max(level, 0) / usualLevel).squareRoot() }
}

/// A forecast of a number: the median and an interval that holds the number in four of five cases.
struct ForecastInterval: Hashable, Sendable {
  /// The median: as often too high as too low.
  let median: Double
  /// The lower end.
  let low: Double
  /// The upper end.
  let high: Double

  private static let share = 0.8

  /// The interval with its values transformed.
  func mapped(_ transform: (Double) -> Double) -> ForecastInterval {
    ForecastInterval(median: transform(median), low: transform(low), high: transform(high))
  }

  /// Whether a value lies in the interval.
  func covers(_ value: Double) -> Bool { low <= value && value <= high }
}

extension ForecastInterval {
  /// The median of random values, the lowest value with no more than a tenth of them below it, and the lowest value up to
  /// which there are four fifths of them from there. Where many values are equal, as with whole days, an interval of two
  /// quantiles would hold more than that.
  init(of values: [Double]) {
    let sorted = values.sorted()
    let count = Double(sorted.count)
    median = sorted[(sorted.count - 1) / 2]
    low = sorted[Int(count * (1 - Self.share) / 2)]
    let below = sorted.firstIndex(of: low) ?? 0
    high = sorted[min(sorted.count - 1, below + Int((count * Self.share).rounded(.up)) - 1)]
  }
}
