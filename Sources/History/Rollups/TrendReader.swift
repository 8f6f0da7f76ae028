import Capacity
import Database

/// Reads a trend: from the rollups, or counted anew from the collections where their buckets are too long.
struct TrendReader {
  private let id: RecordedCluster.ID
  private let cluster: () throws -> RecordedCluster
  private let span: Range<Timestamp>
  private let bucketSeconds: Int64
  private let connection: any Connection
  private let fleet: FleetReadings?

  /// - Parameters:
  ///   - fleet: the clusters that are read together with this one; nil for this one alone.
  ///   - cluster: gives the cluster, where collections are counted.
  init(
    _ id: RecordedCluster.ID, in span: Range<Timestamp>, bucketSeconds: Int64, _ connection: any Connection,
    fleet: FleetReadings?, cluster: @escaping () throws -> RecordedCluster
  ) {
    self.id = id
    self.fleet = fleet
    self.cluster = cluster
    self.bucketSeconds = bucketSeconds
    self.connection = connection
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
    let (buckets, intervals) = try rollups(rollup, step, column, kind: kind)
    return Trend(
      bucketSeconds: step.seconds, buckets: buckets,
      intervals: intervals.compactMap { interval in
        group(interval.group).map {
          TrendInterval(
            group: $0, from: interval.from, to: interval.to, counters: interval.counters, peak: interval.peak)
        }
      })
  }

  private func rollups<Kind: Rollup>(
    _ rollup: Kind.Type, _ step: RollupStep, _ column: CollectionRollupTable.KnownColumn, kind: Int64?
  ) throws -> (buckets: [TrendBucket], intervals: [RollupTable<Kind>.Interval]) {
    if let fleet = try fleet?.rollups(rollup, step, column, kind: kind, in: span, connection) {
      return (fleet.buckets[id] ?? [], fleet.intervals[id] ?? [])
    }
    let texts = try Dictionaries(cluster: id, in: connection).texts
    let buckets = try CollectionRollupTable.buckets("cluster_id = \(id)", step, column, in: span, connection)
    let table = RollupTable<Kind>(cluster: id, texts, in: connection)
    return (buckets[id] ?? [], try table.intervals(step, kind: kind, in: span))
  }

  private func countedTrend<Key: Hashable, Group: Hashable & Sendable, Counters: TrendCounters>(
    _ counts: (CapacitySample) -> [Key: Counters]?, _ group: (Key) -> Group?
  ) throws -> Trend<Group, Counters> {
    var builder = TrendBuilder<Group, Counters>(bucketSeconds: bucketSeconds)
    var latest: [Group: Counters]?
    try HistoryReplay(cluster(), in: span, connection).forEach { step in
      if step.hasChanged {
        let sample = CapacitySample(of: try step.state(), podsPending: step.podsPending)
        latest = counts(sample).map { counts in
          Dictionary(counts.compactMap { key, value in group(key).map { ($0, value) } }) { first, _ in first }
        }
      }
      builder.add(latest, at: step.collection.observedAt)
    }
    return builder.trend
  }
}

/// Reads table `subnet`.
enum SubnetTable {
  /// Every subnet that the cluster ever had, by id, as it was last described.
  static func latest(of cluster: Int64, in connection: any Connection) throws -> [String: Subnet] {
    try latest(ofClusters: [cluster], in: connection)[cluster] ?? [:]
  }

  /// The same of several clusters, by cluster.
  static func latest(ofClusters clusters: [Int64], in connection: any Connection) throws -> [Int64: [String: Subnet]] {
    let select = try Statement(
      """
      SELECT s.cluster_id, s.subnet_id, vpc.value, zone.value, s.cidr FROM subnet s
      JOIN text vpc ON vpc.cluster_id = s.cluster_id AND vpc.text_key = s.vpc_id_ref
      JOIN text zone ON zone.cluster_id = s.cluster_id AND zone.text_key = s.zone_ref
      WHERE s.cluster_id IN (\(clusters.map { String($0) }.joined(separator: ", ")))
      ORDER BY s.cluster_id, s.subnet_key
      """, in: connection)
    var subnets: [Int64: [String: Subnet]] = [:]
    try select.forEach { row in
      let cluster = row.integer()
      let subnet = Subnet(
        id: row.text(), vpcID: row.text(), zone: row.text(), cidr: PackedAddresses.ipv4Blocks(row.bytes()).first)
      subnets[cluster, default: [:]][subnet.id] = subnet
    }
    return subnets
  }
}
