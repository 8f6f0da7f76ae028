import Capacity

/// The counters of a group in one step.
struct SteppedCounters<Group: Hashable & Sendable, Counters: TrendCounters>: Sendable {
  /// The beginning of the step.
  let time: Timestamp
  let group: Group
  /// The counters at the end of the step; nil where no collection of the step knew them.
  let counters: Counters?
  /// The highest load within the step; nil like `counters`.
  let peak: Load?
}

/// A trend in steps, each of which is as long as one or several of its buckets.
struct SteppedTrend<Group: Hashable & Sendable, Counters: TrendCounters> {
  private let grid: StepGrid
  private let knownBuckets: [Timestamp]
  private let bucketSeconds: Int64
  private let intervals: [Group: [TrendInterval<Group, Counters>]]
  /// When the counters of each step were last known; steps in which they were never known are missing.
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

  /// Every step of every group that existed in it, by time.
  ///
  /// An unknown step shows the groups that existed before it, without counters. So does a step in which a group existed at
  /// first and nothing was known later.
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

/// The steps of a trend: spans of equal length that begin at multiples of it, weeks on Mondays.
struct StepGrid: Hashable {
  /// The length of a step.
  let seconds: Int64
  /// The beginnings of the steps, earliest first.
  let beginnings: [Timestamp]

  /// Divides a span into steps; the span is widened to whole ones.
  ///
  /// - Parameters:
  ///   - stepSeconds: the length; nil chooses the shortest convenient one that gives no more than `stepCount` steps.
  ///   - collectionInterval: the seconds between collections; no shorter step is chosen, as many would have none.
  init(over span: Range<Timestamp>, stepSeconds: Int64?, stepCount: Int, collectionInterval: Int64 = 0) {
    let length = span.upperBound - span.lowerBound
    let seconds =
      stepSeconds ?? Self.convenient(for: length, stepCount: stepCount, collectionInterval: collectionInterval)
    let first = Self.beginning(of: span.lowerBound, seconds)
    self.seconds = seconds
    beginnings = stride(from: first.seconds, to: span.upperBound.seconds, by: Int(seconds)).map {
      Timestamp(seconds: $0)
    }
  }

  /// The span that the steps cover together.
  var span: Range<Timestamp> {
    guard let first = beginnings.first, let last = beginnings.last else { return Self.nothing }
    return first..<(last + seconds)
  }

  /// The beginning of the step that holds a moment, also one before or after the steps.
  func beginning(ofStepWith moment: Timestamp) -> Timestamp { Self.beginning(of: moment, seconds) }

  private static let nothing = Timestamp(seconds: 0)..<Timestamp(seconds: 0)
  private static let week: Int64 = 7 * 86_400
  /// 1970-01-05, the first Monday since the epoch.
  private static let monday: Int64 = 4 * 86_400

  private static func beginning(of moment: Timestamp, _ seconds: Int64) -> Timestamp {
    let origin = seconds % week == 0 ? monday : 0
    return (moment + -origin).bucket(of: seconds) + origin
  }

  /// Steps under an hour are counted anew from every collection of the span, so they are chosen for spans of some hours
  /// only.
  private static func convenient(for length: Int64, stepCount: Int, collectionInterval: Int64) -> Int64 {
    let fine: [Int64] = length <= 6 * 3600 ? [300, 600, 900, 1800] : []
    let coarse: [Int64] = [1, 2, 3, 6, 12].map { $0 * 3600 } + [1, 2, 7, 14, 28, 56, 91, 182, 364].map { $0 * 86_400 }
    return (fine + coarse).first { $0 >= collectionInterval && length <= $0 * Int64(max(1, stepCount)) } ?? 364 * 86_400
  }
}
