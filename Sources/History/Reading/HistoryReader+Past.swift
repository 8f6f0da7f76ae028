public import Capacity

extension HistoryReader {
  /// What every node was at any time of a span; see `HistoryReading`.
  ///
  /// - Throws: `HistoryError`.
  public func nodeHistory(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [FactInterval<Node>] {
    try read { try $0.nodeHistory(of: cluster, in: span) }
  }

  /// What the settings of the CNI were at any time of a span; see `HistoryReading`.
  ///
  /// - Throws: `HistoryError`.
  public func cniHistory(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>
  ) throws -> [FactInterval<CNISettings>] {
    try read { try $0.cniHistory(of: cluster, in: span) }
  }

  /// Goes through a span; see `HistoryReading`.
  ///
  /// - Throws: `HistoryError`; what `body` throws.
  public func walk(
    _ cluster: RecordedCluster.ID, in span: Range<Timestamp>, stepSeconds: Int64,
    _ body: (RecordedState) throws -> Void
  ) throws {
    try read { try $0.walk(cluster, in: span, stepSeconds: stepSeconds, body) }
  }
}
