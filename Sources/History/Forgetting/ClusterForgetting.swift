public import Capacity
public import Database

/// What keeps a cluster from being forgotten.
public enum ForgettingError: Error, Hashable, Sendable {
  /// The history has no cluster of this name.
  case unknownCluster(String, history: String, known: [String])
  /// The history has no cluster of this number.
  case unknownNumber(Int64, history: String)
  /// Several clusters have the name.
  case ambiguousCluster(String, history: String, matching: [String])
}

extension ForgettingError: CustomStringConvertible {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .unknownCluster(let name, let history, let known):
      known.isEmpty
        ? "\(history) has no clusters"
        : "\(history) has no cluster \(name); it has \(known.joined(separator: ", "))"
    case .unknownNumber(let number, let history):
      "\(history) has no cluster number \(number); capdb query \"SELECT * FROM cluster\" lists them"
    case .ambiguousCluster(let name, let history, let matching):
      "\(history) has several clusters \(name); name one with --id: \(matching.joined(separator: "; "))"
    }
  }
}

/// Which cluster is meant.
public enum ClusterChoice: Hashable, Sendable {
  /// The one of this name, as `RecordedCluster.isCalled` says.
  case name(String)
  /// The one with this `cluster_id`.
  case number(Int64)
}

/// What a history has of a cluster.
public struct ForgettableCluster: Hashable, Sendable {
  /// The cluster.
  public var cluster: RecordedCluster
  /// How many collections are kept.
  public var collections: Int64
  /// When the first and the last of them observed the cluster; nil without collections.
  public var span: ClosedRange<Timestamp>?
  /// How many rows there are in all tables.
  public var rows: Int64
}

/// Deletes everything that a history has of a cluster, in a file or in a hub, whatever distributes its tables.
public struct ClusterForgetting {
  private let database: any SQLDatabase

  /// - Parameter path: a history in a file, whose `CollectionLock` is held.
  /// - Throws: `HistoryError`, `SQLiteError`.
  public init(path: String) throws {
    guard SQLiteFile.exists(path) else { throw HistoryError.noHistory(path: path) }
    _ = try HistoryReader(path: path)
    database = try SQLiteDatabase.forWriting(path)
  }

  /// - Parameter hub: a history in a hub, as a role that may delete its rows.
  /// - Throws: `HistoryError`; the database's own errors.
  public init(hub database: any SQLDatabase) throws {
    try database.withConnection { try HubSchema($0, of: database.name).checkForReading() }
    self.database = database
  }

  /// Finds a cluster, and counts what would go.
  ///
  /// - Throws: `ForgettingError`; `HistoryError.outOfReach`; the database's own errors.
  public func find(_ choice: ClusterChoice) throws -> ForgettableCluster {
    try database.transaction(.reading) { connection in
      let cluster = try cluster(choice, in: connection)
      var found = ForgettableCluster(cluster: cluster, collections: 0, span: nil, rows: 0)
      for table in try ClusterTables(connection).all {
        found.rows += try Self.number("SELECT count(*) FROM \(table.name) WHERE cluster_id = ?", cluster.id, connection)
      }
      found.collections = try Self.number(
        "SELECT count(*) FROM collection WHERE cluster_id = ?", cluster.id, connection)
      guard found.collections > 0 else { return found }
      func moment(_ function: String) throws -> Timestamp {
        Timestamp(
          seconds: try Self.number(
            "SELECT \(function)(observed_at) FROM collection WHERE cluster_id = ?", cluster.id, connection))
      }
      found.span = try moment("min")...moment("max")
      return found
    }
  }

  private func cluster(_ choice: ClusterChoice, in connection: any Connection) throws -> RecordedCluster {
    let directory = try ClusterDirectory(in: connection)
    switch choice {
    case .number(let number):
      guard directory.rows.contains(where: { $0.id == number }) else {
        throw directory.serversOutOfReach.isEmpty
          ? ForgettingError.unknownNumber(number, history: database.name)
          : HistoryError.outOfReach("number \(number)", servers: directory.serversOutOfReach)
      }
      return try directory.cluster(number)
    case .name(let name):
      let matching = try directory.clusters(named: name)
      // One of the same name may be on a server that is out of reach.
      guard directory.serversOutOfReach.isEmpty else {
        throw HistoryError.outOfReach(name, servers: directory.serversOutOfReach)
      }
      guard let cluster = matching.first else {
        throw ForgettingError.unknownCluster(
          name, history: database.name, known: try directory.clusters().map(\.identity.name))
      }
      guard matching.count == 1 else {
        throw ForgettingError.ambiguousCluster(name, history: database.name, matching: matching.map(\.facts))
      }
      return cluster
    }
  }

