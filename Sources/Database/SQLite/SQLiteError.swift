public import Disk
package import GRDB
public import OutsideText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What can go wrong with a database in a file.
public enum SQLiteError: Error, Hashable, Sendable {
  /// The file, its directory or its lock cannot be made or opened.
  case cannotOpen(path: String, reason: String)
  /// The file is not SQLite's.
  case notADatabase(path: String)
  /// The disk takes no more, or nothing at all.
  case disk(DiskProblem)
  /// An answer is sorted in a temporary file, for which there is no space in the directory.
  case temporaryFiles(directory: SafeText, DiskProblem)
  /// An answer is sorted in a temporary file, and there is no directory for it.
  case noTemporaryDirectory
  /// Another process wrote what was being read where a read-only disk allows no locks.
  case changed(path: String)
  /// Another process kept the file locked for longer than capdb waits.
  case busy(path: String)
  /// The file's contents contradict themselves.
  case corrupt(path: String, reason: String)
  /// SQLite refused for another reason.
  case database(path: String, code: Int32, reason: String)
}

extension SQLiteError: CustomStringConvertible {
  /// What failed, for which file, and what to do next.
  public var description: String {
    switch self {
    case .cannotOpen(let path, let reason):
      "cannot open \(path): \(reason): check the path and its permissions, or name another file with --db"
    case .notADatabase(let path):
      "\(path) is not a capdb database, so it was left untouched: name another file with --db"
    case .disk(let problem):
      "cannot write \(problem.file): \(problem); everything up to the last finished collection is kept"
    case .temporaryFiles(let directory, let problem):
      """
      this takes a temporary file, which cannot be written in \(directory): \(problem), or name another directory with \
      SQLITE_TMPDIR
      """
    case .noTemporaryDirectory:
      "this takes a temporary file, and no directory for it can be written: name one with SQLITE_TMPDIR"
    case .changed(let path):
      "\(path) was written by another process while it was read, and its disk takes no locks: run it again"
    case .busy(let path):
      "\(path) is locked by another process: try again when it has finished"
    case .corrupt(let path, let reason):
      "\(path) is damaged (\(reason)): restore a backup, or move the file away and let capdb start a new one"
    case .database(let path, let code, let reason):
      "SQLite failed on \(path): \(reason) (code \(code))"
    }
  }
}

/// What a connection was doing when SQLite failed.
package enum DatabaseUse {
  /// It only read; what it writes are temporary files.
  case reading
  /// It wrote to the database. The estimate tells how much space that takes.
  case writing(SpaceEstimate?)
}

extension SQLiteError {
  /// The meaning of SQLite's result code.
  ///
  /// SQLite tells of a full disk with several codes, and keeps the system's error number to itself; so the disk is asked.
  package init(_ error: DatabaseError, path: String, _ use: DatabaseUse) {
    let reason = error.message ?? "unknown error"
    switch error.resultCode.primaryResultCode {
    case .SQLITE_NOTADB: self = .notADatabase(path: path)
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
  package init(errno code: Int32, path: String) {
    self =
      DiskProblem(errno: code, file: path, neededBytes: SpaceEstimate.newDatabase).map(SQLiteError.disk)
      ?? .cannotOpen(path: path, reason: String(cString: strerror(code)))
  }

  /// What keeps the database, its log or SQLite's temporary files from growing; nil if nothing does.
  private static func ofDisk(_ path: String, _ use: DatabaseUse) -> SQLiteError? {
    if case .writing(let space) = use {
      let needed = space?.bytes()
      for file in [path, path + "-wal"] {
        if let problem = DiskProblem.probe(file, neededBytes: needed) { return .disk(problem) }
      }
    }
    guard let directory = TemporaryFiles.directory else { return .noTemporaryDirectory }
    return DiskProblem.probe(directory + "/.").map { .temporaryFiles(directory: SafeText.path(directory), $0) }
  }

  /// There was no space, and there is again.
  private static func full(_ path: String, _ use: DatabaseUse) -> SQLiteError {
    switch use {
    case .writing(let space): return .disk(DiskProblem(.space, file: path, neededBytes: space?.bytes()))
    case .reading:
      let directory = TemporaryFiles.directory ?? "."
      return .temporaryFiles(directory: SafeText.path(directory), DiskProblem(.space, file: directory))
    }
  }

  /// Whether rights, and not the disk, keep a file from being opened.
  private static func isReadable(_ path: String) -> Bool {
    [path, path + "-wal", path + "-shm"].allSatisfy { !SQLiteFile.exists($0) || access($0, R_OK) == 0 }
  }
}
