import Capacity

/// What is on record of something that fills up, day by day.
struct RecordedUse: Sendable {
  /// A day: its peak, and how much there was.
  struct Day: Hashable, Sendable {
    /// Days since 1970-01-01.
    var number: Int
    /// The highest use of the day.
    var peak: Int64
    /// How much there was at its end.
    var total: Int64
  }

  /// The days that are known from beginning to end, earliest first.
  var days: [Day]
  /// The day that still runs, if something is known of it.
  var running: Day?
  /// The use and the total that were seen last.
  var latest: Load
  /// When that was.
  var knownAt: Timestamp

  /// What a forecast is made from.
  var series: UseSeries { UseSeries(days: days.map { .init(number: $0.number, peak: Double($0.peak)) }) }

  /// The day since when each known day has reached `latest.total`; nil if the last one, be it still running, has not.
  var exhaustedSince: Int? {
    let total = latest.total
    // What still runs may yet reach it, and is no end of a row of days that did.
    let reached = running.map { $0.peak >= total ? days + [$0] : days } ?? days
    return reached.reversed().prefix { $0.peak >= total }.last?.number
  }
}

extension Trend {
  /// The use of each group that there still is, by group.
  ///
  /// - Precondition: a bucket is a day.
  /// - Parameters:
  ///   - firstCollection: its day began unseen and is no part of the record, unless it began with it.
  ///   - end: a day that ends later still runs.
  func recordedUse(since firstCollection: Timestamp, until end: Timestamp) -> [(group: Group, use: RecordedUse)] {
    let known = buckets.filter { $0.knownAt != nil }.map(\.startsAt)
    guard let last = known.last, let knownAt = buckets.compactMap(\.knownAt).max() else { return [] }
    return Dictionary(grouping: intervals, by: \.group).compactMap { group, intervals in
      guard let latest = intervals.first(where: { $0.holds(at: last) }) else { return nil }
      var days = Self.days(known, in: intervals)
      if let first = days.first, firstCollection > Timestamp(day: first.number) + 3600,
        firstCollection < Timestamp(day: first.number + 1)
      {
        days.removeFirst()
      }
      let running = days.last.flatMap { Timestamp(day: $0.number + 1) > end ? $0 : nil }
      if running != nil { days.removeLast() }
      return (group, RecordedUse(days: days, running: running, latest: latest.counters.load, knownAt: knownAt))
    }
  }

  /// What the intervals of a group tell of the known buckets.
  private static func days(
    _ known: [Timestamp], in intervals: [TrendInterval<Group, Counters>]
  ) -> [RecordedUse.Day] {
    var remaining = intervals.sorted { $0.from < $1.from }[...]
    return known.compactMap { bucket in
      while let first = remaining.first, let end = first.to, end <= bucket { remaining.removeFirst() }
      guard let interval = remaining.first, interval.holds(at: bucket) else { return nil }
      let end = interval.counters.load
      let peak = bucket == interval.from ? max(interval.peak.used, end.used) : end.used
      return RecordedUse.Day(number: bucket.day, peak: peak, total: end.total)
    }
  }
}

extension TrendInterval {
  fileprivate func holds(at bucket: Timestamp) -> Bool { from <= bucket && to.map { $0 > bucket } ?? true }
}

extension Timestamp {
  /// The beginning of a day, counted from 1970-01-01.
  init(day: Int) { self.init(seconds: Int64(day) * 86_400) }

  /// Days since 1970-01-01.
  var day: Int { Int((Double(seconds) / 86_400).rounded(.down)) }
}
