/// Counters that are followed over time.
public protocol TrendCounters: Hashable, Sendable {
  /// How much is in use, and of how many.
  var load: Load { get }
}

/// How much of something is in use.
public struct Load: Hashable, Sendable {
  /// How many are in use.
  public var used: Int64
  /// How many there are; 0 where that means nothing.
  public var total: Int64

  /// Makes a load.
  public init(used: Int64, of total: Int64) {
    self.used = used
    self.total = total
  }

  /// Whether this load is higher than another one: by its share, or by its count where there is no total.
  public func exceeds(_ other: Load) -> Bool {
    guard total > 0, other.total > 0 else { return used > other.used }
    return used.multipliedFullWidth(by: other.total) > other.used.multipliedFullWidth(by: total)
  }

  /// The share in percent; nil where there is no total.
  public var percent: Double? { total > 0 ? Double(used) * 100 / Double(total) : nil }
}

/// The counters of several groups over a span, in buckets of equal length that begin at multiples of it.
public struct Trend<Group: Hashable & Sendable, Counters: TrendCounters>: Sendable {
  /// The length of a bucket.
  public var bucketSeconds: Int64
  /// The buckets of the span in which collections ran, earliest first.
  public var buckets: [TrendBucket]
  /// The counters of the groups and in which buckets they held; those of one group earliest first.
  public var intervals: [TrendInterval<Group, Counters>]

  /// Makes a trend.
  public init(bucketSeconds: Int64, buckets: [TrendBucket], intervals: [TrendInterval<Group, Counters>]) {
    self.bucketSeconds = bucketSeconds
    self.buckets = buckets
    self.intervals = intervals
  }
}

/// A bucket in which collections ran.
public struct TrendBucket: Hashable, Sendable {
  /// When it begins.
  public var startsAt: Timestamp
  /// Collections that ran in it, failed ones included.
  public var collections: Int64
  /// The last of them that knew what the trend counts; nil if none did: then this bucket is unknown.
  public var knownAt: Timestamp?

  /// Makes a bucket.
  public init(startsAt: Timestamp, collections: Int64, knownAt: Timestamp?) {
    self.startsAt = startsAt
    self.collections = collections
    self.knownAt = knownAt
  }
}

/// Consecutive buckets at whose ends a group had the same counters.
public struct TrendInterval<Group: Hashable & Sendable, Counters: TrendCounters>: Hashable, Sendable {
  /// The group.
  public var group: Group
  /// The first bucket.
  public var from: Timestamp
  /// The bucket after the last one; nil while the counters still hold.
  public var to: Timestamp?
  /// The counters at the end of each bucket.
  public var counters: Counters
  /// The highest load within the first bucket. In the others it is that of `counters`, as nothing changed in them.
  public var peak: Load

  /// Makes an interval.
  public init(group: Group, from: Timestamp, to: Timestamp?, counters: Counters, peak: Load) {
    self.group = group
    self.from = from
    self.to = to
    self.counters = counters
    self.peak = peak
  }
}
