import GRDB
import GRDBSQLite

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The files of an SQLite database: how they are made and found.
public enum SQLiteFile {
  /// How long a connection waits for another's lock.
  package static let busySeconds = 5.0

  /// Makes the file and its directory if they are missing, readable for their owner only.
  ///
  /// SQLite gives its -wal and -shm files the permissions of the database.
  ///
  /// - Throws: `SQLiteError.cannotOpen`, `SQLiteError.disk`.
  public static func create(_ path: String) throws(SQLiteError) {
    try createDirectory(of: path)
    // O_EXCL: closing a second descriptor of an open database would drop SQLite's locks on it
    // (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
    let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { return }
      throw SQLiteError(errno: errno, path: path)
    }
    close(descriptor)
  }

  /// Makes the directory of `path`, and those above it.
  ///
  /// - Throws: as `create`.
  public static func createDirectory(of path: String) throws(SQLiteError) {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
    let directory = String(path[..<slash])
    if access(directory, F_OK) == 0 { return }
    try createDirectory(of: directory)
    guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw SQLiteError(errno: errno, path: directory) }
  }

  /// Whether there is a file.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The size of a database and its write-ahead log in bytes.
  package static func bytes(_ path: String) -> Int64 { size(path) + size(path + "-wal") }

  /// The size of a file in bytes; 0 if there is none.
  static func size(_ path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }
}

/// The -shm file beside a database, in which connections lock the write-ahead log and share an index of it.
enum SharedIndexFile {
  /// Makes the file without contents if it is missing, as SQLite does: with the permissions and, for root, the owner of
  /// the database. Where it cannot be made, SQLite finds that out too.
  static func make(for path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    // Only a file that nobody has open is opened and closed here: closing drops the locks that this process has on it.
    let descriptor = open(path + "-shm", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, status.st_mode & 0o777)
    guard descriptor >= 0 else { return }
    if geteuid() == 0 { _ = fchown(descriptor, status.st_uid, status.st_gid) }
    close(descriptor)
  }
}

/// Where SQLite puts what it sorts and has no memory for.
enum TemporaryFiles {
  /// The first directory of SQLite's list that takes files; nil if none does.
  ///
  /// Source: https://sqlite.org/tempfiles.html#temporary_file_storage_locations
  static var directory: String? {
    let named = ["SQLITE_TMPDIR", "TMPDIR"].compactMap { (name: String) in getenv(name).map { String(cString: $0) } }
    return (named + ["/var/tmp", "/usr/tmp", "/tmp", "."]).first { (path: String) in access(path, W_OK | X_OK) == 0 }
  }
}
