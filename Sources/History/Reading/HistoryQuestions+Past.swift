package import Capacity

extension HistoryQuestions {
  package func nodeHistory(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>
  ) throws -> [FactInterval<Node>] {
    try intervals(of: cluster, NodeFact.self, in: span)
  }

  package func cniHistory(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>
  ) throws -> [FactInterval<CNISettings>] {
    try intervals(of: cluster, CNIFact.self, in: span)
  }

  package func replay(
    _ cluster: RecordedCluster.ID, in span: Range<Timestamp>, stepSeconds: Int64,
    _ body: (RecordedState) throws -> Void
  ) throws {
    let chosen = try CollectionTable.latestOfEachStep(of: cluster, in: span, stepSeconds: stepSeconds, source)
    try HistoryWalk(self.cluster(cluster), in: span, source).forEach { stop in
      if chosen.contains(stop.collection.observedAt) { try body(stop.state()) }
    }
  }

  private func intervals<Fact: RecordedFact>(
    of cluster: RecordedCluster.ID, _ fact: Fact.Type, in span: Range<Timestamp>
  ) throws -> [FactInterval<Fact.Value>] {
    let dictionaries = try Dictionaries(cluster: cluster, collection: 0, in: source)
    return try FactReader<Fact>(cluster: cluster, dictionaries, in: source).intervals(in: span)
  }
}
