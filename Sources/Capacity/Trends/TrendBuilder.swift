/// How a new count changes the open interval of its group.
package enum TrendChange<Group: Hashable & Sendable, Counters: TrendCounters>: Equatable {
  /// The interval stays open as it is.
  case none
  /// The interval is replaced by this one: it began in the bucket of the count.
  case replaced(TrendInterval<Group, Counters>)
  /// The interval ends before the bucket of the count, in which this one begins.
  case followed(by: TrendInterval<Group, Counters>)
  /// The interval ends before the bucket of the count, as the group is gone.
  case ended
}

extension TrendInterval {
  /// How a count changes the open interval.
  ///
  /// - Parameters:
  ///   - counters: the group's counters; nil if it is gone.
  ///   - bucket: the beginning of the bucket in which they were counted.
  ///   - wasKnownInBucket: whether the interval's counters were seen in that bucket too, before this count.
  package func change(
    to counters: Counters?, inBucket bucket: Timestamp, wasKnownInBucket: Bool
  ) -> TrendChange<Group, Counters> {
    guard let counters else { return .ended }
    guard counters != self.counters else { return .none }
    var next = TrendInterval(group: group, from: bucket, to: nil, counters: counters, peak: counters.load)
    if from == bucket {
      if peak.exceeds(next.peak) { next.peak = peak }
      return .replaced(next)
    }
    if wasKnownInBucket, self.counters.load.exceeds(next.peak) { next.peak = self.counters.load }
    return .followed(by: next)
  }
}

extension TrendInterval {
  /// The highest load seen in a bucket of an interval that ends in it because its group is gone; nil if the group was not
  /// seen there. If the group comes back within the bucket, this load counts too.
  ///
  /// - Parameter wasKnownInBucket: as in `change`.
  package func loadSeen(inBucket bucket: Timestamp, wasKnownInBucket: Bool) -> Load? {
    if from == bucket { return peak }
    return wasKnownInBucket ? counters.load : nil
  }
}

extension Load {
  /// The higher of two loads.
  package static func higher(_ left: Load, _ right: Load?) -> Load {
    right.flatMap { $0.exceeds(left) ? $0 : nil } ?? left
  }
}

extension Timestamp {
  /// The beginning of the bucket of this length that holds the moment; buckets begin at multiples of their length.
  package func bucket(of seconds: Int64) -> Timestamp {
    let remainder = self.seconds % seconds
    return Timestamp(seconds: self.seconds - (remainder < 0 ? remainder + seconds : remainder))
  }
}

/// Builds a trend in memory, count by count, by the same rules as the rollups of the history.
package struct TrendBuilder<Group: Hashable & Sendable, Counters: TrendCounters> {
  private let bucketSeconds: Int64
  private var buckets: [TrendBucket] = []
  private var open: [Group: TrendInterval<Group, Counters>] = [:]
  private var closed: [TrendInterval<Group, Counters>] = []
  /// The loads of groups that disappeared in the current bucket.
  private var vanished: [Group: Load] = [:]

  package init(bucketSeconds: Int64) {
    self.bucketSeconds = bucketSeconds
  }

  /// Adds the counts of a collection; nil if they are unknown.
  ///
  /// - Parameter moment: later than those before.
  package mutating func add(_ counts: [Group: Counters]?, at moment: Timestamp) {
    let bucket = moment.bucket(of: bucketSeconds)
    if buckets.last?.startsAt != bucket {
      buckets.append(TrendBucket(startsAt: bucket, collections: 0, knownAt: nil))
      vanished = [:]
    }
    let wasKnown = buckets[buckets.count - 1].knownAt != nil
    buckets[buckets.count - 1].collections += 1
    guard let counts else { return }
    buckets[buckets.count - 1].knownAt = moment
    for (group, interval) in open {
      if counts[group] == nil, let load = interval.loadSeen(inBucket: bucket, wasKnownInBucket: wasKnown) {
        vanished[group] = Load.higher(load, vanished[group])
      }
      apply(interval.change(to: counts[group], inBucket: bucket, wasKnownInBucket: wasKnown), to: interval, bucket)
    }
    for (group, counters) in counts where open[group] == nil {
      open[group] = TrendInterval(
        group: group, from: bucket, to: nil, counters: counters, peak: Load.higher(counters.load, vanished[group]))
    }
  }

  private mutating func apply(
    _ change: TrendChange<Group, Counters>, to interval: TrendInterval<Group, Counters>, _ bucket: Timestamp
  ) {
    switch change {
    case .none: return
    case .replaced(let next): open[interval.group] = next
    case .followed(let next):
      close(interval, at: bucket)
      open[interval.group] = next
    case .ended:
      close(interval, at: bucket)
      open[interval.group] = nil
    }
  }

  private mutating func close(_ interval: TrendInterval<Group, Counters>, at bucket: Timestamp) {
    guard interval.from < bucket else { return }
    var interval = interval
    interval.to = bucket
    closed.append(interval)
  }

  /// The trend so far.
  package var trend: Trend<Group, Counters> {
    Trend(bucketSeconds: bucketSeconds, buckets: buckets, intervals: closed + open.values)
  }
}
