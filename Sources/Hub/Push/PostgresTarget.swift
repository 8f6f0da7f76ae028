import Capacity
package import History

/// A PostgreSQL hub as the target of an exchange.
///
/// Nothing here says ON CONFLICT: partitions on other servers refuse it. What a cluster's rows take the place of is
/// deleted first, under a lock of the cluster's row.
package final class PostgresTarget: ExchangeTarget {
  private let connection: PostgresConnection
  private var knownPlainTables: Set<String>?

  init(_ connection: PostgresConnection) {
    self.connection = connection
  }

  package var source: any SQLSource { PostgresSource(connection: connection) }

  /// A hub keeps a cluster's keys as the file of one cluster has them: its keys begin with the cluster.
  package func keyBase(of cluster: Int64) -> Int64 { 0 }

  package func newID(for cluster: ClusterRow) throws -> Int64 {
    var attempt = 0
    while true {
      let id = HubClusterID.make(of: cluster.identity, attempt)
      if try ClusterTable.cluster(id: id, in: source) == nil { return id }
      attempt += 1
    }
  }

  package func transaction<Result>(_ body: () throws -> Result) throws -> Result {
    // Nothing is left in the session behind the transaction: a pooler may give it to others. Whoever holds a cluster's
    // lock for a minute is not about to give it up.
    try connection.execute("BEGIN; SET LOCAL lock_timeout = '60s'")
    do {
      let result = try body()
      try connection.execute("COMMIT")
      return result
    } catch {
      // Over a connection that broke the server rolls back by itself.
      try? connection.execute("ROLLBACK")
      throw error
    }
  }

  package func lock(_ cluster: ClusterRow) throws {
    let lock = try SQLStatement("SELECT cluster_id FROM cluster WHERE cluster_id = ? FOR UPDATE", in: source)
    var parameters = lock.binder()
    parameters.integer(cluster.id)
    try lock.run()
    // An unchanged row is left alone: each update leaves a dead one behind.
    if try ClusterTable.cluster(id: cluster.id, in: source) != cluster { try ClusterTable.put(cluster, in: source) }
  }

  package func deleteAll(from table: ExchangeTable, of cluster: Int64) throws {
    try connection.execute("DELETE FROM \(table.name) WHERE cluster_id = \(cluster)")
  }

  package func write(
    _ table: ExchangeTable, of cluster: Int64, _ replacement: ExchangeReplacement,
    rows: (any ExchangeSink) throws -> Void
  ) throws {
    let stage = "capdb_stage_\(table.name)"
    let columns = table.columns.map(\.name).joined(separator: ", ")
    let direct = try direct(table, of: cluster, replacement, columns)
    let sink = CopySink(connection, direct: direct) { [connection] in
      try connection.execute(
        """
        CREATE TEMPORARY TABLE \(stage) ON COMMIT DROP AS
        SELECT \(columns) FROM \(table.name) WITH NO DATA
        """)
      try connection.execute("COPY \(stage) (\(columns)) FROM STDIN")
    }
    do {
      try rows(sink)
      try sink.finish()
    } catch {
      connection.abandonCopy()
      throw error
    }
    guard sink.hasStaged else { return }
    if let delete = replacement.statement(table, of: cluster, stage) { try connection.execute(delete) }
    try connection.execute(
      "INSERT INTO \(table.name) (cluster_id, \(columns)) SELECT \(cluster), \(columns) FROM \(stage)")
  }

  /// How rows go into a table without a staging table; nil where they may not.
  private func direct(
    _ table: ExchangeTable, of cluster: Int64, _ replacement: ExchangeReplacement, _ columns: String
  ) throws -> CopySink.Direct? {
    var known: (column: Int, latestKey: Int64)?
    switch replacement {
    case .nothing: break
    case .sameKey: return nil
    case .sameKeyUpTo(let latest):
      guard let column = table.columns.firstIndex(where: { $0.name == table.key }) else { return nil }
      known = (column, latest)
    }
    guard try plainTables.contains(table.name) else { return nil }
    let copy = "COPY \(table.name) (\(columns), cluster_id) FROM STDIN"
    return CopySink.Direct(begin: { [connection] in try connection.execute(copy) }, cluster: cluster, known: known)
  }

  /// The tables that COPY may fill: it knows no row-level security, and before PostgreSQL 16 it sends the rows of a
  /// partition on another server one by one, which INSERT … SELECT does not.
  private var plainTables: Set<String> {
    get throws {
      if let knownPlainTables { return knownPlainTables }
      let rows = try connection.query(
        "SELECT CAST(relname AS TEXT) FROM pg_class WHERE relkind = 'r' AND NOT relrowsecurity AND pg_table_is_visible(oid)"
      )
      let tables = Set((0..<rows.count).compactMap { rows.text($0, 0) })
      knownPlainTables = tables
      return tables
    }
  }

  package func isTransient(_ error: any Error) -> Bool {
    guard case PostgresError.server(_, let message) = error else { return false }
    // Two that add the same cluster, that wait for each other, or that a distributed engine asks to try again.
    return ["23505", "40001", "40P01"].contains(message.code)
  }
}

extension ExchangeReplacement {
  /// Deletes the rows that staged ones take the place of; nil if there are none.
  ///
  /// An array of keys goes to a partition on another server as one condition; a join with the staging table would fetch
  /// all keys of the cluster from there. Keys of several columns have no array, and few rows.
  fileprivate func statement(_ table: ExchangeTable, of cluster: Int64, _ stage: String) -> String? {
    let delete = "DELETE FROM \(table.name) t"
    guard let key = table.key else {
      guard self != .nothing else { return nil }
      let isSame = table.keys.map { "t.\($0) = s.\($0)" }.joined(separator: " AND ")
      return "\(delete) USING \(stage) s WHERE t.cluster_id = \(cluster) AND \(isSame)"
    }
    guard case .sameKeyUpTo(let latest) = self else { return nil }
    let keys = "SELECT s.\(key) FROM \(stage) s WHERE s.\(key) <= \(latest)"
    return "\(delete) WHERE t.cluster_id = \(cluster) AND t.\(key) = ANY (ARRAY(\(keys)))"
  }
}
