import Capacity
import GRDB

/// One collection while it is being written: for which cluster, under which number, at which moment.
final class RecordingContext {
  let database: Database
  let cluster: Int64
  let number: Int64
  let observedAt: Timestamp
  let dictionaries: Dictionaries
  /// The collection before this one; nil for the first.
  let previous: CollectionRow?
  /// What was opened and closed so far, by table.
  private(set) var changes: [TableChanges] = []

  init(database: Database, cluster: Int64, startedAt: Timestamp) throws {
    self.database = database
    self.cluster = cluster
    previous = try CollectionTable.latest(of: cluster, in: database)
    number = (previous?.number ?? 0) + 1
    observedAt = previous.map { max(startedAt, $0.observedAt + 1) } ?? startedAt
    dictionaries = try Dictionaries(cluster: cluster, collection: number, in: database)
  }

  /// When a source last answered in full, before this collection.
  func lastKnown(_ source: Source) -> Timestamp? { previous?.knownAt[source] }

  /// When a source answered in full the time before `moment`.
  func knownBefore(_ moment: Timestamp, _ source: Source) throws -> Timestamp? {
    try CollectionTable.row(of: cluster, upTo: moment + -1, in: database)?.knownAt[source]
  }

  /// The first sightings of those of the given pods that the history knows.
  func podsEverSeen(_ uids: Set<UID>) throws -> [UID: Timestamp] {
    guard !uids.isEmpty else { return [:] }
    let select = try SQLStatement("SELECT uid, first_seen_at FROM pod WHERE cluster_id = ?", in: database)
    var parameters = select.binder()
    parameters.integer(cluster)
    var found: [UID: Timestamp] = [:]
    try select.forEach { row in
      let uid = try row.uid()
      guard uids.contains(uid) else { return }
      let firstSeen = row.time()
      found[uid] = min(firstSeen, found[uid] ?? firstSeen)
    }
    return found
  }

  func count(_ table: String, opened: Int, closed: Int) {
    guard opened + closed > 0 else { return }
    changes.append(TableChanges(table: table, opened: opened, closed: closed))
  }
}
