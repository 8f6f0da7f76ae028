public import Capacity
import GRDB

extension HistoryReader {
  /// What every node was at any time of a span; see `HistoryReading`.
  ///
  /// - Throws: `HistoryError`.
  public func nodeHistory(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [FactInterval<Node>] {
    try intervals(of: cluster, NodeFact.self, in: span)
  }

  /// What the settings of the CNI were at any time of a span; see `HistoryReading`.
  ///
  /// - Throws: `HistoryError`.
  public func cniHistory(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>
  ) throws -> [FactInterval<CNISettings>] {
    try intervals(of: cluster, CNIFact.self, in: span)
  }

  /// Goes through a span; see `HistoryReading`.
  ///
  /// - Throws: `HistoryError`; what `body` throws.
  public func walk(
    _ cluster: RecordedCluster.ID, in span: Range<Timestamp>, stepSeconds: Int64,
    _ body: (RecordedState) throws -> Void
  ) throws {
    try read { database in
      let cluster = try Self.cluster(Self.row(of: cluster, in: database), in: database)
      let chosen = try CollectionTable.latestOfEachStep(
        of: cluster.id, in: span, stepSeconds: stepSeconds, database)
      try HistoryWalk(cluster, in: span, database).forEach { stop in
        if chosen.contains(stop.collection.observedAt) { try body(stop.state()) }
      }
    }
  }

  private func intervals<Fact: RecordedFact>(
    of cluster: RecordedCluster.ID, _ fact: Fact.Type, in span: Range<Timestamp>
  ) throws -> [FactInterval<Fact.Value>] {
    try read { database in
      let dictionaries = try Dictionaries(cluster: cluster, collection: 0, in: database)
      return try FactReader<Fact>(cluster: cluster, dictionaries, in: database).intervals(in: span)
    }
  }
}
