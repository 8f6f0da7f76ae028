public import Capacity

/// What one collection brought, ready to be recorded.
public struct CollectedCluster: Sendable {
  /// UID of the namespace `kube-system`; nil where it may not be read.
  public var uid: UID?
  /// The API server's version; nil if it did not tell.
  public var kubernetesVersion: String?
  /// The region EC2 was asked in; nil if it was not asked.
  public var region: String?
  /// The sources' answers.
  public var snapshot: Snapshot
  /// When the instance types were last asked for, this time or an earlier one.
  public var instanceTypesAskedAt: Timestamp?

  /// Makes a result.
  public init(
    uid: UID?, kubernetesVersion: String?, region: String?, snapshot: Snapshot, instanceTypesAskedAt: Timestamp?
  ) {
    self.uid = uid
    self.kubernetesVersion = kubernetesVersion
    self.region = region
    self.snapshot = snapshot
    self.instanceTypesAskedAt = instanceTypesAskedAt
  }
}
