import Capacity
import GRDB
import GRDBSQLite

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The file of a history: how it is made, checked and opened.
enum HistoryFile {
  /// `capd`, in the header of every capdb database (https://sqlite.org/fileformat2.html#application_id).
  static let applicationID: Int32 = 0x6361_7064
  /// How long a connection waits for another's lock.
  static let busySeconds = 5.0

  /// Makes the file and its directory if they are missing, readable for their owner only.
  ///
  /// SQLite gives its -wal and -shm files the permissions of the database.
  static func create(_ path: String) throws {
    try createDirectory(of: path)
    // O_EXCL: closing a second descriptor of an open database would drop SQLite's locks on it
    // (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
    let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { return }
      throw HistoryError.cannotOpen(path: path, reason: lastError())
    }
    close(descriptor)
  }

  /// Makes the directory of `path`, and those above it.
  static func createDirectory(of path: String) throws {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
    let directory = String(path[..<slash])
    if access(directory, F_OK) == 0 { return }
    try createDirectory(of: directory)
    guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
      throw HistoryError.cannotOpen(path: directory, reason: lastError())
    }
  }

  /// The words for `errno`.
  static func lastError() -> String { String(cString: strerror(errno)) }

  /// Whether there is a file.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Opens the file for reading and writing. Nothing is written yet.
  static func openForWriting(_ path: String) throws -> DatabaseQueue {
    try translatingErrors(path) { try DatabaseQueue(path: path, configuration: configuration()) }
  }

  /// Opens the file for reading.
  static func openForReading(_ path: String) throws -> DatabaseQueue {
    guard exists(path) else { throw HistoryError.noHistory(path: path) }
    return try translatingErrors(path) {
      var configuration = configuration()
      configuration.readonly = true
      do {
        return try DatabaseQueue(path: path, configuration: configuration)
      } catch let error as DatabaseError where isReadOnlyFileSystem(error, path) {
        return try DatabaseQueue(path: immutableURI(path), configuration: configuration)
      }
    }
  }

  /// Without a directory to write to there is no place for the -shm file that WAL needs; a file with no WAL beside it
  /// is complete and can be read without one (https://sqlite.org/wal.html#read_only_databases).
  private static func isReadOnlyFileSystem(_ error: DatabaseError, _ path: String) -> Bool {
    [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) && !exists(path + "-wal")
  }

  static func immutableURI(_ path: String) -> String {
    let escaped = path.utf8.map { byte in
      byte == UInt8(ascii: "%") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
        ? "%" + String(byte, radix: 16) : String(decoding: [byte], as: UTF8.self)
    }.joined()
    return "file:\(escaped)?immutable=1"
  }

  private static func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(busySeconds)
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA cache_size = -12000")
    }
    return configuration
  }

  /// Runs `body` and turns SQLite's errors into `HistoryError`s that name the file.
  static func translatingErrors<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw HistoryError(error, path: path)
    } catch HistoryError.corrupt(path: "", let reason) {
      throw HistoryError.corrupt(path: path, reason: reason)
    }
  }
}

extension HistoryError {
  /// The meaning of SQLite's result code.
  init(_ error: DatabaseError, path: String) {
    let reason = error.message ?? "unknown error"
    switch error.resultCode.primaryResultCode {
    case .SQLITE_NOTADB: self = .notACapdbDatabase(path: path)
    case .SQLITE_FULL: self = .diskFull(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
    case .SQLITE_CORRUPT: self = .corrupt(path: path, reason: reason)
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      self = .cannotOpen(path: path, reason: reason)
    default: self = .database(path: path, code: error.extendedResultCode.rawValue, reason: reason)
    }
  }
}
