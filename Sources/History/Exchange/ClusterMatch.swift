import Capacity

/// Finds a cluster of one history in another.
package struct ClusterMatch {
  private let rows: [ClusterRow]

  package init(in source: any SQLSource) throws {
    rows = try ClusterTable.all(in: source)
  }

  /// The row of the same cluster: that of its UID, else the one that uses its name and may be it.
  package func row(of cluster: ClusterRow) -> ClusterRow? {
    if let uid = cluster.identity.uid, let known = rows.first(where: { $0.identity.uid == uid }) { return known }
    return rows.first { row in
      row.identity.name == cluster.identity.name && (row.retiredAt == nil) == (cluster.retiredAt == nil)
        && (row.identity.uid == nil || cluster.identity.uid == nil)
    }
  }
}
