import Capacity

/// What a group counted in one step.
struct SteppedCounters<Group: Hashable & Sendable, Counters: TrendCounters>: Sendable {
  /// The beginning of the step.
  let time: Timestamp
  let group: Group
  /// The counters at the end of the step; nil where no collection of the step knew them.
  let counters: Counters?
  /// The highest load within the step; nil like `counters`.
  let peak: Load?
}

/// A trend put together into steps, which are as long as several of its buckets.
struct SteppedTrend<Group: Hashable & Sendable, Counters: TrendCounters> {
  private let grid: StepGrid
  private let knownBuckets: [Timestamp]
  private let bucketSeconds: Int64
  private let intervals: [Group: [TrendInterval<Group, Counters>]]
  /// When the counters of each step were last known; steps in which they never were are missing.
  let knownAt: [Timestamp: Timestamp]

  init(_ trend: Trend<Group, Counters>, over grid: StepGrid) {
    self.grid = grid
    bucketSeconds = trend.bucketSeconds
    let known = trend.buckets.filter { $0.knownAt != nil }
    knownBuckets = known.map(\.startsAt)
    intervals = Dictionary(grouping: trend.intervals, by: \.group)
      .mapValues { $0.sorted { $0.from < $1.from } }
    var knownAt: [Timestamp: Timestamp] = [:]
    if let first = grid.beginnings.first {
      for bucket in known where bucket.startsAt >= first {
        knownAt[grid.beginning(ofStepWith: bucket.startsAt)] = bucket.knownAt
      }
    }
    self.knownAt = knownAt
  }

  /// Every step of every group that there was in it, by time.
  ///
  /// A step without knowledge shows the groups there were before it, without counters. So does one that had begun when
  /// the group was there and in which nothing was known later.
  func steps() -> [SteppedCounters<Group, Counters>] {
    intervals.values.flatMap(steps).sorted { $0.time < $1.time }
  }

  private func steps(of intervals: [TrendInterval<Group, Counters>]) -> [SteppedCounters<Group, Counters>] {
    var steps: [SteppedCounters<Group, Counters>] = []
    var next = intervals[...]
    var bucket = knownBuckets[...]
    for time in grid.beginnings {
      let end = time + grid.seconds
      bucket = bucket.drop { $0 < time }
      next = next.drop { $0.to.map { $0 <= time } ?? false }
      let touching = next.prefix { $0.from < end }
      guard !touching.isEmpty else { continue }
      let known = bucket.prefix { $0 < end }
      if let step = step(at: time, touching, known: known) { steps.append(step) }
    }
    return steps
  }

  private func step(
    at time: Timestamp, _ intervals: ArraySlice<TrendInterval<Group, Counters>>, known: ArraySlice<Timestamp>
  ) -> SteppedCounters<Group, Counters>? {
    guard let last = known.last, let group = intervals.first?.group else {
      return intervals.first.map { SteppedCounters(time: time, group: $0.group, counters: nil, peak: nil) }
    }
    guard let atEnd = intervals.last(where: { $0.covers(last) }) else { return nil }
    let peak = intervals.compactMap { $0.peak(in: known) }.reduce(atEnd.counters.load) { $1.exceeds($0) ? $1 : $0 }
    return SteppedCounters(time: time, group: group, counters: atEnd.counters, peak: peak)
  }
}

extension TrendInterval {
  /// Whether the interval holds at the end of a bucket.
  fileprivate func covers(_ bucket: Timestamp) -> Bool {
    from <= bucket && to.map { $0 > bucket } ?? true
  }

  /// The highest load in those of the known buckets that the interval covers; nil if it covers none.
  fileprivate func peak(in known: ArraySlice<Timestamp>) -> Load? {
    let covered = known.filter(covers)
    guard let first = covered.first else { return nil }
    guard first == from else { return counters.load }
    return covered.count > 1 && counters.load.exceeds(peak) ? counters.load : peak
  }
}
