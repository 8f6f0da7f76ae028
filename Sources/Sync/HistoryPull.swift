import Capacity
import Database
import History

/// Pulls a cluster's history from a hub into a file.
///
/// Take a `CollectionLock` of the file first.
package struct HistoryPull {
  private let path: String
  private let hub: SyncHub
  private let isReplacing: Bool

  /// - Parameters:
  ///   - path: the file, which is made if it is missing.
  ///   - isReplacing: whether collections of the file may be dropped that the hub's history cannot take.
  package init(to path: String, from hub: SyncHub, isReplacing: Bool = false) {
    self.path = path
    self.hub = hub
    self.isReplacing = isReplacing
  }

  /// Pulls a cluster.
  ///
  /// Where the file's history went another way, or `isReplacing` says so, the hub's takes its place, and the file's
  /// collections after the hub's latest are recorded again behind it.
  ///
  /// - Throws: `SyncError`, `HistoryError`, the databases' own errors; the file is then as it was.
  package func run(_ cluster: String, progress: (TransferOutcome) -> Void = { _ in }) throws -> ClusterSync {
    let store = try HistoryStore(path: path)
    let former = try HistoryReader(path: path)
    return try hub.withSource { source in
      let row = try row(named: cluster, in: source)
      // The former state stays readable beside the transaction that replaces it.
      return try former.read { old in
        let tables = try HistoryTable.all(in: old)
        return try store.withConnection { connection in
          try connection.transaction(.writing) {
            let transfer = try ClusterTransfer(of: row, tables, from: source, to: SyncTarget(connection))
            return try pull(transfer, into: connection, old, progress)
          }
        }
      }
    }
  }

  private func pull(
    _ transfer: ClusterTransfer, into connection: any Connection, _ old: any Connection,
    _ progress: (TransferOutcome) -> Void
  ) throws -> ClusterSync {
    let cluster = transfer.cluster
    let positions = ClusterPositions(of: cluster.id, in: transfer.source)
    let latest = try positions.latest()
    let relation = try transfer.relation()
    let plan = PullPlan(relation, latest: latest, isReplacing: isReplacing)
    let again = try rerecording(plan, of: cluster, positions, latest, connection, old)
    if case .diverged(let divergence) = relation, let again, again.dropped > 0, !isReplacing {
      throw SyncError.wouldDrop(cluster: cluster.identity.name, collections: again.dropped, divergence)
    }
    let outcome = try transfer.apply(plan.transfer, progress: progress)
    let id = try ClusterDirectory(in: connection).row(sameAs: cluster)?.id
    var sync = ClusterSync(cluster: cluster.identity.name, id: id, relation: relation, outcome: outcome)
    sync.dropped = again?.dropped ?? 0
    sync.recordedAgain = try again?.run(in: connection) ?? 0
    return sync
  }

  /// What becomes of the file's own collections where the hub's history takes their place; nil where it does not.
  private func rerecording(
    _ plan: PullPlan, of cluster: ClusterRow, _ hub: ClusterPositions, _ latest: CollectionPosition?,
    _ connection: any Connection, _ old: any Connection
  ) throws -> Rerecording? {
    guard let common = plan.recordAgainAfter, let latest, let first = try hub.first(),
      let here = try ClusterDirectory(in: connection).row(sameAs: cluster)
    else { return nil }
    return try Rerecording(
      of: here, common: common, behind: first...latest.number, endingAt: latest.observedAt, in: old)
  }

  /// The cluster in use that a name means in the hub.
  private func row(named name: String, in source: any Connection) throws -> ClusterRow {
    let directory = try ClusterDirectory(in: source)
    let inUse = try directory.clusters().filter { $0.retiredAt == nil }
    let matching = inUse.filter { $0.isCalled(name) }
    guard !matching.isEmpty || directory.serversOutOfReach.isEmpty else {
      throw HistoryError.outOfReach(name, servers: directory.serversOutOfReach)
    }
    guard let cluster = matching.first, let row = directory.rows.first(where: { $0.id == cluster.id }) else {
      throw SyncError.unknownCluster(name, hub: hub.name, known: inUse.map(\.identity.name))
    }
    guard matching.count == 1 else {
      throw SyncError.ambiguousCluster(name, hub: hub.name, matching: matching.map(\.identity.name))
    }
    return row
  }
}
