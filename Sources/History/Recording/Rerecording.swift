package import Capacity
package import Database

/// Records collections of a history again, behind another history of the same cluster.
package struct Rerecording {
  /// How many collections the other history lacks and cannot take: it goes beyond them.
  package let dropped: Int
  private let cluster: ClusterRow
  private let after: Timestamp
  private let old: any Connection

  /// - Parameters:
  ///   - cluster: as the history has it that is recorded again.
  ///   - common: the number of the last collection that both histories have had; 0 if there is none.
  ///   - numbers: the numbers of the collections that the other history has; old ones may have been deleted there.
  ///   - moment: the observation of its latest.
  ///   - old: the history.
  package init(
    of cluster: ClusterRow, common: Int64, behind numbers: ClosedRange<Int64>, endingAt moment: Timestamp,
    in old: any Connection
  ) throws {
    self.cluster = cluster
    self.old = old
    after = moment
    let select = try Statement(
      "SELECT count(*) FROM collection WHERE cluster_id = ? AND observed_at <= ? AND (number > ? OR number < ?)",
      in: old)
    var parameters = select.binder()
    parameters.integer(cluster.id)
    parameters.time(moment)
    parameters.integer(common)
    parameters.integer(numbers.lowerBound)
    dropped = try Int(select.first { $0.integer() } ?? 0)
  }

  /// Records the collections that come later, each as it was.
  ///
  /// - Returns: how many there were.
  package func run(in connection: any Connection) throws -> Int {
    guard var here = try ClusterDirectory(in: connection).row(sameAs: cluster) else { return 0 }
    var count = 0
    let recorded = try ClusterDirectory(in: old).cluster(cluster.id)
    try HistoryReplay(recorded, in: (after + 1)..<openEnd, old).forEach { step in
      try record(step, of: here, in: connection)
      count += 1
    }
    guard count > 0 else { return 0 }
    // What the cluster was called last is what the later collections say.
    let uid = here.identity.uid
    here.identity = cluster.identity
    here.identity.uid = cluster.identity.uid ?? uid
    here.retiredAt = cluster.retiredAt
    here.collection = try CollectionTable.latest(of: here.id, in: connection)?.number ?? here.collection
    try ClusterTable.put(here, in: connection)
    return count
  }

  private func record(_ step: HistoryReplay.Step, of here: ClusterRow, in connection: any Connection) throws {
    let run = step.collection.run
    // A collector whose clock was behind observed later than it started.
    let context = try RecordingContext(here, startedAt: step.collection.observedAt, in: connection)
    let writer = CollectionWriter(context)
    guard run.failure == nil else {
      if cluster.retiredAt == context.observedAt { try context.closeAllIntervals() }
      return try writer.recordFailure(run, statuses: step.collection.statuses)
    }
    let moment = step.collection.observedAt
    let shortLived = try ShortLivedPodTable.pods(
      of: cluster.id, observedIn: moment..<(moment + 1), Dictionaries(cluster: cluster.id, in: old), old)
    try writer.record(
      step.state().snapshot, run: run, instanceTypesAskedAt: step.collection.instanceTypesAskedAt,
      supplement: CollectionSupplement(
        shortLivedPods: shortLived, slotChanges: shortLived.flatMap(\.slotChanges)))
  }
}
