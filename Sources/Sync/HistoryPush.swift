package import Capacity
import Database
import History

/// What became of one cluster in a sync.
package struct ClusterSync: Sendable {
  /// The name under which the cluster is recorded.
  package var cluster: String
  /// The cluster's key in the file; nil if the file does not have it.
  package var id: Int64?
  /// How the histories related before: the source's to the target's.
  package var relation: Relation
  /// What was written, or would be.
  package var outcome: TransferOutcome
  /// The key that the cluster would have in the hub, where that is asked for.
  package var numberInHub: Int64?
  /// Collections of the file that its new history does not have.
  package var dropped = 0
  /// Collections of the file that were recorded again behind those of the hub.
  package var recordedAgain = 0

  /// Whether a push wrote all that the hub lacked, or would.
  package func isPushed(isReplacing: Bool) -> Bool {
    if case .unknown = relation { return false }
    return relation.extendsOther || isReplacing
  }
}

/// Pushes a file's history to a hub: everything that the hub lacks.
package struct HistoryPush {
  private let path: String
  private let hub: SyncHub
  private let isReplacing: Bool
  private let changesPerTransaction: Int

  /// With their rollups these are some 250,000 rows, and some seconds of work for a hub.
  package static let defaultChangesPerTransaction = ClusterTransfer.defaultChangesPerTransaction

  /// - Parameters:
  ///   - path: the file.
  ///   - isReplacing: whether the hub's history of a cluster is dropped first, whatever it is.
  ///   - changesPerTransaction: how many changes end a transaction, at the end of a day.
  package init(
    of path: String, to hub: SyncHub, isReplacing: Bool = false,
    changesPerTransaction: Int = Self.defaultChangesPerTransaction
  ) {
    self.path = path
    self.hub = hub
    self.isReplacing = isReplacing
    self.changesPerTransaction = changesPerTransaction
  }

  /// Pushes clusters.
  ///
  /// - Parameters:
  ///   - clusters: their names; nil for all.
  ///   - progress: called with the cluster's name and what is written of it so far after each transaction.
  /// - Returns: what became of each cluster. Where the hub's history is no beginning of the file's, nothing was written
  ///   unless it is replaced. Where a server of the hub is out of reach, the clusters on the others are pushed.
  /// - Throws: `HistoryError`, the databases' own errors, `SyncError`; what was written until then stays.
  package func run(
    _ clusters: Set<String>? = nil, progress: (String, TransferOutcome) throws -> Void = { _, _ in }
  ) throws -> [ClusterSync] {
    let syncs = try pushed({ try Self.rows(clusters, in: $0) }, progress)
    // Another sync may have pushed collections that were recorded after this one began to read.
    let overtaken = Set(syncs.filter { !isReplacing && $0.isBehind }.compactMap(\.id))
    if overtaken.isEmpty { return syncs }
    let again = try pushed({ $0.rows.filter { overtaken.contains($0.id) } }, progress)
    return syncs.map { sync in again.first { $0.id == sync.id } ?? sync }
  }

  private func pushed(
    _ rows: (ClusterDirectory) throws -> [ClusterRow], _ progress: (String, TransferOutcome) throws -> Void
  ) throws -> [ClusterSync] {
    try HistoryReader(path: path).read { source in
      let rows = try rows(ClusterDirectory(in: source))
      let tables = try HistoryTable.all(in: source)
      return try hub.withTarget { target in
        let syncs = try rows.map { row in
          try target.unlessOutOfReach(row) {
            let transfer = try transfer(of: row, tables, from: source, to: target)
            let relation = try transfer.relation()
            let outcome = try transfer.apply(.push(relation, isReplacing: isReplacing)) {
              try progress(row.identity.name, $0)
            }
            return ClusterSync(cluster: row.identity.name, id: row.id, relation: relation, outcome: outcome)
          }
        }
        if syncs.contains(where: { $0.relation == .absent }) { target.gatherStatistics() }
        return syncs
      }
    }
  }

  /// What `run` would do.
  ///
  /// - Throws: as `run`.
  package func preview(_ clusters: Set<String>? = nil) throws -> [ClusterSync] {
    try HistoryReader(path: path).read { source in
      let rows = try Self.rows(clusters, in: ClusterDirectory(in: source))
      let tables = try HistoryTable.all(in: source)
      return try hub.withPreview { target in
        try rows.map { row in
          try target.unlessOutOfReach(row) {
            let transfer = try transfer(of: row, tables, from: source, to: target)
            let relation = try transfer.relation()
            return ClusterSync(
              cluster: row.identity.name, id: row.id, relation: relation,
              outcome: try transfer.preview(.push(relation, isReplacing: isReplacing)),
              numberInHub: try transfer.keyInTarget())
          }
        }
      }
    }
  }

  /// Keeps in the file how far the hub is, for `capdb status`.
  ///
  /// - Throws: `HistoryError`, `SQLiteError`.
  package func remember(at moment: Timestamp, _ syncs: [ClusterSync]) throws {
    try SQLiteDatabase.forWriting(path).transaction(.writing) { connection in
      for sync in syncs where sync.relation.extendsOther || sync.outcome.latest != nil {
        guard let cluster = sync.id else { continue }
        let number = try sync.outcome.latest?.number ?? CollectionTable.latest(of: cluster, in: connection)?.number
        guard let number else { continue }
        try HubCursorTable.put(
          HubCursor(hub: hub.name, cluster: cluster, collection: number, syncedAt: moment), in: connection)
      }
    }
  }

  private func transfer(
    of row: ClusterRow, _ tables: [HistoryTable], from source: any Connection, to target: SyncTarget
  ) throws -> ClusterTransfer {
    try ClusterTransfer(of: row, tables, from: source, to: target, changesPerTransaction: changesPerTransaction)
  }

  /// Those of the names that mean no cluster of the file.
  ///
  /// - Throws: `HistoryError`, `SQLiteError`.
  package func unknown(_ names: Set<String>) throws -> Set<String> {
    try HistoryReader(path: path).read { source in
      let directory = try ClusterDirectory(in: source)
      return try names.filter { try directory.clusters(named: $0).isEmpty }
    }
  }

  /// The clusters that names mean; a name that means none is left out.
  private static func rows(_ names: Set<String>?, in directory: ClusterDirectory) throws -> [ClusterRow] {
    guard let names else { return directory.rows }
    let named = try names.flatMap { try directory.clusters(named: $0) }
    return directory.rows.filter { row in named.contains { $0.id == row.id } }
  }
}

extension SyncTarget {
  /// What became of a cluster; nothing where the server that has it is out of reach.
  fileprivate func unlessOutOfReach(_ row: ClusterRow, _ body: () throws -> ClusterSync) throws -> ClusterSync {
    do {
      return try body()
    } catch let error where isOutOfReach(error) {
      return ClusterSync(
        cluster: row.identity.name, id: row.id, relation: .unknown(reason: "\(error)"), outcome: TransferOutcome())
    }
  }

  private func isOutOfReach(_ error: any Error) -> Bool {
    if case HistoryError.outOfReach = error { return true }
    return connection.isOutOfReach(error)
  }
}

extension ClusterSync {
  fileprivate var isBehind: Bool { if case .behind = relation { true } else { false } }
}
