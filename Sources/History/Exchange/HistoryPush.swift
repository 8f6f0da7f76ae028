package import Capacity
import GRDB

/// What became of one cluster in a sync.
package struct ClusterSync: Sendable {
  /// The cluster's name.
  package var cluster: String
  /// The cluster's key in the file; nil if the file does not have it.
  package var id: Int64?
  /// How the histories stood to each other before.
  package var lineage: Lineage
  /// What was written, or would be.
  package var outcome: ExchangeOutcome
  /// The number that the cluster would have in the hub, where that is asked for.
  package var numberInHub: Int64?
  /// Collections of the file that its new history does not have.
  package var dropped = 0
  /// Collections of the file that were recorded again behind those of the hub.
  package var recordedAgain = 0
}

extension ClusterSync {
  fileprivate var isBehind: Bool { if case .behind = lineage { true } else { false } }
}

/// Brings a file's history to a hub: everything that the hub lacks.
package struct HistoryPush {
  private let path: String
  private let hub: any SyncHub
  private let isReplacing: Bool
  private let changesPerTransaction: Int

  /// - Parameters:
  ///   - path: the file.
  ///   - isReplacing: whether the hub's history of a cluster is dropped first, whatever it is.
  package init(
    of path: String, to hub: any SyncHub, isReplacing: Bool = false,
    changesPerTransaction: Int = ClusterExchange.defaultChangesPerTransaction
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
  ///   - progress: told the cluster and what is written of it so far after each transaction.
  /// - Returns: what became of each cluster. Where the hub's history is no beginning of the
  ///   file's, nothing was written.
  /// - Throws: `HistoryError`, the hub's own errors, `ExchangeError`; what was written until then stays.
  package func run(
    _ clusters: Set<String>? = nil, progress: (String, ExchangeOutcome) throws -> Void = { _, _ in }
  ) throws -> [ClusterSync] {
    let syncs = try pushed(clusters, progress)
    // Another sync may have brought collections there that were recorded after this one began to read.
    let overtaken = Set(syncs.filter(\.isBehind).map(\.cluster))
    if overtaken.isEmpty { return syncs }
    let again = try pushed(overtaken, progress)
    return syncs.filter { !overtaken.contains($0.cluster) } + again
  }

  private func pushed(
    _ clusters: Set<String>?, _ progress: (String, ExchangeOutcome) throws -> Void
  ) throws -> [ClusterSync] {
    try withSource(clusters) { rows, source in
      try hub.asTarget { target in
        try rows.map { row in
          let (lineage, outcome) = try exchange(of: row, from: source, to: target).run(replacing: isReplacing) {
            try progress(row.identity.name, $0)
          }
          return ClusterSync(cluster: row.identity.name, id: row.id, lineage: lineage, outcome: outcome)
        }
      }
    }
  }

  /// What `run` would do.
  package func preview(_ clusters: Set<String>? = nil) throws -> [ClusterSync] {
    try withSource(clusters) { rows, source in
      try hub.asPreview { target in
        try rows.map { row in
          let exchange = exchange(of: row, from: source, to: target)
          let (lineage, outcome) = try exchange.preview(replacing: isReplacing)
          return ClusterSync(
            cluster: row.identity.name, id: row.id, lineage: lineage, outcome: outcome,
            numberInHub: try exchange.numberInTarget())
        }
      }
    }
  }

  /// Keeps in the file how far the hub is, for `capdb status`.
  ///
  /// - Throws: `HistoryError`.
  package func remember(at moment: Timestamp, _ syncs: [ClusterSync]) throws {
    try HubCursorTable.remember(syncs, hub: hub.name, at: moment, in: path)
  }

  private func exchange(
    of row: ClusterRow, from source: ExchangeSource, to target: any ExchangeTarget
  ) -> ClusterExchange {
    ClusterExchange(of: row, from: source, to: target, changesPerTransaction: changesPerTransaction)
  }

  private func withSource<Result>(
    _ names: Set<String>?, _ body: ([ClusterRow], ExchangeSource) throws -> Result
  ) throws -> Result {
    try HistoryReader(path: path).read { database in
      let rows = try ClusterTable.all(in: database).filter { names?.contains($0.identity.name) ?? true }
      return try body(rows, ExchangeSource(database))
    }
  }
}
