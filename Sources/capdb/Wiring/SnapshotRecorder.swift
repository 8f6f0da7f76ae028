import Capacity
import Collection
import Foundation
import History

/// Takes what collections bring. The history does it for real; a preview only finds out what it would do.
protocol SnapshotRecorder: Sendable {
  /// Whether nothing is written: `collect --dry-run`.
  var isPreview: Bool { get }

  /// What is known of a cluster from earlier collections.
  func known(_ cluster: String) async throws -> KnownCluster

  /// The nodes, pods and events of a cluster as they are recorded.
  func recorded(_ cluster: String) async throws -> RecordedObjects

  /// What EC2 last answered about a cluster, as it is recorded; nil if there is nothing.
  func recordedNetwork(_ cluster: String) async throws -> Snapshot?

  /// Takes a collection's result.
  func record(_ collected: CollectedCluster, as identity: ClusterIdentity, run: CollectionRecord) async throws
    -> RecordedOutcome

  /// Takes an attempt that never got as far as asking.
  ///
  /// - Parameter notAsked: the sources that would not have been asked either way.
  func recordFailure(of cluster: String, run: CollectionRecord, notAsked: Set<Source>) async throws
}

/// Records into a history, one collection at a time: SQLite has one writer.
actor StoreRecorder: SnapshotRecorder {
  private let store: HistoryStore

  init(_ store: HistoryStore) {
    self.store = store
  }

  nonisolated var isPreview: Bool { false }

  func known(_ cluster: String) throws -> KnownCluster { try store.known(clusterNamed: cluster) }

  func recorded(_ cluster: String) throws -> RecordedObjects {
    try store.recordedObjects(clusterNamed: cluster)
  }

  func recordedNetwork(_ cluster: String) throws -> Snapshot? { try store.recordedNetwork(clusterNamed: cluster) }

  func record(
    _ collected: CollectedCluster, as identity: ClusterIdentity, run: CollectionRecord
  ) throws -> RecordedOutcome {
    try store.record(
      collected.snapshot, of: identity, run: run, instanceTypesAskedAt: collected.instanceTypesAskedAt,
      supplement: collected.supplement)
  }

  func recordFailure(of cluster: String, run: CollectionRecord, notAsked: Set<Source>) throws {
    _ = try store.recordFailure(of: ClusterIdentity(name: cluster), run: run, notAsked: notAsked)
  }
}

/// Finds out what would be recorded and records nothing.
actor PreviewRecorder: SnapshotRecorder {
  private let path: String

  init(path: String) {
    self.path = path
  }

  nonisolated var isPreview: Bool { true }

  func known(_ cluster: String) throws -> KnownCluster {
    try HistoryStore.known(clusterNamed: cluster, in: path)
  }

  func recorded(_ cluster: String) throws -> RecordedObjects {
    try HistoryStore.recordedObjects(clusterNamed: cluster, in: path)
  }

  func recordedNetwork(_ cluster: String) throws -> Snapshot? {
    try HistoryStore.recordedNetwork(clusterNamed: cluster, in: path)
  }

  func record(
    _ collected: CollectedCluster, as identity: ClusterIdentity, run: CollectionRecord
  ) throws -> RecordedOutcome {
    try HistoryStore.preview(collected.snapshot, of: identity, run: run, in: path)
  }

  func recordFailure(of cluster: String, run: CollectionRecord, notAsked: Set<Source>) {}
}
