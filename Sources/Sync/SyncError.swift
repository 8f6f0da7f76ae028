/// What keeps a cluster's history from being pushed or pulled.
package enum SyncError: Error, Hashable, Sendable {
  /// Another writer changed the target's history of the cluster in the middle.
  case overtaken(String)
  /// The hub has no cluster of this name.
  case unknownCluster(String, hub: String, known: [String])
  /// The name is shared by clusters of the hub that are both collected.
  case ambiguousCluster(String, hub: String, matching: [String])
  /// The file has collections that the hub's history lacks, from before its end.
  case wouldDrop(cluster: String, collections: Int, Divergence)
}

extension SyncError: CustomStringConvertible {
  /// What is wrong and what to do.
  package var description: String {
    switch self {
    case .overtaken(let cluster):
      "another sync wrote a different history of cluster \(cluster) in the meantime; run it again to see which"
    case .unknownCluster(let name, let hub, let known):
      known.isEmpty
        ? "hub \(hub) has no clusters yet; run capdb sync where they are collected"
        : "hub \(hub) has no cluster \(name); it has \(known.joined(separator: ", "))"
    case .ambiguousCluster(let name, let hub, let matching):
      "hub \(hub) has several clusters \(name); name one of \(matching.joined(separator: ", "))"
    case .wouldDrop(let cluster, let collections, let divergence):
      """
      the hub's history of cluster \(cluster) goes up to \(divergence.latest.observedAt) without \(collections) \
      \(collections == 1 ? "collection" : "collections") of the file\
      \(divergence.common.map { " (both are the same up to \($0.observedAt))" } ?? ""); \
      --replace takes the hub's history and drops them
      """
    }
  }
}
