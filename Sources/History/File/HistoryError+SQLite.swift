import Disk
import GRDB
import OutsideText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What a connection was doing when SQLite failed.
enum DatabaseUse {
  /// It only read; what it writes are temporary files.
  case reading
  /// It wrote to the database. The estimate tells how much room that takes.
  case writing(SpaceEstimate?)
}

extension HistoryError {
  /// The meaning of SQLite's result code.
  ///
  /// SQLite tells of a full disk with several codes, and keeps the system's error number to itself; so the disk is asked.
  init(_ error: DatabaseError, path: String, _ use: DatabaseUse) {
    let reason = error.message ?? "unknown error"
    switch error.resultCode.primaryResultCode {
    case .SQLITE_NOTADB: self = .notACapdbDatabase(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
    case .SQLITE_CORRUPT: self = .corrupt(path: path, reason: reason)
    case .SQLITE_FULL: self = Self.ofDisk(path, use) ?? Self.full(path, use)
    case .SQLITE_IOERR:
      self =
        Self.ofDisk(path, use) ?? .database(path: path, code: error.extendedResultCode.rawValue, reason: reason)
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      self = (Self.isReadable(path) ? Self.ofDisk(path, use) : nil) ?? .cannotOpen(path: path, reason: reason)
    default: self = .database(path: path, code: error.extendedResultCode.rawValue, reason: reason)
    }
  }

  /// The meaning of the system's error number where a file or directory cannot be made.
  init(errno code: Int32, path: String) {
    self =
      DiskProblem(errno: code, file: path, neededBytes: SpaceEstimate.newHistory).map(HistoryError.disk)
      ?? .cannotOpen(path: path, reason: String(cString: strerror(code)))
  }

  /// What keeps the database, its log or SQLite's temporary files from growing; nil if nothing does.
  private static func ofDisk(_ path: String, _ use: DatabaseUse) -> HistoryError? {
    if case .writing(let space) = use {
      let needed = space?.bytes()
      for file in [path, path + "-wal"] {
        if let problem = DiskProblem.probe(file, neededBytes: needed) { return .disk(problem) }
      }
    }
    guard let directory = TemporaryFiles.directory else { return .noTemporaryDirectory }
    return DiskProblem.probe(directory + "/.").map { .temporaryFiles(directory: SafeText.path(directory), $0) }
  }

  /// There was no room, and there is again.
  private static func full(_ path: String, _ use: DatabaseUse) -> HistoryError {
    switch use {
    case .writing(let space): return .disk(DiskProblem(.space, file: path, neededBytes: space?.bytes()))
    case .reading:
      let directory = TemporaryFiles.directory ?? "."
      return .temporaryFiles(directory: SafeText.path(directory), DiskProblem(.space, file: directory))
    }
  }

  /// Whether rights, and not the disk, keep a file from being opened.
  private static func isReadable(_ path: String) -> Bool {
    [path, path + "-wal", path + "-shm"].allSatisfy { !HistoryFile.exists($0) || access($0, R_OK) == 0 }
  }
}
