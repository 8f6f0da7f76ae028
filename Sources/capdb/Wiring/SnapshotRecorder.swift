import Capacity
import Collection

/// Takes what collections bring. The history does it for real; a preview only tells what it would do.
protocol SnapshotRecorder: Sendable {
  /// What is known of a cluster from earlier collections.
  ///
  /// - Parameter vpcIDs: the VPCs that the connection itself tells, beside those recorded.
  func known(_ cluster: String, vpcIDs: [String]) async throws -> KnownCluster

  /// Takes a collection's result.
  func record(_ collected: CollectedCluster, as cluster: String, run: CollectionRecord) async throws -> RecorderOutcome

  /// Takes an attempt that never got as far as asking.
  ///
  /// - Parameter notAsked: the sources that would not have been asked either way.
  func recordFailure(of cluster: String, run: CollectionRecord, notAsked: Set<Source>) async throws
}

/// What a recorder made of a collection.
struct RecorderOutcome: Sendable {
  /// Facts opened or closed.
  var changes: Int
  /// What the user should know beside it.
  var notices: [String] = []
  /// What to print below the summary.
  var details: [String] = []
  /// Nothing was written.
  var isPreview = false
}

extension ClusterIdentity {
  /// The identity that a collection found.
  init(name: String, collected: CollectedCluster) {
    self.init(
      name: name, uid: collected.uid, kubernetesVersion: collected.kubernetesVersion ?? "",
      region: collected.region ?? "")
  }
}
