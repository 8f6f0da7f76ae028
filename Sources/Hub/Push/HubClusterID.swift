import Capacity

/// The ids of clusters in a hub: made of what identifies a cluster, so that fifty pushers need no sequence between them.
enum HubClusterID {
  /// The id of a cluster, positive: 63 bits of a hash of its UID, else of its name.
  ///
  /// - Parameter attempt: 0, or how many ids before this one are others'.
  static func make(of identity: ClusterIdentity, _ attempt: Int) -> Int64 {
    let text = identity.uid.map { "uid \($0)" } ?? "name \(identity.name)"
    let hash = spread(FNV1a.hash(attempt == 0 ? text : "\(text) \(attempt)"))
    return max(1, Int64(hash >> 1))
  }

  /// Spreads a hash's bits once more, since short texts leave the high ones much alike.
  private static func spread(_ hash: UInt64) -> UInt64 {
    (hash ^ (hash >> 32)) &* 0x9E37_79B9_7F4A_7C15
  }
}
