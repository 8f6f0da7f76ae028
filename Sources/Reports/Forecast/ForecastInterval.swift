/// A forecast of a number: the value in the middle and an interval that holds it in four of five cases.
struct ForecastInterval: Hashable, Sendable {
  /// As often too high as too low.
  let median: Double
  /// The lower end.
  let low: Double
  /// The upper end.
  let high: Double

  private static let share = 0.8

  /// The median of drawn values, the lowest value with no more than a tenth of them below it, and the lowest one that
  /// together with it holds four fifths. Where many values are alike, as days of the week are, the interval would
  /// otherwise hold more.
  init(of values: [Double]) {
    let sorted = values.sorted()
    let count = Double(sorted.count)
    median = sorted[(sorted.count - 1) / 2]
    low = sorted[Int(count * (1 - Self.share) / 2)]
    let below = sorted.firstIndex(of: low) ?? 0
    high = sorted[min(sorted.count - 1, below + Int((count * Self.share).rounded(.up)) - 1)]
  }

  private init(median: Double, low: Double, high: Double) {
    self.median = median
    self.low = low
    self.high = high
  }

  /// The interval on another scale.
  func mapped(_ transform: (Double) -> Double) -> ForecastInterval {
    ForecastInterval(median: transform(median), low: transform(low), high: transform(high))
  }

  /// Whether a value lies in the interval.
  func covers(_ value: Double) -> Bool { low <= value && value <= high }
}
