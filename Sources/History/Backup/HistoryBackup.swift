public import Database

/// What keeps a history from being backed up or restored, beside what its files say themselves.
public enum BackupError: Error, Hashable, Sendable {
  /// The backup would take the place of the history, or of a file beside it.
  case isHistory(path: String)
  /// The file to restore is no database of capdb's.
  case notABackup(file: String)
  /// The file to restore contradicts itself.
  case damaged(file: String, reason: String, path: String)
  /// The file to restore is missing.
  case noBackup(file: String)
  /// What would be replaced is no history.
  case replacesAnother(path: String)
}

extension BackupError: CustomStringConvertible {
  /// What failed, for which file, and what to do next.
  public var description: String {
    switch self {
    case .isHistory(let path): "\(path) belongs to the history itself: name another file"
    case .notABackup(let file): "\(file) is not a capdb database: name a file that capdb backup wrote"
    case .damaged(let file, let reason, let path):
      "\(file) is damaged (\(reason)), so \(path) was left untouched: use another backup"
    case .noBackup(let file): "there is no file \(file): name one that capdb backup wrote"
    case .replacesAnother(let path):
      "\(path) is the database of another program, so it was left untouched: name another file with --db"
    }
  }
}

/// Copies a history into one file, while collections go on.
public struct HistoryBackup: Sendable {
  private let path: String

  /// - Parameter path: the history.
  public init(of path: String) {
    self.path = path
  }

  /// Writes the backup. There is no file of this name before it is whole and on the disk.
  ///
  /// - Parameters:
  ///   - file: its name.
  ///   - isReplacing: whether a file of this name is replaced.
  ///   - progress: called several times a second.
  /// - Returns: what the backup holds.
  /// - Throws: `HistoryError`, `SQLiteError`, `BackupError.isHistory`, `UnfinishedFileError`; what `progress` throws.
  public func write(
    to file: String, isReplacing: Bool, progress: (CopyProgress) throws -> Void = { _ in }
  ) throws -> HistoryContents {
    let files = [path] + ["-wal", "-shm", "-journal", ".lock"].map { path + $0 }
    guard !files.contains(where: { $0 == file || SQLiteFile.isSame($0, file) }) else {
      throw BackupError.isHistory(path: file)
    }
    try UnfinishedFile.checkName(file, isReplacing: isReplacing)
    let history = try HistoryFile(path)
    let copy = try UnfinishedFile(file, suffix: ".partial")
    try history.database.copyPages(to: copy.partialPath, progress: progress)
    let contents = try HistoryFile(copy.partialPath, called: file, isFinished: true).contents()
    try copy.finish(isReplacing: isReplacing)
    return contents
  }

  /// Makes the backup in a temporary file and gives that to `body`, to be sent elsewhere.
  ///
  /// - Parameter body: is given the descriptor, at the file's beginning.
  /// - Throws: as `write`; `SQLiteError.temporaryFiles`; what `body` throws.
  public func withTemporaryCopy(
    progress: (CopyProgress) throws -> Void = { _ in }, _ body: (Int32) throws -> Void
  ) throws {
    let history = try HistoryFile(path)
    let copy = try TemporaryFile()
    do {
      try history.database.copyPages(to: copy.path, progress: progress)
    } catch let error as UnfinishedFileError {
      throw copy.translating(error)
    }
    try body(copy.descriptor)
  }
}

/// A history in a file that is read whatever its schema.
struct HistoryFile {
  let database: SQLiteDatabase
  let schema: Int

  /// - Parameters:
  ///   - path: the file.
  ///   - name: what errors call it.
  ///   - isFinished: whether nobody writes to it, so that no files are made beside it.
  /// - Throws: `HistoryError`, `SQLiteError`.
  init(_ path: String, called name: String? = nil, isFinished: Bool = false) throws {
    let name = name ?? path
    guard SQLiteFile.exists(path) else { throw HistoryError.noHistory(path: name) }
    do {
      database = isFinished ? try .forReadingFinished(path) : try .forReading(path)
      schema = try database.transaction(.reading) { try FileSchema(path: name).check($0) }
    } catch SQLiteError.notADatabase {
      throw HistoryError.notACapdbDatabase(path: name)
    }
    guard schema > 0 else { throw HistoryError.noHistory(path: name) }
  }

  /// What the history holds.
  ///
  /// - Throws: `SQLiteError`.
  func contents() throws -> HistoryContents {
    try database.transaction(.reading) { try HistoryContents(schema: schema, in: $0) }
  }
}
