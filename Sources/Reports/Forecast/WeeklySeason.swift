import Foundation

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
  /// less than three of each weekday, or where the weekdays explain no more than chance would.
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

  /// Each day over the mean of the week around it, where that week is known but for a day.
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
