package import Capacity
package import Database

/// The clusters of one history, and the one way in which names and other histories' clusters find theirs.
package struct ClusterDirectory {
  /// All clusters by name, of several with one name the one in use first, then the newest.
  package let rows: [ClusterRow]
  /// The servers that may have more clusters and are out of reach.
  package let serversOutOfReach: [String]
  private let connection: any Connection

  /// Reads table `cluster`.
  package init(in connection: any Connection) throws {
    self.connection = connection
    rows = try ClusterTable.all(in: connection)
    serversOutOfReach = connection.serversOutOfReach
  }

  /// All clusters as reports show them, in the order of `rows`; clusters in use have names of their own.
  package func clusters() throws -> [RecordedCluster] {
    let latest = try CollectionTable.latest(ofClusters: rows.map(\.id), in: connection)
    return try Self.distinguish(rows.map { try recorded($0, latest: latest[$0.id]) })
  }

  /// A cluster as `clusters` gives it.
  ///
  /// - Throws: `HistoryError.unknownCluster`.
  package func cluster(_ id: RecordedCluster.ID) throws -> RecordedCluster {
    guard let row = rows.first(where: { $0.id == id }),
      let cluster = try namesakes(of: row.identity.name).first(where: { $0.id == id })
    else { throw HistoryError.unknownCluster(id) }
    return cluster
  }

  /// The clusters that a name means, as `RecordedCluster.isCalled` says for all that take names.
  package func clusters(named name: String) throws -> [RecordedCluster] {
    // A name that reports show begins with the one that is recorded; of all others nothing is read.
    let recordedNames = Set(rows.map(\.identity.name)).filter { name == $0 || name.hasPrefix($0 + " (") }
    return try recordedNames.flatMap(namesakes).filter { $0.isCalled(name) }
  }

  /// The clusters that names mean, in the order of `rows`.
  package func clusters(called names: [String]) throws -> [RecordedCluster] {
    let named = Dictionary(try names.flatMap(clusters(named:)).map { ($0.id, $0) }) { first, _ in first }
    return rows.compactMap { named[$0.id] }
  }

  /// The cluster that is collected under a name, and whether it was recorded under another one that it shares; nil if
  /// there is none. Of several that share the name, the newest.
  func clusterInUse(named name: String) throws -> (row: ClusterRow, isShownName: Bool)? {
    let named = try clusters(named: name)
    return rows.first { row in row.retiredAt == nil && named.contains { $0.id == row.id } }.map {
      (row: $0, isShownName: $0.identity.name != name)
    }
  }

  /// The row of a cluster of another history: that of its UID, else one with its name that may be it: the one that was
  /// first collected at the same moment, or that is in use as it is.
  ///
  /// - Throws: `HistoryError.outOfReach` where one that is out of reach may be it rather.
  package func row(sameAs cluster: ClusterRow) throws(HistoryError) -> ClusterRow? {
    if let uid = cluster.identity.uid, let known = rows.first(where: { $0.identity.uid == uid }) { return known }
    let named = rows.filter { $0.identity.name == cluster.identity.name }
    let namesakes = named.filter { $0.identity.uid == nil } + (cluster.identity.uid == nil ? named : [])
    if let same = namesakes.first(where: { $0.firstCollectedAt == cluster.firstCollectedAt }) { return same }
    guard serversOutOfReach.isEmpty else { throw .outOfReach(cluster.identity.name, servers: serversOutOfReach) }
    return namesakes.first { $0.retiredAt == nil && cluster.retiredAt == nil }
  }

  private func namesakes(of name: String) throws -> [RecordedCluster] {
    try Self.distinguish(
      rows.filter { $0.identity.name == name }.map {
        try recorded($0, latest: try CollectionTable.latest(of: $0.id, in: connection))
      })
  }

  private func recorded(_ row: ClusterRow, latest: CollectionRow?) throws -> RecordedCluster {
    RecordedCluster(
      id: row.id, identity: row.identity, firstCollectedAt: row.firstCollectedAt,
      lastCollectedAt: latest?.knownAt.values.max(), retiredAt: row.retiredAt)
  }
}

extension ClusterDirectory {
  /// The clusters, of those in use under one name each with a name of its own, or only the latest in use. They come
  /// together where histories of several files do.
  ///
  /// - A cluster that was last collected before another of its name first was has been made anew since, by a collector
  ///   that did not know it: it counts as retired from then on.
  /// - Clusters of one name that are both collected are named with the beginning of their UIDs.
  private static func distinguish(_ clusters: [RecordedCluster]) -> [RecordedCluster] {
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
      cluster.sharedName = cluster.identity.name
      cluster.identity.name += " (\(mark))"
    }
    return cluster
  }
}
