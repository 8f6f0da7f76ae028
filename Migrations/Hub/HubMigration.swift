/// One step of a hub's schema: a file `H<version>__<name>.sql` of this folder, embedded in the binary.
///
/// Steps only ever go forward, and a released one is never edited: hubs carry the checksums of what was applied. Each
/// runs in one transaction, in the current schema of its connection.
public struct HubMigration: Hashable, Sendable {
  /// 1, 2, 3, …: the `version` of the step's row in the hub's table `hub_migration`.
  public var version: Int
  /// What the step brings, as in its file name.
  public var name: String
  /// The statements, as they stand in the file.
  public var sql: String

  /// Makes a step.
  public init(version: Int, name: String, sql: String) {
    self.version = version
    self.name = name
    self.sql = sql
  }

  /// All steps, in the order in which they are applied. Between the tables and the views that read them, tables may be
  /// distributed over servers.
  public static let all: [HubMigration] = [
    HubMigration(version: 1, name: "tables", sql: String(decoding: PackageResources.H0001__tables_sql, as: UTF8.self)),
    HubMigration(version: 2, name: "views", sql: String(decoding: PackageResources.H0002__views_sql, as: UTF8.self)),
  ]
}
