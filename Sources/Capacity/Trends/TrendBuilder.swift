/// Builds a trend in memory, count by count, by the rules by which the history keeps its rollups.
package struct TrendBuilder<Group: Hashable & Sendable, Counters: TrendCounters> {
  private let bucketSeconds: Int64
  private var buckets: [TrendBucket] = []
  private var open: [Group: TrendInterval<Group, Counters>] = [:]
  private var closed: [TrendInterval<Group, Counters>] = []
  /// The loads in the running bucket of groups that went in it.
  private var vanished: [Group: Load] = [:]

  package init(bucketSeconds: Int64) {
    self.bucketSeconds = bucketSeconds
  }

  /// Adds what a collection counted; nil if it did not know.
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
