package import Capacity

/// Answers the questions of `HistoryReading` from the tables of a source; each within one consistent view of them.
public struct HistoryQuestions {
  let source: any SQLSource

  package init(_ source: any SQLSource) {
    self.source = source
  }

  package func clusters() throws -> [RecordedCluster] {
    try ClusterNames.distinguish(ClusterTable.all(in: source).map { try recorded($0) })
  }

  package func state(of cluster: RecordedCluster.ID, at moment: Timestamp?) throws -> RecordedState? {
    let cluster = try self.cluster(cluster)
    let collection =
      try moment.map { try CollectionTable.row(of: cluster.id, upTo: $0, in: source) }
      ?? CollectionTable.latest(of: cluster.id, in: source)
    guard let collection else { return nil }
    return try StateReader(cluster, collection, in: source).state(isLatestKnown: moment == nil)
  }

  package func collections(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, limit: Int?
  ) throws -> [RecordedCollection] {
    let rows = try CollectionTable.rows(of: cluster, in: span, limit: limit, in: source)
    let errors = try CollectionErrorTable.errors(of: cluster, rows.map(\.number), in: source)
    return rows.reversed().map { RecordedCollection($0, errors: errors[$0.number] ?? [:]) }
  }

  package func pendingSpells(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [PendingSpell] {
    let dictionaries = try Dictionaries(cluster: cluster, collection: 0, in: source)
    return try PendingReader.spells(of: cluster, in: span, dictionaries, source)
  }

  /// A cluster as `clusters` gives it.
  func cluster(_ id: RecordedCluster.ID) throws -> RecordedCluster {
    let rows = try ClusterTable.all(in: source)
    guard let row = rows.first(where: { $0.id == id }) else { throw HistoryError.unknownCluster(id) }
    let namesakes = rows.filter { $0.identity.name == row.identity.name }
    let clusters = try ClusterNames.distinguish(namesakes.map { try recorded($0) })
    guard let cluster = clusters.first(where: { $0.id == id }) else { throw HistoryError.unknownCluster(id) }
    return cluster
  }

  private func recorded(_ row: ClusterRow) throws -> RecordedCluster {
    let latest = try CollectionTable.latest(of: row.id, in: source)
    return RecordedCluster(
      id: row.id, identity: row.identity, firstCollectedAt: row.firstCollectedAt,
      lastCollectedAt: latest?.knownAt.values.max(), retiredAt: row.retiredAt)
  }
}
