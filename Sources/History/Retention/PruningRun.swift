import Capacity
import Database

/// One run over one cluster.
struct PruningRun {
  private let database: any SQLDatabase
  private let cluster: RecordedCluster
  private let tables: [HistoryTable]
  private let hasDictionaries: Bool
  private let progress: (String, Int) -> Void
  private let pace = PruningPace()
  private var deleted: [PrunedRows] = []

  /// How often a transaction is run that others got in the way of.
  private static let attempts = 5

  init(
    _ database: any SQLDatabase, _ cluster: RecordedCluster, _ tables: [HistoryTable], hasDictionaries: Bool,
    progress: @escaping (String, Int) -> Void
  ) {
    self.database = database
    self.cluster = cluster
    self.tables = tables
    self.hasDictionaries = hasDictionaries
    self.progress = progress
  }

  /// Deletes what goes, and returns it by table.
  mutating func prune(_ retention: Retention, at now: Timestamp) throws -> [PrunedRows] {
    var buckets = 0
    let horizons: PruningHorizons? = try writing { connection in
      guard let row = try ClusterTable.cluster(id: cluster.id, in: connection) else { return nil }
      let horizons = try PruningHorizons(retention, of: row, at: now, in: connection)
      buckets = try horizons.write(to: connection)
      return horizons
    }
    guard let horizons else { return [] }
    count(buckets, of: "collection_rollup")
    let going = PrunableRows.all(horizons, tables)
    guard !going.isEmpty else { return deleted }
    for rows in going { try delete(rows) }
    try deleteUnreferenced(going)
    return deleted
  }

  private mutating func count(_ rows: Int, of table: String) {
    if rows > 0 { deleted.append(PrunedRows(cluster: cluster.identity.name, table: table, rows: rows)) }
  }

  private mutating func delete(_ rows: PrunableRows) throws {
    let selection = try database.transaction(.reading) { try rows.selection(of: cluster.id, in: $0) }
    var count = 0
    try pace.run { limit in
      let found = try writing { connection in
        let keys = try Self.keys(
          "SELECT \(rows.key) FROM \(rows.table) WHERE \(selection) LIMIT \(limit)", in: connection)
        count += try delete(keys, rows.key, from: rows.table, connection)
        return keys.count
      }
      if found > 0 { progress(rows.table, count) }
      return found
    }
    self.count(count, of: rows.table)
  }

  private mutating func deleteUnreferenced(_ going: [PrunableRows]) throws {
    // Read beside others' writing; what they have written since is looked at before anything is deleted.
    var scan = try database.transaction(.reading) {
      try ReferenceScan(of: cluster.id, tables, going: going, hasDictionaries: hasDictionaries, in: $0)
    }
    for (table, keys) in scan.unreferenced {
      var count = 0
      var rest = keys[...]
      try pace.run { limit in
        let next = rest.prefix(limit)
        guard !next.isEmpty else { return 0 }
        try writing { connection in
          let keys = try scan.stillUnreferenced(next, of: table, in: connection)
          count += try delete(keys, "\(table)_key", from: table, connection)
        }
        rest = rest.dropFirst(limit)
        progress(table, count)
        return next.count
      }
      self.count(count, of: table)
    }
  }

  private static func keys(_ sql: String, in connection: any Connection) throws -> [Int64] {
    var keys: [Int64] = []
    try Statement(sql, in: connection).forEach { keys.append($0.integer()) }
    return keys
  }

  private func delete(
    _ keys: [Int64], _ column: String, from table: String, _ connection: any Connection
  ) throws -> Int {
    guard !keys.isEmpty else { return 0 }
    // In a file row keys belong to one cluster, and the plus keeps SQLite from going through all rows of the cluster.
    let plus = connection.dialect == .sqlite && column != "number" ? "+" : ""
    let list = keys.sorted().map { String($0) }.joined(separator: ", ")
    try connection.execute("DELETE FROM \(table) WHERE \(plus)cluster_id = \(cluster.id) AND \(column) IN (\(list))")
    return connection.changedRows
  }

  /// Runs a transaction that no push of the cluster gets into.
  private func writing<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
    try database.withConnection { connection in
      func once() throws -> Result {
        try connection.transaction(.writing) {
          if connection.dialect == .postgresql {
            try Statement("SELECT cluster_id FROM cluster WHERE cluster_id = \(cluster.id) FOR UPDATE", in: connection)
              .run()
          }
          return try body(connection)
        }
      }
      for _ in 1..<Self.attempts {
        do {
          return try once()
        } catch  where connection.isTransient(error) {}
      }
      return try once()
    }
  }
}
