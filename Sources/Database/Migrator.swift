import TextEncoding
public import Migrations

/// A step was applied to a database with another text than this binary has.
public struct DifferentMigration: Error, Hashable, Sendable {
  /// The step's number.
  public var version: Int
  /// The step's name.
  public var name: String
}

/// Brings a database to the schema of this binary, one migration after the other, and keeps a row for each of them.
public struct Migrator: Sendable {
  /// All steps, in their order.
  public let migrations: [Migration]
  /// The table of the steps that were applied.
  public let table: String

  /// - Parameters:
  ///   - migrations: all steps, in their order.
  ///   - table: the table of the steps that were applied: `version`, `name`, `checksum`, `applied_at`.
  public init(_ migrations: [Migration], table: String) {
    self.migrations = migrations
    self.table = table
  }

  /// The version that this binary knows.
  public var known: Int { migrations.last?.version ?? 0 }

  /// The version that the database is at, read off the table of applied steps, which must exist.
  ///
  /// - Throws: `DifferentMigration`; the engine's own errors.
  public func version(of connection: any Connection) throws -> Int {
    var latest = 0
    try Statement("SELECT version, checksum FROM \(table) ORDER BY version", in: connection).forEach { row in
      latest = Int(row.integer())
      try check(latest, checksum: row.text())
    }
    return latest
  }

  private func check(_ version: Int, checksum: String) throws(DifferentMigration) {
    guard let migration = migrations.first(where: { $0.version == version }) else { return }
    guard checksum == migration.checksum else { throw DifferentMigration(version: version, name: migration.name) }
  }

  /// The steps behind a version.
  public func missing(after version: Int) -> [Migration] { migrations.filter { $0.version > version } }

  /// The statement that makes the table of applied steps.
  public func tableDefinition(time type: String, suffix: String = "") -> String {
    """
    CREATE TABLE \(table) (
      version INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      checksum TEXT NOT NULL,
      applied_at \(type) NOT NULL
    )\(suffix)
    """
  }

  /// The statement that keeps a step as applied.
  ///
  /// - Parameter now: an expression for the present in seconds since the epoch.
  public func record(_ migration: Migration, now: String) -> String {
    """
    INSERT INTO \(table) (version, name, checksum, applied_at) VALUES (\(migration.version), '\(migration.name)', \
    '\(migration.checksum)', \(now))
    """
  }
}

extension Migration {
  /// The FNV-1a hash of the statements, in 16 hexadecimal digits.
  var checksum: String {
    Hexadecimal.text(FNV1a.hash(sql), width: 16)
  }
}
