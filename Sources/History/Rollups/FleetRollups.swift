import Capacity
import Database
import Synchronization

/// The rollups of one kind of several clusters, read together: a server is asked a few times instead of some times for each
/// cluster.
struct FleetRollups<Kind: Rollup>: Sendable {
  /// By cluster; a cluster without rows is missing.
  private(set) var buckets: [Int64: [TrendBucket]] = [:]
  /// By cluster; a cluster without rows is missing.
  private(set) var intervals: [Int64: [RollupTable<Kind>.Interval]] = [:]

  /// - Parameters:
  ///   - kind: the value of `group_kind`; nil for a table without it.
  ///   - span: begins and ends with a bucket.
  init(
    of clusters: [Int64], _ step: RollupStep, _ column: CollectionRollupTable.KnownColumn, kind: Int64?,
    in span: Range<Timestamp>, _ connection: any Connection
  ) throws {
    let ofClusters = "cluster_id IN (\(clusters.map { String($0) }.joined(separator: ", ")))"
    buckets = try CollectionRollupTable.buckets(ofClusters, step, column, in: span, connection)
    let condition =
      "r.\(ofClusters) AND r.step_seconds = \(step.seconds)" + (kind.map { " AND r.group_kind = \($0)" } ?? "")
      + " AND r.valid_to > \(span.lowerBound.seconds) AND r.valid_from < \(span.upperBound.seconds)"
      + " AND r.valid_to > r.valid_from"
    let texts = try Self.texts(condition, clusters, connection)
    let select = try Statement(
      """
      SELECT r.cluster_id, \(RollupTable<Kind>.columns.map { "r.\($0)" }.joined(separator: ", ")) FROM \(Kind.table) r
      WHERE \(condition) ORDER BY r.cluster_id, r.\(Kind.key)
      """, in: connection)
    try select.forEach { row in
      let cluster = row.integer()
      guard let texts = texts[cluster] else { return }
      intervals[cluster, default: []].append(try RollupTable<Kind>.read(&row, texts).interval)
    }
  }

  /// The texts that the rows refer to, by cluster.
  private static func texts(
    _ condition: String, _ clusters: [Int64], _ connection: any Connection
  ) throws -> [Int64: TextDictionary] {
    let texts = try Dictionary(
      clusters.map { ($0, try TextDictionary(cluster: $0, RowKeys(cluster: $0, in: connection), in: connection)) },
      uniquingKeysWith: { first, _ in first })
    for column in Kind.groupColumns where column.hasSuffix("_ref") {
      let select = try Statement(
        """
        SELECT DISTINCT r.cluster_id, t.text_key, t.value FROM \(Kind.table) r
        JOIN text t ON t.cluster_id = r.cluster_id AND t.text_key = r.\(column) WHERE \(condition)
        """, in: connection)
      try select.forEach { row in
        let cluster = row.integer()
        let key = row.integer()
        texts[cluster]?.remember(row.text(), as: key)
      }
    }
    return texts
  }
}

/// What has been read of the clusters of a fleet report together, from a snapshot that does not change.
final class FleetReadings: Sendable {
  private let members: [RecordedCluster]
  private let clusters: [Int64]
  private let clustersAtOnce: Int
  private let readings = Mutex<[String: any Sendable]>([:])
  private let states = Mutex<(latest: FleetStates?, moments: [Int64: FleetStates.Moment])>((nil, [:]))

  /// - Parameter clustersAtOnce: how many clusters' states are read together at most.
  init(of members: [RecordedCluster], atOnce clustersAtOnce: Int) {
    self.members = members
    self.clustersAtOnce = clustersAtOnce
    clusters = members.map(\.id)
  }

  func contains(_ cluster: Int64) -> Bool { clusters.contains(cluster) }

  /// The rollups of one kind; parameters as in `FleetRollups`.
  func rollups<Kind: Rollup>(
    _ rollup: Kind.Type, _ step: RollupStep, _ column: CollectionRollupTable.KnownColumn, kind: Int64?,
    in span: Range<Timestamp>, _ connection: any Connection
  ) throws -> FleetRollups<Kind> {
    let name = "\(Kind.table) \(step) \(kind.map { "\($0)" } ?? "") \(span)"
    return try reading(name) {
      try FleetRollups<Kind>(of: clusters, step, column, kind: kind, in: span, connection)
    }
  }

  /// Every subnet that each cluster ever had, as it was last described, by cluster and id.
  func subnets(_ connection: any Connection) throws -> [Int64: [String: Subnet]] {
    try reading("subnets") { try SubnetTable.latest(ofClusters: clusters, in: connection) }
  }

  /// What was pruned of each cluster.
  func prunedSpans(_ connection: any Connection) throws -> [Int64: PrunedSpans] {
    try reading("pruned spans") { try PrunedSpanTable.spans(ofClusters: clusters, in: connection) }
  }

  /// What a cluster held at a moment, which is read with the clusters that follow it; nil if it had no collection by then.
  ///
  /// Only the states that were read last are kept: those of a whole fleet may not fit into memory.
  func state(of cluster: Int64, at moment: Timestamp?, _ connection: any Connection) throws -> RecordedState? {
    if let latest = states.withLock({ $0.latest }), latest.moment == moment, latest.clusters.contains(cluster) {
      return latest.states[cluster]
    }
    let following = members.drop { $0.id != cluster }.prefix(clustersAtOnce)
    let read = try FleetStates(ofFirst: following, at: moment, pruned: prunedSpans(connection), in: connection)
    states.withLock {
      $0.latest = read
      $0.moments.merge(read.moments) { $1 }
    }
    return read.states[cluster]
  }

  /// What was read of the moment of a cluster's state with that; nil if its state was not asked for.
  func moment(of cluster: Int64) -> FleetStates.Moment? { states.withLock { $0.moments[cluster] } }

  private func reading<Reading: Sendable>(_ name: String, _ read: () throws -> Reading) throws -> Reading {
    if let known = readings.withLock({ $0[name] }) as? Reading { return known }
    let reading = try read()
    readings.withLock { $0[name] = reading }
    return reading
  }
}