  /// Deletes all rows of a cluster in one transaction that holds the cluster's lock, as a push does.
  ///
  /// - Parameters:
  ///   - cluster: its number.
  ///   - progress: called with a table's name before its rows are deleted.
  /// - Returns: what was deleted and what stayed.
  /// - Throws: the database's own errors; nothing is deleted then. What `progress` throws.
  public func forget(
    _ cluster: RecordedCluster.ID, progress: (String) throws -> Void = { _ in }
  ) throws -> ForgottenCluster {
    try database.transaction(.writing) { connection in
      let tables = try ClusterTables(connection)
      // Found by the number alone: tables that are distributed by it lock a row of one server only.
      if connection.dialect == .postgresql {
        _ = try Self.number("SELECT cluster_id FROM cluster WHERE cluster_id = ? FOR UPDATE", cluster, connection)
      } else {
        try connection.execute("PRAGMA defer_foreign_keys = ON")
      }
      var forgotten = ForgottenCluster()
      for table in tables.all {
        guard table.isDeletable else {
          forgotten.keptTables.append(table.name)
          continue
        }
        try progress(table.name)
        let deletion = try Statement("DELETE FROM \(table.name) WHERE cluster_id = ?", in: connection)
        var parameters = deletion.binder()
        parameters.integer(cluster)
        try deletion.run()
        forgotten.rows += Int64(connection.changedRows)
        if table.isOfMembers { forgotten.members += connection.changedRows }
      }
      return forgotten
    }
  }

  private static func number(_ sql: String, _ parameter: Int64, _ connection: any Connection) throws -> Int64 {
    let statement = try Statement(sql, in: connection)
    var parameters = statement.binder()
    parameters.integer(parameter)
    return try statement.first { $0.integer() } ?? 0
  }
}

/// What became of a cluster's rows.
public struct ForgottenCluster: Hashable, Sendable {
  /// How many rows were deleted.
  public var rows: Int64 = 0
  /// How many entries of `hub_member` were among them.
  public var members = 0
  /// The tables of administrators in which the role may not delete.
  public var keptTables: [String] = []
}

extension RecordedCluster {
  /// What tells it from its namesakes: `--id 2: UID d471c689-…, collected 2026-01-01T00:00:00Z to …, retired`.
  fileprivate var facts: String {
    let uid = identity.uid.map { "UID \($0)" } ?? "without a UID"
    let until = lastCollectedAt.map { "\($0)" } ?? "never with success"
    return "\(id) (\(uid), collected from \(firstCollectedAt) to \(until)\(retiredAt == nil ? "" : ", retired"))"
  }
}

/// The tables of a history that have rows of clusters, as they are in its database: also what administrators added.
struct ClusterTables {
  struct Table {
    let name: String
    /// Whether it says which roles may see which clusters; capdb does not make it.
    let isOfMembers: Bool
    /// Whether the role may delete there, or it is a table where it must.
    let isDeletable: Bool
  }

  /// All of them, `cluster` last.
  private(set) var all: [Table] = []

  /// - Throws: the database's own errors.
  init(_ connection: any Connection) throws {
    let sql = connection.dialect == .sqlite ? Self.ofFile : Self.ofHub
    try Statement(sql, in: connection).forEach { row in
      let (name, isOwner) = (row.text(), row.integer() == 1)
      let isOfMembers = name == "hub_member"
      all.append(Table(name: name, isOfMembers: isOfMembers, isDeletable: isOwner || !isOfMembers))
    }
  }

  private static let ofFile = """
    SELECT s.name, 1 FROM sqlite_schema s
    WHERE s.type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info(s.name) c WHERE c.name = 'cluster_id')
    ORDER BY s.name = 'cluster', s.name
    """

  private static let ofHub = """
    SELECT CAST(c.relname AS TEXT), CASE WHEN has_table_privilege(c.oid, 'DELETE') THEN 1 ELSE 0 END
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'cluster_id' AND NOT a.attisdropped
    WHERE c.relnamespace = CAST(CAST(current_schema() AS TEXT) AS regnamespace) AND c.relkind IN ('r', 'p')
      AND NOT c.relispartition
    ORDER BY c.relname = 'cluster', c.relname
    """
}
