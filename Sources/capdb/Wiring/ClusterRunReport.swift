import Capacity
import Collection
import Foundation
import History
import Presentation
import Reports

/// What there is to say about the collection of one cluster.
struct ClusterRunReport {
  var collected: CollectedCluster
  var identity: ClusterIdentity
  var record: CollectionRecord
  var outcome: RecordedOutcome

  /// Why sources gave no complete answer, a line for each.
  var failures: [String] { FailureSummary(name: identity.name, snapshot: collected.snapshot).lines }

  /// One line for a collection that went well.
  var summary: CollectionSummary {
    CollectionSummary(
      name: identity.name, snapshot: collected.snapshot, changes: outcome.changes, milliseconds: record.milliseconds)
  }

  /// The nodes as a report of them would show, and the rows that would be written.
  var details: [String] {
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

  /// Collections of the same second are recorded a second after each other: a few of them look like a clock that was
  /// set back by as much.
  private static let toleratedClockSeconds = 5

  /// What the user should know about how it was recorded, a line for each.
  var notices: [String] {
    var notices: [String] = []
    if outcome.clockSteppedBackBy > Self.toleratedClockSeconds {
      notices.append(
        """
        the clock is \(outcome.clockSteppedBackBy) s behind the collection before this one; recorded as \
        \(outcome.observedAt), so that the history stays in order. Check this machine's time synchronisation
        """)
    }
    if let retired = outcome.retiredCluster {
      notices.append(
        """
        its kube-system UID is not \(retired.uid.map { "\($0)" } ?? "the one recorded before"), so this is a \
        new cluster of the same name, and the history of the former one ends here. If both exist, name them apart: \
        --cluster-name, or `name` in the configuration
        """)
    }
    if let differences = record.method.differences, differences > 0 {
      notices.append(
        """
        what was followed differed from the full list in \(differences) nodes and pods; the list is recorded. Please report \
        this as a defect of capdb
        """)
    }
    return notices.map { "\(identity.name): \($0)" }
  }
}

extension ClusterIdentity {
  /// The identity that a collection found.
  init(name: String, collected: CollectedCluster) {
    self.init(
      name: name, uid: collected.uid, kubernetesVersion: collected.kubernetesVersion ?? "",
      region: collected.region ?? "")
  }
}
