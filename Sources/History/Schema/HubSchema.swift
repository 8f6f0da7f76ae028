package import Database
package import Migrations

/// The schema of a hub: tables and views in the current schema of a PostgreSQL database, and a row for each migration.
package struct HubSchema {
  private let migrator: Migrator
  private let hub: String
  private let connection: any Connection

  /// - Parameters:
  ///   - connection: to the hub.
  ///   - hub: what errors call it.
  ///   - migrations: all steps in order; others than the built-in ones in tests only.
  package init(_ connection: any Connection, of hub: String, migrations: [Migration] = Migration.hub) {
    self.connection = connection
    self.hub = hub
    migrator = Migrator(migrations, table: "hub_migration")
  }

  /// The version that this binary writes.
  package var known: Int { migrator.known }

  /// The version that the tables are at; nil if there are none in the schemas of the search path.
  ///
  /// - Throws: `HistoryError.differentHubMigration`; the engine's own errors.
  package func version() throws -> Int? {
    let tables = try Statement(
      """
      SELECT count(*) FROM pg_catalog.pg_class
      WHERE relname = 'hub_migration' AND pg_catalog.pg_table_is_visible(oid)
      """, in: connection)
    guard try tables.first({ $0.integer() }) ?? 0 > 0 else { return nil }
    do {
      return try migrator.version(of: connection)
    } catch let difference as DifferentMigration {
      throw HistoryError.differentHubMigration(hub: hub, version: difference.version, name: difference.name)
    }
  }

  /// Makes sure that the tables take what this binary writes; an empty database is given them.
  ///
  /// A hub of a later release takes its columns' defaults for what this one does not know.
  ///
  /// - Throws: `HistoryError.olderHub`, `HistoryError.hubWithoutTables`; as `version`.
  package func prepareForWriting() throws {
    guard let version = try version() else { return try create() }
    try check(version)
  }

  /// Makes sure that there is something to read.
  ///
  /// - Throws: as `prepareForWriting`.
  package func checkForReading() throws {
    guard let version = try version() else { throw HistoryError.hubWithoutTables(hub: hub, reason: nil) }
    try check(version)
  }

  /// What `migrate` would apply.
  ///
  /// - Throws: as `version`.
  package func plan() throws -> UpgradePlan {
    let version = try version() ?? 0
    return UpgradePlan(
      version: version, known: known, steps: migrator.missing(after: version).map(UpgradeStep.init))
  }

  private func check(_ version: Int) throws(HistoryError) {
    guard version >= known else { throw .olderHub(hub: hub, version: version, known: known) }
  }

  private func create() throws {
    do {
      try migrate()
    } catch {
      guard let reason = connection.missingRight(error) else { throw error }
      throw HistoryError.hubWithoutTables(hub: hub, reason: reason)
    }
  }

  /// Applies what is missing, in one transaction.
  ///
  /// - Parameter progress: called before each step.
  /// - Returns: the versions that were applied.
  /// - Throws: as `version`; what `progress` throws.
  @discardableResult
  package func migrate(progress: (UpgradeProgress) throws -> Void = { _ in }) throws -> [Int] {
    try connection.transaction(.writing) {
      // Fifty first pushes at once make the tables once.
      try connection.execute("SELECT pg_advisory_xact_lock(\(Self.lock))")
      let version = try version() ?? 0
      let missing = migrator.missing(after: version)
      if version == 0 { try connection.execute(Self.tableDefinition(migrator)) }
      for migration in missing {
        try progress(.step(UpgradeStep(migration)))
        // Distributed tables refuse several statements in one query.
        for statement in SQLScript(migration.sql).statements { try connection.execute(statement) }
        try connection.execute(Self.record(migration, migrator))
      }
      return missing.map(\.version)
    }
  }

  /// All statements in one text, for those who make the tables by hand.
  package static var script: String {
    let migrator = Migrator(Migration.hub, table: "hub_migration")
    let steps = migrator.migrations.map { "\($0.sql)\n\(record($0, migrator));\n" }
    return "BEGIN;\n\(tableDefinition(migrator));\n\n\(steps.joined(separator: "\n"))COMMIT;\n"
  }

  private static func tableDefinition(_ migrator: Migrator) -> String { migrator.tableDefinition(time: "BIGINT") }

  private static func record(_ migration: Migration, _ migrator: Migrator) -> String {
    migrator.record(migration, now: "CAST(extract(epoch FROM now()) AS BIGINT)")
  }

  /// `capdb` as ASCII bytes: a number that nobody else is likely to lock.
  private static let lock = 0x63_6170_6462
}
