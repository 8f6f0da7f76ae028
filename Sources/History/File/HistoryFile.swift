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
      throw HistoryError(errno: errno, path: path)
    }
    close(descriptor)
  }

  /// Makes the directory of `path`, and those above it.
  static func createDirectory(of path: String) throws {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
    let directory = String(path[..<slash])
    if access(directory, F_OK) == 0 { return }
    try createDirectory(of: directory)
    guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw HistoryError(errno: errno, path: directory) }
  }

  /// Whether there is a file.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The size of a file in bytes; 0 if there is none.
  static func size(_ path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }

  /// Opens the file for reading and writing. Nothing is written yet.
  static func openForWriting(_ path: String, _ space: SpaceEstimate? = nil) throws -> DatabaseQueue {
    let space = space ?? SpaceEstimate(of: path)
    try space.checkMapping(of: path)
    return try translatingErrors(path, .writing(space)) {
      try DatabaseQueue(path: path, configuration: configuration())
    }
  }

  /// Opens the file for reading, also on a disk that is full or read-only.
  static func openForReading(_ path: String) throws -> ReadingConnection {
    guard exists(path) else { throw HistoryError.noHistory(path: path) }
    return try translatingErrors(path, .reading) { try ReadAccess.opening(path) { try ReadingConnection(path, $0) } }
  }

  /// What all connections have in common.
  ///
  /// - Parameter preparation: SQL that is executed first.
  static func configuration(_ preparation: String = "") -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(busySeconds)
    configuration.prepareDatabase { database in
      try database.execute(sql: preparation + "PRAGMA synchronous = FULL; PRAGMA cache_size = -12000")
    }
    return configuration
  }

  /// Runs `body` and turns SQLite's errors into `HistoryError`s that name the file.
  ///
  /// - Parameter use: what `body` does with the file.
  static func translatingErrors<Result>(
    _ path: String, _ use: DatabaseUse = .writing(nil), _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw HistoryError(error, path: path, use)
    } catch HistoryError.corrupt(path: "", let reason) {
      throw HistoryError.corrupt(path: path, reason: reason)
    }
  }
}
