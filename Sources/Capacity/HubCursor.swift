/// How far a hub was when a cluster's history was last brought there.
public struct HubCursor: Hashable, Sendable {
  /// The hub's address, without a password, or its path.
  public var hub: String
  /// The cluster.
  public var cluster: RecordedCluster.ID
  /// The number of the last collection that it had then.
  public var collection: Int64
  /// When that was.
  public var syncedAt: Timestamp

  /// Makes a cursor.
  public init(hub: String, cluster: RecordedCluster.ID, collection: Int64, syncedAt: Timestamp) {
    self.hub = hub
    self.cluster = cluster
    self.collection = collection
    self.syncedAt = syncedAt
  }
}
