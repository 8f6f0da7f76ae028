import Capacity
import Collection
import History

/// Records into a history, one collection at a time: SQLite has one writer.
actor StoreRecorder: SnapshotRecorder {
  private let store: HistoryStore

  init(_ store: HistoryStore) {
    self.store = store
  }

  func known(_ cluster: String, vpcIDs: [String]) throws -> KnownCluster {
    try KnownCluster(store.knownFacts(ofClusterNamed: cluster), vpcIDs: vpcIDs)
  }

  func record(_ collected: CollectedCluster, as cluster: String, run: CollectionRecord) throws -> RecorderOutcome {
    let outcome = try store.record(
      collected.snapshot, of: ClusterIdentity(name: cluster, collected: collected), run: run,
      instanceTypesAskedAt: collected.instanceTypesAskedAt)
    return RecorderOutcome(changes: outcome.changes, notices: outcome.notices)
  }

  func recordFailure(of cluster: String, run: CollectionRecord, notAsked: Set<Source>) throws {
    _ = try store.recordFailure(of: ClusterIdentity(name: cluster), run: run, notAsked: notAsked)
  }
}

extension KnownCluster {
  /// What a history knows, and the VPCs that the connection tells.
  init(_ facts: KnownFacts, vpcIDs: [String]) {
    self.init(
      instanceTypes: facts.instanceTypes, instanceTypesAskedAt: facts.instanceTypesAskedAt,
      instanceIDs: facts.instanceIDs, vpcIDs: vpcIDs.isEmpty ? facts.vpcIDs : vpcIDs)
  }
}

extension RecordedOutcome {
  /// Collections of the same second are recorded a second after each other: a few of them look like a clock that was
  /// set back by as much.
  private static let toleratedClockSeconds = 5

  /// What the user should know about how it was recorded.
  fileprivate var notices: [String] {
    var notices: [String] = []
    if clockSteppedBackBy > Self.toleratedClockSeconds {
      notices.append(
        """
        the clock is \(clockSteppedBackBy) s behind the collection before this one; recorded as \(observedAt), so that \
        the history stays in order. Check this machine's time synchronisation
        """)
    }
    if let retiredCluster {
      notices.append(
        """
        its kube-system UID is not \(retiredCluster.uid.map { "\($0)" } ?? "the one recorded before"), so this is a \
        new cluster of the same name, and the history of the former one ends here. If both exist, name them apart: \
        --cluster-name, or `name` in the configuration
        """)
    }
    return notices
  }
}
