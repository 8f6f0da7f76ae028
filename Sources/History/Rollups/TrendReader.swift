import Capacity

/// Reads a trend: from the rollups, or counted anew from the collections where their buckets are too long.
struct TrendReader {
  private let cluster: RecordedCluster
  private let span: Range<Timestamp>
  private let bucketSeconds: Int64
  private let database: any SQLSource

  init(
    _ cluster: RecordedCluster.ID, in span: Range<Timestamp>, bucketSeconds: Int64, _ database: any SQLSource
  ) throws {
    self.cluster = try HistoryQuestions(database).cluster(cluster)
    self.bucketSeconds = bucketSeconds
    self.database = database
    let last = (span.upperBound + -1).bucket(of: bucketSeconds)
    self.span = span.lowerBound.bucket(of: bucketSeconds)..<max(span.lowerBound, last + bucketSeconds)
  }

  /// - Parameters:
  ///   - kind: the value of `group_kind`; nil for a table without it.
  ///   - counts: where a sample has these counters.
  ///   - group: the group as the reader calls it; nil leaves it out.
  func trend<Kind: Rollup, Group: Hashable & Sendable>(
    _ rollup: Kind.Type, _ column: CollectionRollupTable.KnownColumn, kind: Int64?,
    counts: (CapacitySample) -> [Kind.Group: Kind.Counters]?, group: (Kind.Group) -> Group?
  ) throws -> Trend<Group, Kind.Counters> {
    guard let step = RollupStep(dividing: bucketSeconds) else { return try countedTrend(counts, group) }
    let texts = try Dictionaries(cluster: cluster.id, collection: 0, in: database).texts
    let table = RollupTable<Kind>(cluster: cluster.id, texts, in: database)
    return Trend(
      bucketSeconds: step.seconds,
      buckets: try CollectionRollupTable.buckets(of: cluster.id, step, column, in: span, database),
      intervals: try table.intervals(step, kind: kind, in: span).compactMap { interval in
        group(interval.group).map {
          TrendInterval(
            group: $0, from: interval.from, to: interval.to, counters: interval.counters, peak: interval.peak)
        }
      })
  }

  private func countedTrend<Key: Hashable, Group: Hashable & Sendable, Counters: TrendCounters>(
    _ counts: (CapacitySample) -> [Key: Counters]?, _ group: (Key) -> Group?
  ) throws -> Trend<Group, Counters> {
    var builder = TrendBuilder<Group, Counters>(bucketSeconds: bucketSeconds)
    var latest: [Group: Counters]?
    try HistoryWalk(cluster, in: span, database).forEach { stop in
      if stop.hasChanged {
        let sample = CapacitySample(of: try stop.state(), podsPending: stop.podsPending)
        latest = counts(sample).map { counts in
          Dictionary(counts.compactMap { key, value in group(key).map { ($0, value) } }) { first, _ in first }
        }
      }
      builder.add(latest, at: stop.collection.observedAt)
    }
    return builder.trend
  }
}
