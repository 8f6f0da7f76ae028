import History
import Migrations

/// Brings a hub's tables to what this binary writes, one migration after the other.
struct HubSchema {
  private let connection: PostgresConnection
  private let migrations: [Migration]

  init(_ connection: PostgresConnection, _ migrations: [Migration] = Migration.hub) {
    self.connection = connection
    self.migrations = migrations
  }

  private var known: Int { migrations.last?.version ?? 0 }

  /// The version that the tables are at; nil if there are none in the schemas of the search path.
  ///
  /// - Throws: `PostgresError`.
  func version() throws -> Int? {
    let tables = try connection.query(
      """
      SELECT count(*) FROM information_schema.tables
      WHERE table_name = 'hub_migration' AND table_schema = ANY (current_schemas(false))
      """)
    guard tables.number(0, 0) ?? 0 > 0 else { return nil }
    let applied = try connection.query("SELECT version, checksum FROM hub_migration ORDER BY version")
    var version = 0
    for row in 0..<applied.count {
      version = Int(applied.number(row, 0) ?? 0)
      try check(version, applied.text(row, 1))
    }
    return version
  }

  private func check(_ version: Int, _ checksum: String?) throws(PostgresError) {
    guard let migration = migrations.first(where: { $0.version == version }) else { return }
    guard checksum == Schema.checksum(migration.sql) else {
      throw .differentMigration(hub: connection.hub, version: version, name: migration.name)
    }
  }

  /// Makes sure that the tables take what this binary writes; an empty database is given them.
  ///
  /// A hub of a later release takes its columns' defaults for what this one does not know.
  /// - Throws: `PostgresError`.
  func prepareForWriting() throws {
    guard let version = try version() else { return try create() }
    guard version >= known else { throw PostgresError.olderSchema(hub: connection.hub, version: version, known: known) }
  }

  /// Makes sure that there is something to read.
  ///
  /// - Throws: `PostgresError`.
  func checkForReading() throws {
    guard let version = try version() else { throw PostgresError.noSchema(hub: connection.hub, reason: nil) }
    guard version >= known else { throw PostgresError.olderSchema(hub: connection.hub, version: version, known: known) }
  }

  private func create() throws {
    do {
      try migrate()
    } catch PostgresError.server(_, let message) where ["42501", "3F000"].contains(message.code) {
      throw PostgresError.noSchema(hub: connection.hub, reason: message.message)
    }
  }

  /// Applies what is missing, in one transaction.
  ///
  /// - Returns: the versions that were applied.
  /// - Throws: `PostgresError`.
  @discardableResult
  func migrate() throws -> [Int] {
    try connection.execute("BEGIN")
    do {
      // Fifty first pushes at once make the tables once.
      try connection.execute("SELECT pg_advisory_xact_lock(\(Self.lock))")
      let version = try version() ?? 0
      let missing = migrations.filter { $0.version > version }
      if version == 0 { try connection.execute(Self.migrationTable) }
      for migration in missing { try apply(migration) }
      try connection.execute("COMMIT")
      return missing.map(\.version)
    } catch {
      try? connection.execute("ROLLBACK")
      throw error
    }
  }

  private func apply(_ migration: Migration) throws {
    try connection.execute(migration.sql)
    try connection.execute(Self.record(migration))
  }

  private static func record(_ migration: Migration) -> String {
    """
    INSERT INTO hub_migration (version, name, checksum, applied_at) VALUES (\(migration.version), '\(migration.name)', \
    '\(Schema.checksum(migration.sql))', CAST(extract(epoch FROM now()) AS BIGINT))
    """
  }

  /// All statements in one text, for those who make the tables by hand.
  static var script: String {
    let steps = Migration.hub.map { "\($0.sql)\n\(record($0));\n" }
    return "BEGIN;\n\(migrationTable);\n\n\(steps.joined(separator: "\n"))COMMIT;\n"
  }

  /// `capdb` as ASCII bytes: a number that nobody else is likely to lock.
  private static let lock = 0x63_6170_6462

  private static let migrationTable = """
    CREATE TABLE hub_migration (
      version INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      checksum TEXT NOT NULL,
      applied_at BIGINT NOT NULL
    )
    """
}
