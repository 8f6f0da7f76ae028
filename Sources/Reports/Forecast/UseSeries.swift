/// How much of something was in use at the busiest moment of each day, earliest first. Days of which nothing is known
/// are missing.
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

  /// What was known at the end of a day.
  func upTo(_ day: Int) -> UseSeries {
    UseSeries(days: Array(days.prefix { $0.number <= day }))
  }
}

extension Int {
  /// The place of a day since 1970-01-01 in its week, 0 to 6.
  var weekday: Int { (self % 7 + 7) % 7 }
}
