import Capacity

/// Finds a cluster of one history in another.
package struct ClusterMatch {
  private let rows: [ClusterRow]

  package init(in source: any SQLSource) throws {
    rows = try ClusterTable.all(in: source)
  }

  /// The row of the same cluster: that of its UID, else one with its name that may be it: the one that was first
  /// collected at the same moment, or that is in use as it is.
  package func row(of cluster: ClusterRow) -> ClusterRow? {
    if let uid = cluster.identity.uid, let known = rows.first(where: { $0.identity.uid == uid }) { return known }
    let named = rows.filter { $0.identity.name == cluster.identity.name }
    let namesakes = named.filter { $0.identity.uid == nil } + (cluster.identity.uid == nil ? named : [])
    return namesakes.first { $0.firstCollectedAt == cluster.firstCollectedAt }
      ?? namesakes.first { $0.retiredAt == nil && cluster.retiredAt == nil }
  }
}
