import Disk
import OutsideText

extension HistoryError: CustomStringConvertible {
  /// What failed, for which file, and what to do next.
  public var description: String {
    switch self {
    case .noHistory(let path):
      "no history at \(path) yet: run `capdb collect` first, or name another file with --db"
    case .notACapdbDatabase(let path):
      "\(path) is not a capdb database, so it was left untouched: name another file with --db"
    case .newerSchema(let path, let version, let known):
      """
      \(path) was written by a newer capdb (schema \(version), this one knows \(known)), so it was left untouched: \
      update capdb
      """
    case .olderSchema(let path, let version, let known):
      "\(path) has the older schema \(version), this capdb reads \(known): run `capdb collect` once, which updates it"
    case .differentMigration(let path, let version, let name):
      """
      \(path) was made with another text of migration V\(version) (\(name)) than this capdb has, so it was left \
      untouched: use the release that made it, or start a new file with --db
      """
    case .anotherCollectionIsRunning(let path, let pid):
      "another collection into \(path) is running\(pid.map { " (process \($0))" } ?? ""): wait until it has ended"
    case .cannotOpen(let path, let reason):
      "cannot open \(path): \(reason): check the path and its permissions, or name another file with --db"
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
    case .unknownCluster(let id):
      "the history has no cluster number \(id)"
    }
  }
}
