package import GRDB

/// A database in a file, or in memory.
///
/// The tasks that ask it take turns on one connection, which GRDB's `DatabaseQueue` sees to.
public final class SQLiteDatabase: SQLDatabase {
  /// The file.
  public let path: String
  package let queue: DatabaseQueue
  private let isReadOnly: Bool
  /// How the files looked before they were opened without locks; nil where locks keep others from writing.
  let stamp: FileStamp?

  /// What the database is called where people read it.
  public var name: String { path }

  private init(_ path: String, _ queue: DatabaseQueue, isReadOnly: Bool = false, stamp: FileStamp? = nil) {
    self.path = path
    self.queue = queue
    self.isReadOnly = isReadOnly
    self.stamp = stamp
  }

  /// Opens a file for reading and writing. Nothing is written yet.
  ///
  /// - Parameters:
  ///   - busySeconds: how long to wait for another's lock.
  ///   - space: what opening it may take, for errors of a full disk.
  /// - Throws: `SQLiteError`.
  public static func forWriting(
    _ path: String, busySeconds: Double? = nil, space: SpaceEstimate? = nil
  ) throws -> SQLiteDatabase {
    let space = space ?? SpaceEstimate(of: path)
    try space.checkMapping(of: path)
    return try translatingErrors(path, .writing(space)) {
      SQLiteDatabase(path, try DatabaseQueue(path: path, configuration: configuration(busySeconds: busySeconds)))
    }
  }

  /// Opens a file for reading, also on a disk that is full or read-only.
  ///
  /// - Throws: `SQLiteError`.
  public static func forReading(_ path: String) throws -> SQLiteDatabase {
    try translatingErrors(path, .reading) { try ReadAccess.opening(path) { try SQLiteDatabase(reading: path, $0) } }
  }

  /// - Throws: SQLite's error.
  convenience init(reading path: String, _ access: ReadAccess) throws {
    let stamp = access.isWithoutLocks ? FileStamp(path) : nil
    // What reports sort they hold in memory anyway, and no full /tmp keeps them from it.
    var configuration = Self.configuration(access.preparation + "PRAGMA temp_store = MEMORY;")
    configuration.readonly = true
    // A snapshot that is held outlasts the access that began it.
    configuration.allowsUnsafeTransactions = true
    self.init(
      path, try DatabaseQueue(path: access.name(of: path), configuration: configuration), isReadOnly: true,
      stamp: stamp)
  }

  /// An empty database that no file keeps.
  ///
  /// - Parameter name: what errors call it.
  /// - Throws: `SQLiteError`.
  public static func inMemory(named name: String = ":memory:") throws -> SQLiteDatabase {
    try translatingErrors(name, .writing(nil)) {
      SQLiteDatabase(name, try DatabaseQueue(configuration: configuration()))
    }
  }

  /// Copies everything into a database in memory.
  ///
  /// - Throws: `SQLiteError`.
  public func copyToMemory() throws -> SQLiteDatabase {
    let copy = try Self.inMemory(named: path)
    try Self.translatingErrors(path, .reading) { try stamp.watching(path) { try queue.backup(to: copy.queue) } }
    return copy
  }

  /// Closes the file. SQLite then moves the write-ahead log into it, unless a reader still uses it.
  ///
  /// - Throws: `SQLiteError`.
  public func close() throws {
    try Self.translatingErrors(path, .writing(nil)) { try queue.close() }
  }

  /// Gives the connection to `body` alone.
  ///
  /// - Throws: `SQLiteError`; what `body` throws.
  public func withConnection<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
    try withConnection(estimating: nil, body)
  }

  /// Gives the connection to `body` alone, whose transactions may take as much space as estimated; nil estimates each.
  ///
  /// - Throws: `SQLiteError`; what `body` throws.
  public func withConnection<Result>(
    estimating space: SpaceEstimate?, _ body: (any Connection) throws -> Result
  ) throws -> Result {
    try Self.translatingErrors(path, isReadOnly ? .reading : .writing(space)) {
      try stamp.watching(path) {
        try queue.writeWithoutTransaction { try body(SQLiteConnection($0, path: path, space: space)) }
      }
    }
  }

  /// Gives back the memory of pages that were read or written. What is needed again is read again.
  package func releaseMemory() { queue.releaseMemory() }

  /// Ends the statement under way.
  public func interrupt() { queue.interrupt() }

  /// What all connections have in common.
  ///
  /// - Parameter preparation: SQL that is executed first.
  private static func configuration(_ preparation: String = "", busySeconds: Double? = nil) -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(busySeconds ?? SQLiteFile.busySeconds)
    configuration.prepareDatabase { database in
      try database.execute(sql: preparation + "PRAGMA synchronous = FULL")
    }
    return configuration
  }

  /// Runs `body` and turns SQLite's errors into ones that name the file.
  ///
  /// - Parameter use: what `body` does with the file.
  package static func translatingErrors<Result>(
    _ path: String, _ use: DatabaseUse, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw SQLiteError(error, path: path, use)
    } catch let error as CorruptRow {
      throw SQLiteError.corrupt(path: path, reason: error.reason)
    }
  }
}
