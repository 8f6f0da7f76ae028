public import Disk
public import OutsideText

/// What can go wrong with a history file.
public enum HistoryError: Error, Hashable, Sendable {
  /// There is no file to read from.
  case noHistory(path: String)
  /// The file is not SQLite's, or the database of another program.
  case notACapdbDatabase(path: String)
  /// A later release has written the file.
  case newerSchema(path: String, version: Int, known: Int)
  /// The file was made with another text of a migration than this binary has.
  case differentMigration(path: String, version: Int, name: String)
  /// The file's schema is older than this binary reads; a collection brings it up to date.
  case olderSchema(path: String, version: Int, known: Int)
  /// Another process collects into this file.
  case anotherCollectionIsRunning(path: String, pid: Int32?)
  /// The file, its directory or its lock cannot be made or opened.
  case cannotOpen(path: String, reason: String)
  /// The disk takes no more, or nothing at all.
  case disk(DiskProblem)
  /// An answer is sorted in a temporary file, for which there is no room in the directory.
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
  /// The history has no such cluster.
  case unknownCluster(Int64)

  /// A row that cannot be read; `HistoryFile` adds the path.
  static func corruptRow(_ reason: String) -> HistoryError { .corrupt(path: "", reason: reason) }
}
