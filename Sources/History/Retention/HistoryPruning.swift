package import Capacity
package import Database

/// Rows of one table of one cluster that were deleted, or would be.
package struct PrunedRows: Hashable, Sendable {
  /// The cluster's name.
  package var cluster: String
  /// The table.
  package var table: String
  /// How many rows.
  package var rows: Int
  /// The space that they take, about, with what leads to them; nil where the database does not tell.
  package var bytes: Int64?
}

/// Deletes what is older than a history is to keep.
///
/// First it is written what is unknown from then on, then rows are deleted in short transactions that leave room for
/// others. Readers go by what is written, so a run that was killed leaves nothing wrong, and the next one goes on.
package struct HistoryPruning {
  private let database: any SQLDatabase
  private let tables: [HistoryTable]
  /// A file's own dictionaries. In a hub the next push may refer to texts that nothing refers to now.
  private let hasDictionaries: Bool

  /// Prunes a file.
  ///
  /// - Throws: `SQLiteError`.
  package init(_ store: HistoryStore) throws {
    database = store.database
    hasDictionaries = true
    tables = try store.withConnection { try HistoryTable.all(in: $0) }
  }

  /// Prunes a hub, as a role that may delete.
  ///
  /// - Throws: `HistoryError`: `hubWithoutTables`, `olderHub`, `differentHubMigration`; the database's own errors.
  package init(hub database: any SQLDatabase) throws {
    try database.withConnection { try HubSchema($0, of: database.name).checkForReading() }
    self.database = database
    hasDictionaries = false
    tables = try HistoryStore.inMemory().withConnection { try HistoryTable.all(in: $0) }
  }

  /// The clusters of the history.
  ///
  /// - Throws: the database's own errors.
  package func clusters() throws -> [RecordedCluster] {
    try database.transaction(.reading) { try ClusterDirectory(in: $0).clusters() }
  }

  /// Deletes what one cluster has beyond its retention.
  ///
  /// - Parameters:
  ///   - cluster: one of `clusters`.
  ///   - retention: how long what is kept, up to `now`.
  ///   - progress: called after each transaction with the table and how many of its rows are deleted so far.
  /// - Returns: what was deleted, by table.
  /// - Throws: the database's own errors; what was deleted until then is.
  package func run(
    _ cluster: RecordedCluster, keeping retention: Retention, at now: Timestamp,
    progress: @escaping (String, Int) -> Void = { _, _ in }
  ) throws -> [PrunedRows] {
    var run = PruningRun(database, cluster, tables, hasDictionaries: hasDictionaries, progress: progress)
    return try run.prune(retention, at: now)
  }

  /// What `run` would delete, without deleting it.
  ///
  /// - Throws: the database's own errors.
  package func preview(
    _ cluster: RecordedCluster, keeping retention: Retention, at now: Timestamp
  ) throws -> [PrunedRows] {
    try database.transaction(.reading) { connection in
      guard let row = try ClusterTable.cluster(id: cluster.id, in: connection) else { return [] }
      let horizons = try PruningHorizons(retention, of: row, at: now, in: connection)
      let going = PrunableRows.all(horizons, tables)
      let size = PrunedSize(of: cluster.id, in: connection)
      var counts = try going.map { rows in
        (
          table: rows.table,
          rows: try Self.count(rows.table, rows.selection(of: cluster.id, in: connection), connection)
        )
      }
      if let moment = horizons.moments[.rollups] {
        let buckets = PruningHorizons.buckets(of: cluster.id, before: moment)
        counts.append(("collection_rollup", try Self.count("collection_rollup", buckets, connection)))
      }
      if !going.isEmpty {
        let scan = try ReferenceScan(
          of: cluster.id, tables, going: going, hasDictionaries: hasDictionaries, in: connection)
        counts += scan.unreferenced.map { ($0.table, $0.keys.count) }
      }
      return try counts.filter { $0.rows > 0 }.map { table, rows in
        PrunedRows(
          cluster: cluster.identity.name, table: table, rows: rows, bytes: try size.bytes(ofRows: rows, in: table))
      }
    }
  }

  private static func count(_ table: String, _ condition: String, _ connection: any Connection) throws -> Int {
    try Statement("SELECT count(*) FROM \(table) WHERE \(condition)", in: connection).first { Int($0.integer()) } ?? 0
  }
}
