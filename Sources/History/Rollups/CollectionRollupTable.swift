import Capacity
import Database

/// Reads and writes table `collection_rollup`: which buckets had collections, and what these knew.
enum CollectionRollupTable {
  /// A column with the moment at which counts of one kind were last known in a bucket.
  enum KnownColumn: String {
    case slots = "slots_known_at"
    case subnets = "subnets_known_at"
    case owners = "owners_known_at"
  }

  /// Adds a collection to its bucket and returns what was known in that bucket before.
  static func add(
    _ moment: RollupMoment, _ step: RollupStep, _ known: RollupKnowledge, in connection: any Connection
  ) throws -> RollupKnowledge {
    let bucket = moment.observedAt.bucket(of: step.seconds)
    let before = try knowledge(of: moment.cluster, step, bucket, in: connection)
    let upsert = try Statement(
      """
      INSERT INTO collection_rollup (cluster_id, step_seconds, starts_at, collections, slots_known_at,
        subnets_known_at, owners_known_at, collection)
      VALUES (?, ?, ?, 1, ?, ?, ?, ?)
      ON CONFLICT (cluster_id, step_seconds, starts_at) DO UPDATE SET collections = collections + 1,
        slots_known_at = coalesce(excluded.slots_known_at, slots_known_at),
        subnets_known_at = coalesce(excluded.subnets_known_at, subnets_known_at),
        owners_known_at = coalesce(excluded.owners_known_at, owners_known_at), collection = excluded.collection
      """, in: connection)
    var parameters = upsert.binder()
    parameters.integer(moment.cluster)
    parameters.integer(step.seconds)
    parameters.time(bucket)
    for isKnown in [known.slots, known.subnets, known.owners] { parameters.time(isKnown ? moment.observedAt : nil) }
    parameters.integer(moment.collection)
    try upsert.run()
    return before
  }

  private static func knowledge(
    of cluster: Int64, _ step: RollupStep, _ bucket: Timestamp, in connection: any Connection
  ) throws -> RollupKnowledge {
    let select = try Statement(
      """
      SELECT slots_known_at, subnets_known_at, owners_known_at FROM collection_rollup
      WHERE cluster_id = ? AND step_seconds = ? AND starts_at = ?
      """, in: connection)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.integer(step.seconds)
    parameters.time(bucket)
    let known = try select.first { row in
      RollupKnowledge(
        slots: row.optionalTime() != nil, subnets: row.optionalTime() != nil, owners: row.optionalTime() != nil)
    }
    return known ?? RollupKnowledge()
  }

  /// The buckets of `span` that had collections, earliest first, by cluster.
  ///
  /// - Parameter ofClusters: the condition on `cluster_id`.
  static func buckets(
    _ ofClusters: String, _ step: RollupStep, _ column: KnownColumn, in span: Range<Timestamp>,
    _ connection: any Connection
  ) throws -> [Int64: [TrendBucket]] {
    let select = try Statement(
      """
      SELECT cluster_id, starts_at, collections, \(column.rawValue) FROM collection_rollup
      WHERE \(ofClusters) AND step_seconds = ? AND starts_at >= ? AND starts_at < ? ORDER BY cluster_id, starts_at
      """, in: connection)
    var parameters = select.binder()
    parameters.integer(step.seconds)
    parameters.time(span.lowerBound.bucket(of: step.seconds))
    parameters.time(span.upperBound)
    var buckets: [Int64: [TrendBucket]] = [:]
    try select.forEach { row in
      buckets[row.integer(), default: []].append(
        TrendBucket(startsAt: row.time(), collections: row.integer(), knownAt: row.optionalTime()))
    }
    return buckets
  }
}
