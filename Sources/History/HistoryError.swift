/// What can go wrong with a history, beside what its database says itself.
public enum HistoryError: Error, Hashable, Sendable {
  /// There is no file to read from.
  case noHistory(path: String)
  /// The file is not SQLite's, or the database of another program.
  case notACapdbDatabase(path: String)
  /// A later release has written the file.
  case newerSchema(path: String, version: Int, known: Int)
  /// The file's schema is older than this binary reads; a collection brings it up to date.
  case olderSchema(path: String, version: Int, known: Int)
  /// The file was made with another text of a migration than this binary has.
  case differentMigration(path: String, version: Int, name: String)
  /// The hub has no tables of capdb's, and the role may not make them or only reads.
  case hubWithoutTables(hub: String, reason: String?)
  /// The hub's tables are older than this capdb writes.
  case olderHub(hub: String, version: Int, known: Int)
  /// The hub's tables were made with another text of a migration than this binary has.
  case differentHubMigration(hub: String, version: Int, name: String)
  /// Another process collects into this file, or follows what changes for it.
  case anotherCollectionIsRunning(path: String, pid: Int32?, purpose: CollectionLock.Purpose = .collection)
  /// The history has no such cluster.
  case unknownCluster(Int64)
  /// Whether the hub has this cluster, and what it has of it, is known by servers that are out of reach.
  case outOfReach(String, servers: [String])
}

extension HistoryError: CustomStringConvertible {
  /// What failed, for which file or hub, and what to do next.
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
      "\(path) has the older schema \(version), this capdb reads \(known): run `capdb migrate` once, or the next `capdb collect` updates it"
    case .differentMigration(let path, let version, let name):
      """
      \(path) was made with another text of migration V\(version) (\(name)) than this capdb has, so it was left \
      untouched: use the release that made it, or start a new file with --db
      """
    case .hubWithoutTables(let hub, let reason):
      """
      hub \(hub) has no tables of capdb\(reason.map { " and they cannot be made: \($0)" } ?? ""); \
      run capdb sync --migrate once as a role that may create them (docs/hub.md)
      """
    case .olderHub(let hub, let version, let known):
      """
      the tables of hub \(hub) are at version \(version), and this capdb writes version \(known); \
      run capdb sync --migrate once as the role that owns them
      """
    case .differentHubMigration(let hub, let version, let name):
      "the tables of hub \(hub) were made by another build: its migration \(version) (\(name)) differs from this one's"
    case .anotherCollectionIsRunning(let path, let pid, .collection):
      "another collection into \(path) is running\(Self.process(pid)): wait until it has ended"
    case .anotherCollectionIsRunning(let path, let pid, .following):
      """
      capdb collect --follow is running\(Self.process(pid)); \(path) is kept up to date by it. End it before anything that \
      needs the file for itself
      """
    case .unknownCluster(let id):
      "the history has no cluster number \(id)"
    case .outOfReach(let cluster, let servers):
      "what the hub has of cluster \(cluster) is unknown: \(servers.joined(separator: " and ")) cannot be reached"
    }
  }

  private static func process(_ pid: Int32?) -> String { pid.map { " (process \($0))" } ?? "" }
}
