import Capacity

/// The recorded use of something that fills up, day by day.
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
  /// The current day, if something is known about it.
  var running: Day?
  /// The use and the total that were seen last.
  var latest: Load
  /// When they were seen.
  var knownAt: Timestamp

  /// The series that a forecast is made from.
  var series: UseSeries { UseSeries(days: days.map { .init(number: $0.number, peak: Double($0.peak)) }) }

  /// The first of the days up to the last one that have all reached `latest.total`; nil if the last one has not.
  var exhaustedSince: Int? {
    let total = latest.total
    // The current day may still reach it, so it does not end a row of days that did.
    let reached = running.map { $0.peak >= total ? days + [$0] : days } ?? days
    return reached.reversed().prefix { $0.peak >= total }.last?.number
  }
}

extension Trend {
  /// The use of each group that still exists, by group.
  ///
  /// - Precondition: a bucket is a day.
  /// - Parameters:
  ///   - firstCollection: the use before it on its day is unknown, so that day is left out unless it began with it.
  ///   - end: the day that ends later is the current one.
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

  /// The known buckets of a group as days.
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

/// The recorded use of everything that a request wants a forecast of.
struct ForecastUses {
  /// The groupings of pod slots. A request without one gets whole clusters and their node groups.
  static let groupings: [SlotGrouping] = [.nodeGroup, .cluster, .zone, .instanceType, .node]

  /// Something that fills up.
  struct Item {
    var cluster: String
    var resource: ForecastResource
    /// The grouping of the pod slots; nil for a subnet.
    var grouping: SlotGrouping?
    var name: String?
    var use: RecordedUse
  }

  private(set) var all: [Item] = []
  private(set) var notices: [String] = []
  /// The beginning of the span.
  let from: Timestamp
  /// Its end.
  let to: Timestamp

  /// - Throws: `ReportError.emptySpan`; what the history throws.
  init(of scope: ReportScope, defaultSeconds: Int64) throws {
    let span = try scope.span(defaultSeconds: defaultSeconds)
    (from, to) = (span.from, span.to)
    let asked = scope.request.by.flatMap(SlotGrouping.init)
    for cluster in scope.clusters where !cluster.isRetired(at: scope.request.until) {
      let reading = Reading(cluster: cluster, history: scope.history, span: span.read, end: span.to)
      var items = try reading.subnets()
      for grouping in asked.map({ [$0] }) ?? [.cluster, .nodeGroup] { items += try reading.slots(by: grouping) }
      if items.isEmpty { notices.append("\(cluster.identity.name): nothing is known of the span of the forecast") }
      all += items
    }
  }

  /// One cluster in a history.
  private struct Reading {
    let cluster: RecordedCluster
    let history: any HistoryReading
    let span: Range<Timestamp>
    let end: Timestamp

    func subnets() throws -> [Item] {
      let trend = try history.subnetTrend(of: cluster.id, by: .subnet, in: span, bucketSeconds: 86_400)
      return items(.subnet, nil, of: trend) { $0.subnetID }
    }

    func slots(by grouping: SlotGrouping) throws -> [Item] {
      let trend = try history.slotTrend(of: cluster.id, by: grouping, in: span, bucketSeconds: 86_400)
      return items(.podSlots, grouping, of: trend) { group in
        grouping == .cluster ? cluster.identity.name : group.isEmpty ? nil : group
      }
    }

    private func items<Group, Counters>(
      _ resource: ForecastResource, _ grouping: SlotGrouping?, of trend: Trend<Group, Counters>,
      name: (Group) -> String?
    ) -> [Item] {
      trend.recordedUse(since: cluster.firstCollectedAt, until: end).map { group, use in
        Item(cluster: cluster.identity.name, resource: resource, grouping: grouping, name: name(group), use: use)
      }
      .sorted { ($0.name ?? "") < ($1.name ?? "") }
    }
  }
}
