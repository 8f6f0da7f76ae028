/// One step of a schema: a file `V<version>__<name>.sql` of this folder, or `H<version>__<name>.sql` of its folder `Hub`,
/// embedded in the binary.
///
/// Steps only ever go forward, and a released one is never edited: databases carry the checksums of what was applied.
public struct Migration: Hashable, Sendable {
  /// 1, 2, 3, …: once the step is applied SQLite's `user_version`, or in a hub the `version` of its row in
  /// `hub_migration`.
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

  /// All steps of a history's file, in the order in which they are applied.
  public static let all: [Migration] = [
    Migration(version: 1, name: "history", sql: String(decoding: PackageResources.V0001__history_sql, as: UTF8.self)),
    rollups, sync,
    Migration(
      version: 4, name: "vpc_and_reservation_views",
      sql: String(decoding: PackageResources.V0004__vpc_and_reservation_views_sql, as: UTF8.self)),
    Migration(
      version: 5, name: "who_owns_and_serves",
      sql: String(decoding: PackageResources.V0005__who_owns_and_serves_sql, as: UTF8.self)),
    Migration(
      version: 6, name: "retention", sql: String(decoding: PackageResources.V0006__retention_sql, as: UTF8.self)),
    Migration(
      version: 7, name: "following", sql: String(decoding: PackageResources.V0007__following_sql, as: UTF8.self)),
  ]

  /// All steps of a hub, each in the current schema of its connection. Between the tables and the views that read them,
  /// tables may be distributed over servers.
  public static let hub: [Migration] = [
    Migration(version: 1, name: "tables", sql: String(decoding: PackageResources.H0001__tables_sql, as: UTF8.self)),
    Migration(version: 2, name: "views", sql: String(decoding: PackageResources.H0002__views_sql, as: UTF8.self)),
    Migration(
      version: 3, name: "vpc_and_reservation_views",
      sql: String(decoding: PackageResources.H0003__vpc_and_reservation_views_sql, as: UTF8.self)),
    Migration(
      version: 4, name: "who_owns_and_serves",
      sql: String(decoding: PackageResources.H0004__who_owns_and_serves_sql, as: UTF8.self)),
    Migration(
      version: 5, name: "retention", sql: String(decoding: PackageResources.H0005__retention_sql, as: UTF8.self)),
    Migration(
      version: 6, name: "following", sql: String(decoding: PackageResources.H0006__following_sql, as: UTF8.self)),
  ]

  /// The step that brings the rollups, which are then counted for what is recorded already.
  public static let rollups = Migration(
    version: 2, name: "rollups", sql: String(decoding: PackageResources.V0002__rollups_sql, as: UTF8.self))

  /// The step that brings histories together; the keys of each cluster then move to a range of their own.
  public static let sync = Migration(
    version: 3, name: "sync", sql: String(decoding: PackageResources.V0003__sync_sql, as: UTF8.self))
}
