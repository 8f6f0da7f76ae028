/// One step of the schema: a file `V<version>__<name>.sql` of this folder, embedded in the binary.
///
/// Steps only ever go forward, and a released one is never edited: databases carry the checksums of what was applied.
public struct Migration: Hashable, Sendable {
  /// 1, 2, 3, …: SQLite's `user_version` once the step is applied.
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

  /// All steps, in the order in which they are applied.
  public static let all: [Migration] = [
    Migration(version: 1, name: "history", sql: String(decoding: PackageResources.V0001__history_sql, as: UTF8.self)),
    rollups, sync,
  ]

  /// The step that brings the rollups, which are then counted for what is recorded already.
  public static let rollups = Migration(
    version: 2, name: "rollups", sql: String(decoding: PackageResources.V0002__rollups_sql, as: UTF8.self))

  /// The step that brings histories together; the keys of each cluster then move to a range of their own.
  public static let sync = Migration(
    version: 3, name: "sync", sql: String(decoding: PackageResources.V0003__sync_sql, as: UTF8.self))
}
