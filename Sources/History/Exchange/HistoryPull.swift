import Capacity
import GRDB

/// Brings a cluster's history from a hub into a file.
///
/// Take a `CollectionLock` of the file first.
package struct HistoryPull {
  private let path: String
  private let hub: any SyncHub
  private let isReplacing: Bool

  /// - Parameters:
  ///   - path: the file, which is made if it is missing.
  ///   - isReplacing: whether collections of the file may be dropped for which the hub's history has no place.
  package init(to path: String, from hub: any SyncHub, isReplacing: Bool = false) {
    self.path = path
    self.hub = hub
    self.isReplacing = isReplacing
  }

  /// Pulls a cluster.
  ///
  /// Where the file's history went another way, or `isReplacing` says so, the hub's takes its place, and the file's
  /// collections after the hub's latest are recorded again behind it.
  ///
  /// - Throws: `ExchangeError`, `HistoryError`, the hub's own errors; the file is then as it was.
  package func run(_ cluster: String, progress: (ExchangeOutcome) -> Void = { _ in }) throws -> ClusterSync {
    let store = try HistoryStore(path: path)
    let former = try HistoryReader(path: path)
    let tables = try former.read { try ExchangeTable.all(in: $0) }
    return try hub.asSource(tables) { source in
      let row = try Self.row(named: cluster, in: source.sql, of: hub.name)
      // The former state stays readable beside the transaction that replaces it.
      return try former.read { old in
        _ = try ClusterTable.all(in: old)
        return try write(to: store) { database, target in
          try pull(row, source, to: database, target, old, progress)
        }
      }
    }
  }

  /// One transaction, whose errors are those of the file and not of the hub.
  private func write<Result>(
    to store: HistoryStore, _ body: (Database, SQLiteTarget) throws -> Result
  ) throws -> Result {
    let space = SpaceEstimate(of: path)
    return try HistoryFile.translatingErrors(path, .writing(space)) {
      try store.queue.writeWithoutTransaction { database in
        let target = SQLiteTarget(database, space: space)
        return try target.transaction { try body(database, target) }
      }
    }
  }

  private func pull(
    _ row: ClusterRow, _ source: ExchangeSource, to database: Database, _ target: SQLiteTarget, _ old: Database,
    _ progress: (ExchangeOutcome) -> Void
  ) throws -> ClusterSync {
    let exchange = ClusterExchange(of: row, from: source, to: target)
    let lineage = try exchange.lineage()
    let replay = try replay(lineage, of: row, ClusterCollections(of: row.id, in: source.sql), database, old)
    if case .diverged(let divergence) = lineage, let replay, replay.dropped > 0, !isReplacing {
      throw ExchangeError.wouldDrop(cluster: row.identity.name, collections: replay.dropped, divergence)
    }
    let isReplacing = replay != nil || isReplacing
    let outcome = try exchange.run(replacing: isReplacing, progress: progress).outcome
    let id = try ClusterMatch(in: database).row(of: row)?.id
    var sync = ClusterSync(cluster: row.identity.name, id: id, lineage: lineage, outcome: outcome)
    sync.dropped = replay?.dropped ?? 0
    sync.recordedAgain = try replay?.run(in: database) ?? 0
    return sync
  }

  /// What becomes of the file's own collections where the hub's history takes their place; nil where it does not.
  private func replay(
    _ lineage: Lineage, of row: ClusterRow, _ hub: ClusterCollections, _ database: Database, _ old: Database
  ) throws -> HistoryReplay? {
    guard let here = try ClusterMatch(in: database).row(of: row), let latest = try hub.latest()?.mark,
      let first = try hub.first()
    else { return nil }
    let common: Int64
    switch lineage {
    case .diverged(let divergence): common = divergence.common?.number ?? 0
    case .ahead(let mark) where isReplacing: common = mark.number
    case .same where isReplacing, .behind where isReplacing: common = latest.number
    case .absent, .same, .ahead, .behind: return nil
    }
    return try HistoryReplay(of: here, common: common, hub: first...latest.number, endingAt: latest.observedAt, in: old)
  }

  private static func row(named name: String, in source: any SQLSource, of hub: String) throws -> ClusterRow {
    let named = try HistoryQuestions(source).clusters().filter { $0.retiredAt == nil }
    guard let cluster = named.first(where: { $0.identity.name == name }),
      let row = try ClusterTable.cluster(id: cluster.id, in: source)
    else {
      throw ExchangeError.unknownCluster(name, hub: hub, known: named.map(\.identity.name))
    }
    return row
  }
}
