import Foundation

/// How much of something was in use at the busiest moment of each day, earliest first. Unknown days are missing.
struct UseSeries: Hashable, Sendable {
  /// A day and its peak.
  struct Day: Hashable, Sendable {
    /// Days since 1970-01-01.
    var number: Int
    /// The highest use of the day.
    var peak: Double
  }

  /// The days that are known, earliest first, none twice.
  var days: [Day]

  /// The last day that is known; forecasts count from it.
  var lastDay: Int { days.last?.number ?? 0 }

  /// How many days lie between the first and the last, both included.
  var span: Int { days.isEmpty ? 0 : lastDay - days[0].number + 1 }
}

extension Int {
  /// The place of a day since 1970-01-01 in its week, 0 to 6.
  var weekday: Int { (self % 7 + 7) % 7 }
}

/// How the peaks of the days of a week differ: each weekday's usual share of the week's average.
struct WeeklySeason: Sendable {
  /// The share of each weekday, by `Int.weekday`; 1 throughout where there is no season.
  private(set) var factors: [Double]
  /// The share of the busiest weekday.
  private(set) var highest: Double

  /// No season.
  static let none = WeeklySeason(factors: Array(repeating: 1, count: 7))

  private static let fewestDays = 21
  private static let fewestPerWeekday = 3

  private init(factors: [Double]) {
    self.factors = factors
    highest = factors.max() ?? 1
  }

  /// Finds the season of a series by the ratios of its days to the means of the weeks around them; none where there are
  /// fewer than three of each weekday, or where the weekdays explain no more than chance would.
  init(of series: UseSeries) {
    self = .none
    guard series.span >= Self.fewestDays else { return }
    let ratios = Self.ratios(of: series)
    let medians = (0..<7).map { weekday in
      let own = ratios.filter { $0.day.weekday == weekday }.map(\.ratio)
      return own.count >= Self.fewestPerWeekday ? Median.of(own) : nil
    }
    let known = medians.compactMap { $0 }
    guard known.count == 7 else { return }
    let mean = known.reduce(0, +) / 7
    guard mean > 0, known.allSatisfy({ $0 > 0 }) else { return }
    let season = WeeklySeason(factors: known.map { $0 / mean })
    if season.explains(ratios) { self = season }
  }

  /// The share of a day.
  func factor(of day: Int) -> Double { factors[day.weekday] }

  /// The days as they would be without the season.
  func removed(from days: [UseSeries.Day]) -> [UseSeries.Day] {
    days.map { UseSeries.Day(number: $0.number, peak: $0.peak / factor(of: $0.number)) }
  }

  /// Each day divided by the mean of the week around it, where the whole week is known.
  private static func ratios(of series: UseSeries) -> [(day: Int, ratio: Double)] {
    let days = series.days
    var first = 0
    var next = 0
    var sum = 0.0
    return days.compactMap { day in
      while next < days.count, days[next].number <= day.number + 3 {
        sum += days[next].peak
        next += 1
      }
      while days[first].number < day.number - 3 {
        sum -= days[first].peak
        first += 1
      }
      guard next - first == 7, sum > 0 else { return nil }
      return (day.number, day.peak * 7 / sum)
    }
  }

  /// Whether the ratios scatter so much less around the season than around 1 that it pays for its six parameters
  /// (Schwarz's criterion over a robust scatter).
  private func explains(_ ratios: [(day: Int, ratio: Double)]) -> Bool {
    let count = Double(ratios.count)
    let without = ratios.reduce(0) { $0 + min(abs($1.ratio - 1), 0.5) } / count
    let with = ratios.reduce(0) { $0 + min(abs($1.ratio - factor(of: $1.day)), 0.5) } / count
    guard with > 0 else { return without > 0 }
    return 2 * count * log(without / with) > 6 * log(count)
  }
}

/// Single days that differ much from their neighbours, such as the day of a batch job: they say nothing about a trend.
enum OutlierFilter {
  private static let reach = 5
  private static let limit = 4.0

  /// The days without those that differ from the median of the days around them by more than four standard deviations of
  /// such differences.
  ///
  /// A median follows a level that has shifted for good, so that its days stay.
  static func kept(_ days: [UseSeries.Day]) -> [UseSeries.Day] {
    guard days.count > 2 * reach else { return days }
    let residuals = days.indices.map { index in
      let around = max(0, min(index - reach, days.count - 2 * reach - 1))
      let window = days[around...(around + 2 * reach)].map(\.peak)
      return days[index].peak - (Median.of(window) ?? days[index].peak)
    }
    let scatter = Median.deviation(of: residuals)
    // Where most days are alike the scatter is zero, and any change would count as an outlier.
    guard scatter > 0 else { return days }
    let kept = zip(days, residuals).filter { $1.magnitude <= limit * scatter }.map(\.0)
    return kept.count * 2 > days.count ? kept : days
  }
}

/// Robust averages.
enum Median {
  /// The value in the middle, or the mean of the two in the middle; nil without values.
  static func of(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  /// The standard deviation that normally distributed values around zero with this median magnitude have.
  static func deviation(of residuals: [Double]) -> Double {
    (of(residuals.map(\.magnitude)) ?? 0) * 1.4826
  }
}
