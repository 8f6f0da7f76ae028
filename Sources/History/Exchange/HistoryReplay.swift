import Capacity
import GRDB

/// Records collections of a history again, behind another history of the same cluster.
struct HistoryReplay {
  /// How many collections there is no place for: the other history goes beyond them.
  let dropped: Int
  private let cluster: ClusterRow
  private let after: Timestamp
  private let old: Database

  /// - Parameters:
  ///   - cluster: as the history has it that is recorded again.
  ///   - divergence: from the other history's side.
  ///   - old: the history.
  init(of cluster: ClusterRow, _ divergence: Divergence, in old: Database) throws {
    self.cluster = cluster
    self.old = old
    after = divergence.latest.observedAt
    dropped = try Self.count(of: cluster.id, beyond: divergence.common?.number ?? 0, upTo: after, in: old)
  }

  private static func count(
    of cluster: Int64, beyond number: Int64, upTo moment: Timestamp, in source: any SQLSource
  ) throws -> Int {
    let select = try SQLStatement(
      "SELECT count(*) FROM collection WHERE cluster_id = ? AND number > ? AND observed_at <= ?", in: source)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.integer(number)
    parameters.time(moment)
    return try Int(select.first { $0.integer() } ?? 0)
  }

  /// Records the collections that come later, each as it was.
  ///
  /// - Returns: how many there were.
  func run(in database: Database) throws -> Int {
    guard var here = try ClusterMatch(in: database).row(of: cluster) else { return 0 }
    here.identity = cluster.identity
    here.retiredAt = cluster.retiredAt
    var count = 0
    let recorded = try HistoryQuestions(old).cluster(cluster.id)
    try HistoryWalk(recorded, in: (after + 1)..<openEnd, old).forEach { stop in
      try record(stop, of: here.id, in: database)
      count += 1
    }
    here.collection = try CollectionTable.latest(of: here.id, in: database)?.number ?? here.collection
    try ClusterTable.put(here, in: database)
    return count
  }

  private func record(_ stop: HistoryWalk.Stop, of cluster: Int64, in database: Database) throws {
    let run = stop.collection.run
    let context = try RecordingContext(database: database, cluster: cluster, startedAt: run.startedAt)
    let writer = CollectionWriter(context)
    guard run.failure == nil else {
      return try writer.recordFailure(run, statuses: stop.collection.statuses)
    }
    try writer.record(
      stop.state().snapshot, run: run, instanceTypesAskedAt: stop.collection.instanceTypesAskedAt)
  }
}
