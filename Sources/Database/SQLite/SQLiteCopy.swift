import Disk
import GRDB
import GRDBSQLite
import OutsideText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How far a copy is.
public struct CopyProgress: Hashable, Sendable {
  /// The bytes that are copied.
  public var copiedBytes: Int64
  /// The bytes of the whole database.
  public var totalBytes: Int64
}

extension SQLiteDatabase {
  /// How many pages are copied between two reports of the progress: some milliseconds of work.
  private static let pagesPerStep: Int32 = 2048

  /// Copies one consistent state of the database into an empty file, while others write.
  ///
  /// The state is that of the read transaction that is open on this connection. SQLite's backup would otherwise begin
  /// anew whenever another process has written (https://sqlite.org/backup.html). Nothing waits for the disk.
  ///
  /// - Parameter path: the file, which is not finished before this returns.
  /// - Throws: `UnfinishedFileError` for the file; `SQLiteError` for this database; what `progress` throws.
  package func copyPages(to path: String, progress: (CopyProgress) throws -> Void) throws {
    var done = CopyProgress(copiedBytes: 0, totalBytes: 0)
    do {
      try withoutActuallyEscaping(progress) { progress in
        try copyPages(to: DatabaseQueue(path: path, configuration: Self.targetConfiguration)) { step in
          done = step
          try progress(step)
        }
      }
    } catch let error as DatabaseError {
      throw Self.copyError(error, from: self.path, to: path, rest: done.totalBytes - done.copiedBytes)
    }
  }

  private func copyPages(to target: DatabaseQueue, progress: @escaping (CopyProgress) throws -> Void) throws {
    try stamp.watching(path) {
      try queue.writeWithoutTransaction { source in
        try SQLiteConnection(source, path: path, space: nil).transaction(.reading) {
          // A transaction has no state before it has read.
          try source.execute(sql: "SELECT count(*) FROM sqlite_schema")
          let pageBytes = try Int64.fetchOne(source, sql: "PRAGMA page_size") ?? 0
          try target.writeWithoutTransaction { target in
            try source.backup(to: target, pagesPerStep: Self.pagesPerStep) { step in
              try progress(
                CopyProgress(
                  copiedBytes: Int64(step.completedPageCount) * pageBytes,
                  totalBytes: Int64(step.totalPageCount) * pageBytes))
            }
          }
        }
      }
    }
    try target.close()
  }

  /// A killed copy is thrown away, so nothing has to be kept from being half there.
  private static var targetConfiguration: Configuration {
    var configuration = Configuration()
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF") }
    return configuration
  }

  private static func copyError(
    _ error: DatabaseError, from source: String, to target: String, rest: Int64
  ) -> any Error {
    guard [.SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN].contains(error.resultCode.primaryResultCode) else {
      return SQLiteError(error, path: source, .reading)
    }
    if let problem = DiskProblem.probe(target, neededBytes: rest > 0 ? rest : nil) {
      return UnfinishedFileError.disk(problem)
    }
    guard error.resultCode.primaryResultCode != .SQLITE_FULL else {
      return UnfinishedFileError.disk(DiskProblem(.space, file: target, neededBytes: rest > 0 ? rest : nil))
    }
    return SQLiteError(error, path: source, .reading)
  }

  /// Opens a file that nobody writes to, without making other files beside it.
  ///
  /// - Throws: `SQLiteError`.
  package static func forReadingFinished(_ path: String) throws -> SQLiteDatabase {
    try translatingErrors(path, .reading) { try SQLiteDatabase(reading: path, .immutable) }
  }

  /// What is wrong with the file's structure, its indexes and its constraints; nil if nothing is.
  ///
  /// - Throws: `SQLiteError`.
  package func damage() throws -> String? {
    try withConnection { connection in
      try Statement("PRAGMA integrity_check(1)", in: connection).first { $0.text() }
    }.flatMap { $0 == "ok" ? nil : $0 }
  }
}

/// A file in the directory of temporary files, which is removed with this value.
package final class TemporaryFile {
  /// Its name.
  package let path: String
  /// The open file.
  package let descriptor: Int32

  /// Makes the file, readable for its owner only.
  ///
  /// - Throws: `SQLiteError.temporaryFiles`, `SQLiteError.noTemporaryDirectory`.
  package init() throws(SQLiteError) {
    guard let directory = TemporaryFiles.directory else { throw .noTemporaryDirectory }
    var template = Array("\(directory)/capdb-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw Self.error(errno, directory) }
    path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }

  deinit {
    unlink(path)
    close(descriptor)
  }

  /// The meaning of an error number, or of a copy that failed.
  private static func error(_ code: Int32, _ directory: String) -> SQLiteError {
    DiskProblem(errno: code, file: directory).map { .temporaryFiles(directory: SafeText.path(directory), $0) }
      ?? .cannotOpen(path: directory, reason: String(cString: strerror(code)))
  }

  /// The same error, told of the directory of temporary files.
  package func translating(_ error: UnfinishedFileError) -> any Error {
    guard case .disk(let problem) = error, let directory = TemporaryFiles.directory else { return error }
    return SQLiteError.temporaryFiles(directory: SafeText.path(directory), problem)
  }
}
