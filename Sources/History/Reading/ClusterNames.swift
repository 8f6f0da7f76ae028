import Capacity

/// Tells clusters of one name apart, which come together where histories of several files do.
enum ClusterNames {
  /// The clusters, of those in use under one name each with a name of its own, or only the latest in use.
  ///
  /// - A cluster that was last collected before another of its name first was has been made anew since, by a collector
  ///   that did not know it: it counts as retired from then on.
  /// - Clusters of one name that are both collected are named with the beginning of their UIDs.
  static func distinguish(_ clusters: [RecordedCluster]) -> [RecordedCluster] {
    let inUse = Dictionary(grouping: clusters.filter { $0.retiredAt == nil }, by: \.identity.name)
    return clusters.map { cluster in
      guard cluster.retiredAt == nil, let namesakes = inUse[cluster.identity.name], namesakes.count > 1 else {
        return cluster
      }
      return distinguish(cluster, among: namesakes.filter { $0.id != cluster.id })
    }
  }

  private static func distinguish(_ cluster: RecordedCluster, among others: [RecordedCluster]) -> RecordedCluster {
    var cluster = cluster
    let last = cluster.lastCollectedAt ?? cluster.firstCollectedAt
    if let successor = others.map(\.firstCollectedAt).filter({ $0 > last }).min() {
      cluster.retiredAt = successor
    } else if others.contains(where: { ($0.lastCollectedAt ?? $0.firstCollectedAt) >= cluster.firstCollectedAt }) {
      let mark = cluster.identity.uid.map { String($0.description.prefix(8)) } ?? String(cluster.id)
      cluster.identity.name += " (\(mark))"
    }
    return cluster
  }
}
