import Capacity
import Database
import Migrations

/// The schema of a history in a file: `application_id`, `user_version` and a row for each migration.
struct FileSchema {
  /// `capd`, in the header of every capdb database (https://sqlite.org/fileformat2.html#application_id).
  static let applicationID: Int64 = 0x6361_7064

  private let path: String
  private let migrator: Migrator

  /// - Parameter migrations: all steps in order; others than the built-in ones in tests only.
  init(path: String, migrations: [Migration] = Migration.all) {
    self.path = path
    migrator = Migrator(migrations, table: "schema_migration")
  }

  /// The version that this binary knows.
  var known: Int { migrator.known }

  /// Whether the database is capdb's and complete; throws where it may not be touched.
  ///
  /// - Returns: the version it is at; 0 for an empty file.
  @discardableResult
  func check(_ connection: any Connection) throws -> Int {
    let applicationID = try number("PRAGMA application_id", connection)
    let isEmpty = try number("SELECT count(*) FROM sqlite_schema", connection) == 0
    guard applicationID == Self.applicationID || applicationID == 0 && isEmpty else {
      throw HistoryError.notACapdbDatabase(path: path)
    }
    let version = try version(of: connection)
    guard version <= known else { throw HistoryError.newerSchema(path: path, version: version, known: known) }
    guard version > 0 else { return 0 }
    do {
      _ = try migrator.version(of: connection)
    } catch let difference as DifferentMigration {
      throw HistoryError.differentMigration(path: path, version: difference.version, name: difference.name)
    }
    return version
  }

  /// The steps that a database of this version lacks.
  func missing(after version: Int) -> [Migration] { migrator.missing(after: version) }

  /// Applies what is missing, each step in a transaction of its own, or within the one that is open.
  ///
  /// - Parameter progress: called before each step, and while rollups are counted.
  func migrate(_ connection: any Connection, progress: (UpgradeProgress) throws -> Void = { _ in }) throws {
    let version = try check(connection)
    let missing = migrator.missing(after: version)
    guard version > 0, missing.contains(Migration.rollups) else {
      for migration in missing {
        try progress(.step(UpgradeStep(migration)))
        try connection.transaction(.writing) { try apply(migration, to: connection) }
      }
      return
    }
    // Rollups are counted from facts, which are read with all the columns that this release knows.
    try connection.transaction(.writing) {
      guard try self.version(of: connection) == version else { return }
      for migration in missing {
        try progress(.step(UpgradeStep(migration)))
        try apply(migration, to: connection)
      }
      try RollupBackfill(connection).run { try progress(.counting(collections: $0, of: $1)) }
    }
  }

  private func apply(_ migration: Migration, to connection: any Connection) throws {
    // Another process may have been first while this one waited for the lock.
    guard try version(of: connection) == migration.version - 1 else { return }
    if migration.version == 1 {
      try connection.execute("PRAGMA application_id = \(Self.applicationID)")
      try connection.execute(migrator.tableDefinition(time: "INTEGER", suffix: " STRICT"))
    }
    try connection.execute(migration.sql)
    if migration == Migration.sync { try KeyRanges(connection).separate() }
    try connection.execute(migrator.record(migration, now: "unixepoch()"))
    try connection.execute("PRAGMA user_version = \(migration.version)")
  }

  /// All statements in one text, for those who look at the schema or make an empty history by hand.
  static var script: String {
    let migrator = Migrator(Migration.all, table: "schema_migration")
    let steps = migrator.migrations.map { "\($0.sql)\n\(migrator.record($0, now: "unixepoch()"));\n" }
    return """
      BEGIN;
      PRAGMA application_id = \(applicationID);
      \(migrator.tableDefinition(time: "INTEGER", suffix: " STRICT"));

      \(steps.joined(separator: "\n"))PRAGMA user_version = \(migrator.known);
      COMMIT;

      """
  }

  private func version(of connection: any Connection) throws -> Int {
    Int(try number("PRAGMA user_version", connection))
  }

  private func number(_ sql: String, _ connection: any Connection) throws -> Int64 {
    try Statement(sql, in: connection).first { $0.integer() } ?? 0
  }
}

/// Counts a history again that was recorded before there were rollups.
struct RollupBackfill {
  private let connection: any Connection

  init(_ connection: any Connection) {
    self.connection = connection
  }

  /// Goes through all collections of all clusters, as if they were recorded one after the other.
  ///
  /// - Parameter progress: called with the number of collections that are counted, and that of all.
  func run(progress: (Int64, Int64) throws -> Void) throws {
    let directory = try ClusterDirectory(in: connection)
    let all = try Statement("SELECT count(*) FROM collection", in: connection).first { $0.integer() } ?? 0
    var counted: Int64 = 0
    for row in directory.rows {
      try add(try directory.cluster(row.id)) {
        counted += 1
        try progress(counted, all)
      }
      if let retiredAt = row.retiredAt { try close(row.id, at: retiredAt) }
    }
  }

  private func add(_ cluster: RecordedCluster, progress: () throws -> Void) throws {
    let dictionaries = try Dictionaries(cluster: cluster.id, in: connection)
    let always = Timestamp(seconds: .min)..<openEnd
    try HistoryReplay(cluster, in: always, connection).forEach { step in
      let moment = RollupMoment(
        cluster: cluster.id, collection: step.collection.number, observedAt: step.collection.observedAt,
        dictionaries: dictionaries)
      let sample =
        step.hasChanged ? CapacitySample(of: try step.state(), podsPending: step.podsPending) : nil
      try RollupRecorder(moment, in: connection).record(
        known: RollupKnowledge(statuses: step.collection.statuses), sample: sample)
      try progress()
    }
  }

  private func close(_ cluster: Int64, at moment: Timestamp) throws {
    for table in HistoryTable.rollups {
      try connection.execute(
        """
        UPDATE \(table) SET valid_to = \(moment.seconds)
        WHERE cluster_id = \(cluster) AND valid_to = \(openEnd.seconds)
        """)
    }
  }
}

/// Gives each cluster of a file a range of keys; see `RowKeys`.
private struct KeyRanges {
  private let connection: any Connection

  init(_ connection: any Connection) {
    self.connection = connection
  }

  /// Moves the keys of all clusters but the first, which lie among one another in a file that was recorded before there
  /// were ranges.
  func separate() throws {
    let clusters = try ClusterTable.all(in: connection).map(\.id).filter { $0 > 1 }
    guard !clusters.isEmpty else { return }
    for table in try HistoryTable.all(in: connection) {
      let keys = table.columns.filter(\.isKey).map(\.name)
      guard !keys.isEmpty else { continue }
      for cluster in clusters { try move(keys, of: table.name, cluster) }
    }
  }

  private func move(_ keys: [String], of table: String, _ cluster: Int64) throws {
    let base = RowKeys.base(of: cluster)
    // Rows that an upgrade added which was cut off after its former step are in their range.
    let moves = keys.map { "\($0) = iif(\($0) <= \(base), \($0) + \(base), \($0))" }
    try connection.execute("UPDATE \(table) SET \(moves.joined(separator: ", ")) WHERE cluster_id = \(cluster)")
  }
}
