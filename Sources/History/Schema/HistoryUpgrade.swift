import Database
import Migrations

/// A step of a schema.
public struct UpgradeStep: Hashable, Sendable {
  /// Its number.
  public var version: Int
  /// What it brings, for example `who_owns_and_serves`.
  public var name: String

  init(_ migration: Migration) {
    version = migration.version
    name = migration.name
  }
}

/// How far an upgrade is.
public enum UpgradeProgress: Hashable, Sendable {
  /// A step begins.
  case step(UpgradeStep)
  /// Trends are counted again from the collections, of which so many are done.
  case counting(collections: Int64, of: Int64)
}

/// What an upgrade would do.
public struct UpgradePlan: Hashable, Sendable {
  /// The version of the schema now; 0 for a hub without tables.
  public var version: Int
  /// The version that this release knows.
  public var known: Int
  /// The steps between them.
  public var steps: [UpgradeStep]
  /// The size of the file, in bytes; nil for a hub.
  public var bytes: Int64?
  /// The collections whose trends are counted again, which takes most of the time; 0 where none are, and for a hub.
  public var collectionsToCount: Int64 = 0
  /// The most space that it takes beside the file meanwhile, in bytes, for a file.
  public var neededBytes: Int64?

  init(version: Int, known: Int, steps: [UpgradeStep]) {
    self.version = version
    self.known = known
    self.steps = steps
  }
}

/// Brings a history in a file to this release's schema.
public struct HistoryUpgrade: Sendable {
  private let path: String

  /// - Parameter path: the history, whose `CollectionLock` is held unless it is only planned.
  public init(of path: String) {
    self.path = path
  }

  /// What `run` would do.
  ///
  /// - Throws: `HistoryError`, `SQLiteError`; nothing is touched.
  public func plan() throws -> UpgradePlan {
    let (file, schema) = (try HistoryFile(path), FileSchema(path: path))
    let missing = schema.missing(after: file.schema)
    var plan = UpgradePlan(version: file.schema, known: schema.known, steps: missing.map(UpgradeStep.init))
    let collections = try file.contents().collections
    let bytes = SQLiteFile.bytes(path)
    plan.bytes = bytes
    plan.collectionsToCount = missing.contains(Migration.rollups) ? collections : 0
    plan.neededBytes = missing.isEmpty ? 0 : 2 * bytes
    return plan
  }

  /// Does it, each step in a transaction.
  ///
  /// - Parameter progress: called before each step, and while trends are counted.
  /// - Throws: `HistoryError`, `SQLiteError`; what `progress` throws. Finished steps stay.
  public func run(progress: (UpgradeProgress) throws -> Void = { _ in }) throws {
    guard SQLiteFile.exists(path) else { throw HistoryError.noHistory(path: path) }
    try HistoryStore(path: path, busySeconds: nil, progress: progress).close()
  }

  /// The statements that make an empty history in a file.
  public static var script: String { FileSchema.script }
}
