import Capacity
import Database

/// From when on one cluster's history knows what, once it is pruned.
///
/// A horizon is the moment of a collection: what that collection saw, and all later ones, reads as before. It never goes
/// back.
struct PruningHorizons {
  /// The first observation of each kind that stays known.
  private(set) var moments: [RetainedKind: Timestamp] = [:]
  /// The number of the first collection whose row stays; nil if all do.
  private(set) var firstCollection: Int64?
  private let cluster: ClusterRow

  /// - Parameters:
  ///   - retention: how long what is kept, up to `now`.
  ///   - connection: in a transaction.
  init(_ retention: Retention, of cluster: ClusterRow, at now: Timestamp, in connection: any Connection) throws {
    self.cluster = cluster
    let spans = try PrunedSpanTable.spans(of: cluster.id, in: connection)
    for (kind, seconds) in retention.seconds where kind != .collections {
      moments[kind] = try Self.later(
        moment(of: kind, before: now + -seconds, in: connection), spans.end(kind, at: Self.beginning))
    }
    guard let seconds = retention.seconds[.collections] else { return }
    try keepCollections(from: now + -seconds, spans, in: connection)
  }

  /// Where spans begin that reach back to before the history.
  private static let beginning = Timestamp(seconds: 0)

  private static func later(_ one: Timestamp?, _ other: Timestamp?) -> Timestamp? {
    guard let one, let other else { return one ?? other }
    return max(one, other)
  }

  /// The last moment up to `cutoff` that a horizon of a kind can be at; nil if nothing is older.
  private func moment(
    of kind: RetainedKind, before cutoff: Timestamp, in connection: any Connection
  ) throws -> Timestamp? {
    // A day's counters are kept or deleted as a whole.
    let moment =
      try kind == .rollups
      ? cutoff.bucket(of: RollupStep.day.seconds)
      : CollectionTable.row(of: cluster.id, upTo: cutoff, in: connection)?.observedAt
    return moment.flatMap { $0 > cluster.firstCollectedAt ? $0 : nil }
  }

  /// A collection stays as long as facts that are read at its moment, and as long as a sync goes on from it.
  private mutating func keepCollections(
    from cutoff: Timestamp, _ spans: PrunedSpans, in connection: any Connection
  ) throws {
    var latest = cutoff
    for kind in RetainedKind.facts {
      guard let known = moments[kind] ?? spans.end(kind, at: Self.beginning) else { return }
      latest = min(latest, known)
    }
    guard let row = try CollectionTable.row(of: cluster.id, upTo: latest, in: connection) else { return }
    var first = row.number
    if connection.dialect == .sqlite, let position = try HubCursorTable.earliest(of: cluster.id, in: connection) {
      first = min(first, position)
    }
    guard let kept = try CollectionTable.row(of: cluster.id, number: first, in: connection),
      kept.observedAt > cluster.firstCollectedAt
    else { return }
    firstCollection = first
    moments[.collections] = kept.observedAt
  }

  /// Says in the history what is unknown from now on. What is deleted afterwards nobody reads any more.
  ///
  /// - Returns: how many buckets of rollups were deleted.
  func write(to connection: any Connection) throws -> Int {
    for (kind, moment) in moments {
      try PrunedSpanTable.put(Self.beginning..<moment, of: kind, cluster: cluster.id, in: connection)
    }
    // Buckets without a row are unknown, so readers of rollups need no horizon; these are few rows.
    guard let moment = moments[.rollups] else { return 0 }
    try connection.execute("DELETE FROM collection_rollup WHERE \(Self.buckets(of: cluster.id, before: moment))")
    return connection.changedRows
  }

  static func buckets(of cluster: Int64, before moment: Timestamp) -> String {
    "cluster_id = \(cluster) AND step_seconds IN (3600, 86400) AND starts_at < \(moment.seconds)"
  }
}

/// The rows of one table that horizons let go, but for dictionaries and identities, which depend on other rows.
struct PrunableRows {
  let table: String
  /// The column by whose numbers rows are deleted.
  let key: String
  /// What holds for rows that go, beside the cluster.
  let condition: String

  /// The condition on the rows of a cluster that go. The one with the latest key stays: the next one is counted from it,
  /// and a sync goes by it.
  func selection(of cluster: Int64, in connection: any Connection) throws -> String {
    let all = "cluster_id = \(cluster) AND \(condition)"
    guard key != "number" else { return all }
    // The plus keeps SQLite from going through the keys instead of the ends.
    return "\(all) AND +\(key) < \(try RowKeys.latest(of: table, cluster: cluster, in: connection))"
  }

  /// What goes in each table.
  static func all(_ horizons: PruningHorizons, _ tables: [HistoryTable]) -> [PrunableRows] {
    intervals(horizons) + rollups(horizons, tables) + collections(horizons)
  }

  private static func intervals(_ horizons: PruningHorizons) -> [PrunableRows] {
    let facts = factKinds.compactMap { fact in
      horizons.moments[RetainedKind(fact.source)].map {
        PrunableRows(table: fact.state.name, key: fact.state.key, condition: "valid_to <= \($0.seconds)")
      }
    }
    // A spell that ends with the first observation that is known is still shown.
    let pending = horizons.moments[.pending].map {
      PrunableRows(
        table: PendingTable.name, key: "\(PendingTable.name)_key", condition: "valid_to < \($0.seconds)")
    }
    let shortLived = horizons.moments[.pods].map {
      PrunableRows(
        table: ShortLivedPodTable.name, key: "\(ShortLivedPodTable.name)_key", condition: "observed_at < \($0.seconds)")
    }
    return facts + [pending, shortLived].compactMap(\.self)
  }

  private static func rollups(_ horizons: PruningHorizons, _ tables: [HistoryTable]) -> [PrunableRows] {
    guard let moment = horizons.moments[.rollups] else { return [] }
    return tables.filter { $0.kind == .rollups }.map { table in
      PrunableRows(
        table: table.name, key: "\(table.name)_key",
        condition: "valid_to <= \(moment.seconds)\(table.everyGroupOfRollups)")
    }
  }

  private static func collections(_ horizons: PruningHorizons) -> [PrunableRows] {
    guard let first = horizons.firstCollection else { return [] }
    return ["collection_error", "collection"].map {
      PrunableRows(table: $0, key: "number", condition: "number < \(first)")
    }
  }
}
