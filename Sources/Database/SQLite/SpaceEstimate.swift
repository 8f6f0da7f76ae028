import Disk
import GRDB
import GRDBSQLite

/// How much more space a piece of writing takes.
///
/// A transaction writes each page that it changes into the write-ahead log. At its end these pages are in the
/// connection's cache, beside others that were only read, so the cache is the most that is still to be written. Before
/// its end nobody knows; what it has written so far then stands for what is still to come.
public final class SpaceEstimate {
  private var measured: Int64?
  private let beforehand: () -> Int64

  /// An estimate of a transaction in the database at `path`.
  public init(of path: String) {
    beforehand = { Self.sharedIndex + max(Self.smallCollection, SQLiteFile.size(path + "-wal")) }
  }

  /// An estimate of what it takes to open a database for writing.
  ///
  /// A migration may write every page anew, once into the log and once more as a new page of the database.
  public init(toOpen path: String, knowing version: Int) {
    beforehand = {
      let isOlder = Self.version(path).map { $0 < version } ?? false
      let size = SQLiteFile.size(path)
      return size == 0 ? Self.newDatabase : Self.sharedIndex + Self.smallCollection + (isOlder ? 2 * size : 0)
    }
  }

  /// The number of bytes.
  func bytes() -> Int64 { measured ?? beforehand() }

  /// Checks beforehand what cannot be checked later: SQLite maps the -shm file into memory, and where the file system then
  /// lacks space, touching a page ends the process (SIGBUS).
  ///
  /// - Throws: `SQLiteError.disk`.
  func checkMapping(of path: String) throws {
    guard let space = FreeSpace(at: path), space.failsMappings, !space.isReadOnly, space.freeBytes < bytes()
    else { return }
    throw SQLiteError.disk(DiskProblem(.space, file: path, neededBytes: bytes()))
  }

  /// Takes the measure of the open transaction at its end.
  func measure(_ database: GRDB.Database) {
    guard let connection = database.sqliteConnection else { return }
    var bytes: Int32 = 0
    var highest: Int32 = 0
    sqlite3_db_status(connection, SQLITE_DBSTATUS_CACHE_USED, &bytes, &highest, 0)
    measured = Int64(bytes) + Self.sharedIndex
  }

  /// The schema of a database, or nil if that cannot be read either.
  private static func version(_ path: String) -> Int? {
    let version = try? SQLiteDatabase.forReading(path).withConnection { connection in
      try Statement("PRAGMA user_version", in: connection).first { Int($0.integer()) }
    }
    return version ?? nil
  }

  /// The -shm file of a log of up to 4,096 pages.
  ///
  /// Source: https://sqlite.org/walformat.html#the_wal_index_file_format
  static let sharedIndex: Int64 = 32 << 10
  /// What the log of a collection takes that finds little changed (measured: docs/decisions/0018).
  static let smallCollection: Int64 = 96 << 10
  /// What a new database takes with its log before anything is recorded (measured: docs/decisions/0018).
  static let newDatabase: Int64 = 768 << 10
}
