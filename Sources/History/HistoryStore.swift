public import Capacity
import GRDB
import Migrations

/// The writing side of a history in an SQLite file.
///
/// Take a `CollectionLock` first where several processes may collect.
public final class HistoryStore: Sendable {
  /// Where the history is.
  public let path: String
  let queue: DatabaseQueue

  /// Opens the history at `path`, which is made if it is missing and brought up to date if it is older.
  ///
  /// - Parameter willUpgrade: called with the number of its schema before an older history is brought up to date, which
  ///   may take minutes where there is much to count again.
  /// - Throws: `HistoryError`, for example `notACapdbDatabase` or `newerSchema`; such files are left untouched.
  public convenience init(path: String, willUpgrade: (Int) -> Void = { _ in }) throws {
    try self.init(path: path, migrations: Migration.all, willUpgrade: willUpgrade)
  }

  init(path: String, migrations: [Migration], willUpgrade: (Int) -> Void = { _ in }) throws {
    self.path = path
    try HistoryFile.create(path)
    let space = SpaceEstimate(toOpen: path, knowing: migrations.count)
    queue = try HistoryFile.openForWriting(path, space)
    let schema = Schema(path: path, migrations: migrations)
    try HistoryFile.translatingErrors(path, .writing(space)) {
      try queue.writeWithoutTransaction { database in
        let version = try schema.check(database)
        if version > 0, version < migrations.count { willUpgrade(version) }
        try database.execute(sql: "PRAGMA journal_mode = WAL")
        try schema.migrate(database)
      }
    }
  }

  /// Closes the file. SQLite then moves the write-ahead log into it, unless a reader still uses it.
  public func close() throws {
    try HistoryFile.translatingErrors(path) { try queue.close() }
  }

  /// Records what one collection learned, all of it or nothing.
  ///
  /// - Parameters:
  ///   - snapshot: the sources' answers; what an unknown source told before stays open.
  ///   - identity: the cluster. One that the history does not know is added.
  ///   - run: when and how the collection ran.
  ///   - instanceTypesAskedAt: when EC2 was last asked for instance types; nil keeps what was recorded before.
  /// - Throws: `HistoryError`; the history is then as it was.
  public func record(
    _ snapshot: Snapshot, of identity: ClusterIdentity, run: CollectionRecord, instanceTypesAskedAt: Timestamp? = nil
  ) throws -> RecordedOutcome {
    try transaction(committing: true) { database in
      try Self.write(identity, run, to: database) {
        try $0.record(snapshot, run: run, instanceTypesAskedAt: instanceTypesAskedAt)
      }
    }
  }

  /// Records an attempt that failed before any source could be asked; `run.failure` says why.
  ///
  /// - Parameter notAsked: the sources that would not have been asked either way; all others count as failed.
  /// - Throws: `HistoryError`; the history is then as it was.
  public func recordFailure(
    of identity: ClusterIdentity, run: CollectionRecord, notAsked: Set<Source> = []
  ) throws -> RecordedOutcome {
    let statuses = Source.allCases.map { ($0, notAsked.contains($0) ? SourceStatus.notAsked : .failed) }
    return try transaction(committing: true) { database in
      try Self.write(identity, run, to: database) {
        try $0.recordFailure(run, statuses: Dictionary(uniqueKeysWithValues: statuses))
      }
    }
  }

  /// What `record` would do, without doing it. A file that is missing is not made.
  ///
  /// - Throws: `HistoryError`, as `init` and `record` do.
  public static func preview(
    _ snapshot: Snapshot, of identity: ClusterIdentity, run: CollectionRecord, in path: String
  ) throws -> RecordedOutcome {
    let isNew = !HistoryFile.exists(path)
    do {
      let store = try isNew ? HistoryStore(inMemory: path) : HistoryStore(previewing: path)
      return try store.preview(snapshot, identity, run)
    } catch HistoryError.disk where !isNew {
      // What is not kept needs no disk.
      return try HistoryStore(copying: path).preview(snapshot, identity, run)
    }
  }

  private func preview(
    _ snapshot: Snapshot, _ identity: ClusterIdentity, _ run: CollectionRecord
  ) throws -> RecordedOutcome {
    try transaction(committing: false) { database in
      try Schema(path: path).migrateInsideTransaction(database)
      return try Self.write(identity, run, to: database) {
        try $0.record(snapshot, run: run, instanceTypesAskedAt: nil)
      }
    }
  }

  private init(previewing path: String) throws {
    self.path = path
    queue = try HistoryFile.openForWriting(path)
  }

  private init(copying path: String) throws {
    self.path = path
    queue = try HistoryFile.openForReading(path).copyToMemory()
  }

  private init(inMemory path: String) throws {
    self.path = path
    queue = try HistoryFile.openForWriting(":memory:")
  }

  /// An empty history that no file keeps.
  static func inMemory() throws -> HistoryStore {
    let store = try HistoryStore(inMemory: ":memory:")
    try store.queue.writeWithoutTransaction { try Schema(path: store.path).migrate($0) }
    return store
  }

  private static func write(
    _ identity: ClusterIdentity, _ run: CollectionRecord, to database: Database,
    _ body: (CollectionWriter) throws -> Void
  ) throws -> RecordedOutcome {
    let pagesBefore = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
    var resolver = ClusterResolver(startedAt: run.startedAt, in: database)
    let cluster = try resolver.resolve(identity)
    let context = try RecordingContext(database: database, cluster: cluster, startedAt: run.startedAt)
    try body(CollectionWriter(context))
    let pages = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
    let pageSize = try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0
    return RecordedOutcome(
      number: context.number, observedAt: context.observedAt, changesByTable: context.changes,
      clockSteppedBackBy: context.previous.map { max(0, $0.observedAt - run.startedAt) } ?? 0,
      retiredCluster: resolver.retired, bytesAdded: (pages - pagesBefore) * pageSize)
  }

  private func transaction<Result>(committing: Bool, _ body: (Database) throws -> Result) throws -> Result {
    let space = SpaceEstimate(of: path)
    return try HistoryFile.translatingErrors(path, .writing(space)) {
      try queue.writeWithoutTransaction { database in
        var result: Result?
        try database.inTransaction(.immediate) {
          result = try body(database)
          space.measure(database)
          return committing ? .commit : .rollback
        }
        guard let result else { throw HistoryError.corruptRow("a transaction without a result") }
        return result
      }
    }
  }
}
