import Disk
import GRDB
import TextEncoding

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How the file of a database is opened for reading.
///
/// A reader of a write-ahead log needs an index of it. The index that all processes share is a file beside the database
/// (-shm), for which a full disk has no space and a read-only one no place.
///
/// Source: https://sqlite.org/wal.html#read_only_databases, https://sqlite.org/walformat.html#the_wal_index_file_format
package enum ReadAccess {
  /// With the index that all processes share: what a disk with free space allows.
  case shared
  /// With an index in memory, made from the log. The locks stay in the -shm file, which takes no space for them, so a
  /// collection that begins meanwhile leaves alone what is being read.
  case privateIndex
  /// With an index in memory and without locks, where there is a log and no -shm file can be made.
  case unlocked
  /// Without a log, where there is none and no file can be made.
  case immutable

  /// Opens a file by the first way that its disk allows.
  ///
  /// - Throws: what `open` throws: SQLite's error, where no other way is left.
  package static func opening<Connection>(
    _ path: String, _ open: (ReadAccess) throws -> Connection
  ) throws -> Connection {
    do {
      return try locking(first(for: path), open)
    } catch let error as DatabaseError where isOfDisk(error) {
      // Where there is a log it has to be read.
      return try open(SQLiteFile.size(path + "-wal") == 0 ? .immutable : .unlocked)
    }
  }

  /// Opens a file by one of the ways that have locks.
  private static func locking<Connection>(
    _ access: ReadAccess, _ open: (ReadAccess) throws -> Connection
  ) throws -> Connection {
    do {
      return try open(access)
    } catch let error as DatabaseError where isOfDisk(error) {
      return try open(access == .shared ? .privateIndex : .shared)
    }
  }

  /// Where the disk is as good as full, the shared index is not even tried: SQLite maps it into memory, and a file system
  /// with blocks smaller than a page of memory finds out when the page is touched, which ends the process (SIGBUS).
  private static func first(for path: String) -> ReadAccess {
    guard let space = FreeSpace(at: path), space.freeBytes < 1 << 20, !space.isReadOnly else { return .shared }
    SharedIndexFile.make(for: path)
    return .privateIndex
  }

  /// Whether an error may come from a disk that is full or read-only.
  private static func isOfDisk(_ error: DatabaseError) -> Bool {
    [.SQLITE_IOERR, .SQLITE_FULL, .SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode.primaryResultCode)
  }

  /// What SQLite is told to open.
  ///
  /// Source: https://sqlite.org/uri.html; `unix-none` is the system interface that locks nothing
  /// (https://sqlite.org/vfs.html#standard_unix_vfses). `readonly_shm` has the -shm file opened as on a read-only disk.
  package func name(of path: String) -> String {
    switch self {
    case .shared: path
    case .privateIndex: Self.uri(path, "readonly_shm=1")
    case .unlocked: Self.uri(path, "vfs=unix-none")
    case .immutable: Self.uri(path, "immutable=1")
    }
  }

  /// Bytes that mean something in a URI, or are no ASCII, are escaped.
  private static func uri(_ path: String, _ parameter: String) -> String {
    let escaped = path.utf8.map { byte in
      byte >= 0x80 || [UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#")].contains(byte)
        ? PercentEncoding.encode(byte) : String(UnicodeScalar(byte))
    }.joined()
    // An empty authority, as what follows two slashes would be one.
    return "file:\(path.hasPrefix("/") ? "//" : "")\(escaped)?\(parameter)"
  }

  /// What a connection executes before its first read.
  ///
  /// Source: https://sqlite.org/wal.html#use_of_wal_without_shared_memory
  package var preparation: String { self == .unlocked ? "PRAGMA locking_mode = EXCLUSIVE;" : "" }

  /// Whether nothing keeps others from writing what is being read.
  package var isWithoutLocks: Bool { self == .unlocked || self == .immutable }
}

/// How the files of a database looked at a moment: what is read without locks is only true if they look the same afterwards.
package struct FileStamp: Equatable {
  private struct File: Equatable {
    var device: UInt64
    var inode: UInt64
    var size: Int64
    var seconds: Int
    var nanoseconds: Int
  }

  private let files: [File?]

  /// The stamp of the database at `path` and of its write-ahead log.
  package init(_ path: String) {
    files = [path, path + "-wal"].map(Self.file)
  }

  private static func file(_ path: String) -> File? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return File(
      device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size), seconds: time.tv_sec,
      nanoseconds: time.tv_nsec)
  }
}

extension FileStamp? {
  /// Runs `body`, whose answer or error only counts if the files look as they did.
  ///
  /// - Throws: `SQLiteError.changed`; what `body` throws.
  package func watching<Answer>(_ path: String, _ body: () throws -> Answer) throws -> Answer {
    let answer = Result { try body() }
    if let self, FileStamp(path) != self { throw SQLiteError.changed(path: path) }
    return try answer.get()
  }
}
