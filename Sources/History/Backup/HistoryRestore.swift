public import Capacity
public import Database

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Puts a backup in the place of a history, once it is copied and checked.
///
/// Nobody can collect into the history until this value is gone.
public final class HistoryRestore {
  /// The history that would be replaced.
  public enum Former: Hashable, Sendable {
    /// There is none.
    case absent
    /// It holds this.
    case history(HistoryContents)
    /// It cannot be read, for this reason.
    case unreadable(String)
  }

  /// What is at the path now.
  public let former: Former
  private let path: String
  private let lock: CollectionLock
  private let copy: UnfinishedFile

  /// Takes the lock and makes room for the copy.
  ///
  /// - Parameter path: the history.
  /// - Throws: `HistoryError.anotherCollectionIsRunning`, `BackupError.replacesAnother`, `SQLiteError`,
  ///   `UnfinishedFileError`.
  public init(into path: String) throws {
    lock = try CollectionLock(database: path)
    self.path = SQLiteFile.resolved(path)
    former = try Self.former(at: self.path)
    copy = try UnfinishedFile(self.path, suffix: ".restoring")
  }

  private static func former(at path: String) throws -> Former {
    do {
      return .history(try HistoryFile(path).contents())
    } catch HistoryError.noHistory {
      return .absent
    } catch HistoryError.notACapdbDatabase where isAnother(path) {
      throw BackupError.replacesAnother(path: path)
    } catch {
      return .unreadable("\(error)")
    }
  }

  /// Whether SQLite can read what is there, so that it is not a damaged history but another program's database.
  private static func isAnother(_ path: String) -> Bool {
    let tables = try? SQLiteDatabase.forReading(path).withConnection { connection in
      try Statement("SELECT count(*) FROM sqlite_schema", in: connection).first { $0.integer() }
    }
    return tables != nil
  }

  /// Copies a backup beside the history and checks it: whether it is capdb's, complete, undamaged, and of a schema that
  /// this release knows.
  ///
  /// - Returns: what it holds.
  /// - Throws: `BackupError`, `HistoryError`, `SQLiteError`, `UnfinishedFileError`; what `progress` throws.
  public func take(
    _ file: String, progress: (CopyProgress) throws -> Void = { _ in }
  ) throws -> HistoryContents {
    guard SQLiteFile.exists(file) else { throw BackupError.noBackup(file: file) }
    guard !SQLiteFile.isSame(file, path) else { throw BackupError.isHistory(path: file) }
    // Beside a backup without a log no files are left.
    let isFinished = !SQLiteFile.exists(file + "-wal")
    let backup = try translating(file) { try HistoryFile(file, isFinished: isFinished) }
    try translating(file) { try backup.database.copyPages(to: copy.partialPath, progress: progress) }
    return try check(file)
  }

  /// Does the same with a backup that arrives through a pipe.
  ///
  /// - Parameters:
  ///   - descriptor: is read to its end.
  ///   - name: what errors call the backup.
  /// - Throws: as `take`.
  public func take(from descriptor: Int32, called name: String) throws -> HistoryContents {
    try copy.append(from: descriptor, called: name)
    return try check(name)
  }

  private func check(_ file: String) throws -> HistoryContents {
    try translating(file) {
      let history = try HistoryFile(copy.partialPath, called: file, isFinished: true)
      if let reason = try history.database.damage() {
        throw BackupError.damaged(file: file, reason: reason, path: path)
      }
      return try history.contents()
    }
  }

  /// Words what is wrong with a backup for somebody who restores it.
  private func translating<Result>(_ file: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch SQLiteError.corrupt(_, let reason) {
      throw BackupError.damaged(file: file, reason: reason, path: path)
    } catch HistoryError.notACapdbDatabase, HistoryError.noHistory {
      throw BackupError.notABackup(file: file)
    }
  }

  /// Puts the copy in the place of the history.
  ///
  /// - Returns: the name under which the former history is kept; nil if there was none.
  /// - Throws: `SQLiteError.busy` where another process has the history open; `SQLiteError`, `UnfinishedFileError`. The
  ///   history is then as it was.
  public func finish(at now: Timestamp) throws -> String? {
    DatabaseReplacement.removeTwins(of: path, named: path + Self.keptSuffix)
    let kept = keptName(at: now)
    return try DatabaseReplacement(of: path, keepingAs: kept).put(copy) ? kept : nil
  }

  private static let keptSuffix = ".before-restore-"

  /// A name that says when the history was replaced, such as `capdb.db.before-restore-20261129T140510Z`.
  private func keptName(at now: Timestamp) -> String {
    let time = now.description.filter { $0 != "-" && $0 != ":" }
    let name = path + Self.keptSuffix + time
    var free = name
    var number = 1
    while ["", "-wal"].contains(where: { SQLiteFile.exists(free + $0) }) {
      number += 1
      free = "\(name)-\(number)"
    }
    return free
  }
}
