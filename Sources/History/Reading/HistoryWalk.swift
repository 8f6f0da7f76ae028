import Capacity

/// Goes from collection to collection and rebuilds what the cluster held at each.
struct HistoryWalk {
  /// One collection on the way.
  struct Stop {
    /// The collection's row.
    let collection: CollectionRow
    /// Whether anything differs from the stop before: facts, or what is known of them.
    let hasChanged: Bool
    /// Pods that waited.
    let podsPending: Int64
    /// What the cluster held; it takes work to put together, so only those who need it ask.
    let state: () throws -> RecordedState
  }

  private let cluster: RecordedCluster
  private let span: Range<Timestamp>
  private let database: any SQLSource

  init(_ cluster: RecordedCluster, in span: Range<Timestamp>, _ database: any SQLSource) {
    self.cluster = cluster
    self.span = span
    self.database = database
  }

  /// Gives every collection of the span to `body`, earliest first.
  func forEach(_ body: (Stop) throws -> Void) throws {
    let sweeps = try SnapshotSweep(cluster: cluster.id, in: span, database)
    var pending = try PendingSweep(cluster: cluster.id, in: span, database)
    var known: [Source: SourceStatus]?
    try CollectionTable.forEach(of: cluster.id, in: span, database) { collection in
      let moment = collection.observedAt
      let hasChanged = try sweeps.advance(to: moment)
      let podsPending = pending.count(at: moment)
      try body(
        Stop(
          collection: collection, hasChanged: hasChanged || pending.hasChanged || collection.statuses != known,
          podsPending: podsPending,
          state: {
            let errors = try errors(of: collection)
            return RecordedState(
              cluster: cluster, observedAt: moment, snapshot: sweeps.snapshot(of: collection, errors: errors),
              knownAt: collection.knownAt)
          }))
      known = collection.statuses
    }
  }

  private func errors(of collection: CollectionRow) throws -> [Source: String] {
    if collection.statuses.values.allSatisfy({ $0 == .complete || $0 == .notAsked }) { return [:] }
    return try CollectionErrorTable.errors(of: cluster.id, number: collection.number, in: database)
  }
}
