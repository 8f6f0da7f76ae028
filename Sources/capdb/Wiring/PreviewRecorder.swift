import Capacity
import Collection
import History
import Presentation
import Reports

/// Tells what would be recorded and records nothing: `collect --dry-run`.
actor PreviewRecorder: SnapshotRecorder {
  private let path: String

  init(path: String) {
    self.path = path
  }

  func known(_ cluster: String, vpcIDs: [String]) throws -> KnownCluster {
    try KnownCluster(HistoryStore.knownFacts(ofClusterNamed: cluster, in: path), vpcIDs: vpcIDs)
  }

  func record(_ collected: CollectedCluster, as cluster: String, run: CollectionRecord) throws -> RecorderOutcome {
    let identity = ClusterIdentity(name: cluster, collected: collected)
    let outcome = try HistoryStore.preview(collected.snapshot, of: identity, run: run, in: path)
    return RecorderOutcome(
      changes: outcome.changes, details: try details(collected, identity, outcome), isPreview: true)
  }

  func recordFailure(of cluster: String, run: CollectionRecord, notAsked: Set<Source>) {}

  /// The nodes as a report of them would show, and the rows that would be written.
  private func details(
    _ collected: CollectedCluster, _ identity: ClusterIdentity, _ outcome: RecordedOutcome
  ) throws -> [String] {
    let state = RecordedState(
      cluster: RecordedCluster(
        id: 0, identity: identity, firstCollectedAt: outcome.observedAt, lastCollectedAt: nil),
      observedAt: outcome.observedAt, snapshot: collected.snapshot, knownAt: [:])
    let table = ReportTable(NodeRow.rows(of: state), fields: NodeRow.fields)
    let nodes = Report(name: Topic.nodes.name, from: state.observedAt, to: state.observedAt, table: table)
    let rows = outcome.changesByTable.map { "  \($0.table): \($0.opened) opened, \($0.closed) closed" }
    return [RenderedReport(nodes, as: .table).text, "Would be recorded, besides the collection itself:"]
      + (rows.isEmpty ? ["  nothing"] : rows)
  }
}
