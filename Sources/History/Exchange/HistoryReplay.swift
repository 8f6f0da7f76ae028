import Capacity
import GRDB

/// Records collections of a history again, behind another history of the same cluster.
struct HistoryReplay {
  /// How many collections the other history lacks, and has no place for: it goes beyond them.
  let dropped: Int
  private let cluster: ClusterRow
  private let after: Timestamp
  private let old: Database

  /// - Parameters:
  ///   - cluster: as the history has it that is recorded again.
  ///   - common: the number of the last collection that both histories have had; 0 if there is none.
  ///   - hub: the numbers of the collections that the other history has; old ones may have been deleted there.
  ///   - moment: the observation of its latest.
  ///   - old: the history.
  init(
    of cluster: ClusterRow, common: Int64, hub: ClosedRange<Int64>, endingAt moment: Timestamp, in old: Database
  ) throws {
    self.cluster = cluster
    self.old = old
    after = moment
    let select = try SQLStatement(
      "SELECT count(*) FROM collection WHERE cluster_id = ? AND observed_at <= ? AND (number > ? OR number < ?)",
      in: old)
    var parameters = select.binder()
    parameters.integer(cluster.id)
    parameters.time(moment)
    parameters.integer(common)
    parameters.integer(hub.lowerBound)
    dropped = try Int(select.first { $0.integer() } ?? 0)
  }

  /// Records the collections that come later, each as it was.
  ///
  /// - Returns: how many there were.
  func run(in database: Database) throws -> Int {
    guard var here = try ClusterMatch(in: database).row(of: cluster) else { return 0 }
    var count = 0
    let recorded = try HistoryQuestions(old).cluster(cluster.id)
    try HistoryWalk(recorded, in: (after + 1)..<openEnd, old).forEach { stop in
      try record(stop, of: here.id, in: database)
      count += 1
    }
    guard count > 0 else { return 0 }
    // What the cluster was called last is what the later collections say.
    let uid = here.identity.uid
    here.identity = cluster.identity
    here.identity.uid = cluster.identity.uid ?? uid
    here.retiredAt = cluster.retiredAt
    here.collection = try CollectionTable.latest(of: here.id, in: database)?.number ?? here.collection
    try ClusterTable.put(here, in: database)
    return count
  }

  private func record(_ stop: HistoryWalk.Stop, of id: Int64, in database: Database) throws {
    let run = stop.collection.run
    // A collector whose clock was behind observed later than it started.
    let context = try RecordingContext(database: database, cluster: id, startedAt: stop.collection.observedAt)
    let writer = CollectionWriter(context)
    guard run.failure == nil else {
      if cluster.retiredAt == context.observedAt { try IntervalTables.closeAll(in: context) }
      return try writer.recordFailure(run, statuses: stop.collection.statuses)
    }
    try writer.record(
      stop.state().snapshot, run: run, instanceTypesAskedAt: stop.collection.instanceTypesAskedAt)
  }
}
