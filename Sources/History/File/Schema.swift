import Capacity
import GRDB
import Migrations

/// Brings a database to the schema of this binary, one migration after the other.
package struct Schema {
  private let path: String
  private let migrations: [Migration]

  /// - Parameter migrations: all steps in order; others than the built-in ones in tests only.
  init(path: String, migrations: [Migration] = Migration.all) {
    self.path = path
    self.migrations = migrations
  }

  private var known: Int { migrations.last?.version ?? 0 }

  /// Whether the database is capdb's and complete; throws where it may not be touched.
  ///
  /// - Returns: the version it is at; 0 for an empty file.
  @discardableResult
  func check(_ database: Database) throws -> Int {
    let applicationID = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0
    guard applicationID == HistoryFile.applicationID || applicationID == 0 && isEmpty else {
      throw HistoryError.notACapdbDatabase(path: path)
    }
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    guard version <= known else { throw HistoryError.newerSchema(path: path, version: version, known: known) }
    if version > 0 { try checkApplied(database) }
    return version
  }

  /// Applies what is missing, each step in a transaction of its own.
  func migrate(_ database: Database) throws {
    let version = try check(database)
    for migration in migrations where migration.version > version {
      try database.inTransaction(.immediate) {
        try apply(migration, to: database)
        return .commit
      }
    }
  }

  /// Applies what is missing within the transaction that is open.
  func migrateInsideTransaction(_ database: Database) throws {
    let version = try check(database)
    for migration in migrations where migration.version > version { try apply(migration, to: database) }
  }

  private func apply(_ migration: Migration, to database: Database) throws {
    // Another process may have been first while this one waited for the lock.
    guard try Int.fetchOne(database, sql: "PRAGMA user_version") == migration.version - 1 else { return }
    if migration.version == 1 {
      try database.execute(sql: "PRAGMA application_id = \(HistoryFile.applicationID)")
      try database.execute(sql: Self.migrationTable)
    }
    try database.execute(sql: migration.sql)
    if migration == Migration.rollups { try RollupBackfill(database).run() }
    if migration == Migration.sync { try KeyRanges(database).separate() }
    try database.execute(
      sql: "INSERT INTO schema_migration (version, name, checksum, applied_at) VALUES (?, ?, ?, unixepoch())",
      arguments: [migration.version, migration.name, Self.checksum(migration.sql)])
    try database.execute(sql: "PRAGMA user_version = \(migration.version)")
  }

  private func checkApplied(_ database: Database) throws {
    let rows = try Row.fetchAll(database, sql: "SELECT version, checksum FROM schema_migration")
    for row in rows {
      let version: Int = row["version"]
      guard let migration = migrations.first(where: { $0.version == version }) else { continue }
      guard row["checksum"] == Self.checksum(migration.sql) else {
        throw HistoryError.differentMigration(path: path, version: version, name: migration.name)
      }
    }
  }

  private static let migrationTable = """
    CREATE TABLE schema_migration (
      version INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      checksum TEXT NOT NULL,
      applied_at INTEGER NOT NULL
    ) STRICT
    """

  /// The FNV-1a hash of a text, in hexadecimal digits.
  package static func checksum(_ text: String) -> String {
    let digits = String(FNV1a.hash(text), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
