import Capacity

extension Timestamp {
  /// Monday is 0.
  var weekday: Int64 { (seconds / 86_400 + 3) % 7 }
  /// The hour of the day, in UTC.
  var hour: Int64 { seconds / 3600 % 24 }

  /// How busy people are, from 0 at night to 1 in the early afternoon of a weekday.
  var activity: Double {
    let daily = max(0, 1 - abs(Double(hour) - 13) / 9)
    return weekday < 5 ? daily : daily * 0.4
  }
}
