/// What a new count does to the interval that was open for its group.
package enum TrendChange<Group: Hashable & Sendable, Counters: TrendCounters>: Equatable {
  /// The interval goes on as it is.
  case none
  /// The interval takes this form: it began in the bucket of the count.
  case replaced(TrendInterval<Group, Counters>)
  /// The interval ends before the bucket of the count, in which this one begins.
  case followed(by: TrendInterval<Group, Counters>)
  /// The interval ends before the bucket of the count, as the group is gone.
  case ended
}

extension TrendInterval {
  /// What a count makes of the open interval.
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
  /// The highest load that was seen in a bucket, for an interval that ends in it as its group is gone; nil if the group
  /// was not seen there. Should it come back within the bucket, this was its load too.
  ///
  /// - Parameter wasKnownInBucket: as in `change`.
  package func loadSeen(inBucket bucket: Timestamp, wasKnownInBucket: Bool) -> Load? {
    if from == bucket { return peak }
    return wasKnownInBucket ? counters.load : nil
  }
}

extension Load {
  /// The higher one of two loads.
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
