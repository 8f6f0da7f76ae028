import Disk
import Capacity
import Database
import DatabasePostgres
import Foundation
import History
import Reports
import Settings

/// One run of retention over a history: does it, shows how far it is, and reports what went.
struct PruneRun {
  var location: HistoryLocation
  var configuration: CapdbConfiguration
  /// What the command line says beside the configuration.
  var options = RetentionSettings()
  /// The names of the clusters; all if there are none.
  var clusters: [String] = []
  /// Whether what was deleted is shown.
  var isTalkative: Bool
  let clock = SystemClock()

  /// What would be deleted.
  ///
  /// - Throws: `HistoryError`, `SQLiteError`, `PostgresError`, `CommandError.unknownClusters`.
  func preview() throws -> Report {
    let now = clock.now
    let (pruning, _) = try open()
    let rows = try selected(of: pruning).flatMap { cluster in
      try pruning.preview(cluster, keeping: retention(of: cluster), at: now)
    }
    return Self.report(rows, at: now, fields: Self.fields)
  }

  /// Deletes what is not to be kept.
  ///
  /// - Parameter vacuum: whether a file is then written anew.
  /// - Returns: what was deleted, to be shown; nil if nobody is there to see it.
  /// - Throws: as `preview`; `CommandError.vacuumNeedsFile`; `HistoryError.anotherCollectionIsRunning`.
  func prune(vacuum: Bool) throws -> Report? {
    if vacuum, case .hub(let address) = location { throw CommandError.vacuumNeedsFile(hub: address.name) }
    let now = clock.now
    let (pruning, store) = try open()
    var rows: [PrunedRows] = []
    for cluster in try selected(of: pruning) {
      rows += try pruning.run(cluster, keeping: retention(of: cluster), at: now) { table, count in
        StandardError.show("\(cluster.identity.name): \(count) rows of \(table) deleted")
      }
    }
    StandardError.show(nil)
    if let store { try finish(store, startedAt: now, vacuum: vacuum) }
    return isTalkative ? Self.report(rows, at: now, fields: Self.fields.filter { $0.column.name != "bytes" }) : nil
  }

  /// What `capdb collect` does after a collection: once a day, and whatever fails is only said.
  static func afterCollection(into path: String, _ configuration: CapdbConfiguration) {
    guard configuration.hasRetention else { return }
    do {
      let store = try HistoryStore(path: path)
      guard try store.beginDailyPruning(at: SystemClock().now) else { return }
      try store.close()
      _ = try PruneRun(location: .file(path), configuration: configuration, isTalkative: false).prune(vacuum: false)
    } catch {
      StandardError.print("capdb: \(error); old rows stay until the history is pruned tomorrow, or by capdb prune")
    }
  }

  private func open() throws -> (HistoryPruning, HistoryStore?) {
    switch location {
    case .file(let path):
      guard SQLiteFile.exists(path) else { throw HistoryError.noHistory(path: path) }
      let store = try HistoryStore(path: path) { schema in
        if isTalkative { StandardError.print("capdb: upgrading \(path) from schema \(schema); this may take minutes") }
      }
      return (try HistoryPruning(store), store)
    case .hub(let address): return (try HistoryPruning(hub: PostgresDatabase(address)), nil)
    }
  }

  private func selected(of pruning: HistoryPruning) throws -> [RecordedCluster] {
    let all = try pruning.clusters()
    let unknown = clusters.filter { name in !all.contains { $0.isCalled(name) } }
    guard unknown.isEmpty else { throw CommandError.unknownClusters(unknown, path: location.name) }
    return clusters.isEmpty ? all : all.filter { cluster in clusters.contains(where: cluster.isCalled) }
  }

  private func retention(of cluster: RecordedCluster) -> Retention {
    configuration.retention(ofClusterThat: cluster.isCalled, options: options)
  }

  private func finish(_ store: HistoryStore, startedAt: Timestamp, vacuum: Bool) throws {
    var space = try store.giveSpaceBack()
    if vacuum {
      let lock = try CollectionLock(database: store.path)
      defer { withExtendedLifetime(lock) {} }
      space = try store.vacuum()
    }
    try store.endPruning(startedAt: startedAt, finishedAt: clock.now)
    try store.close()
    guard isTalkative else { return }
    StandardError.print("history: \(location.name), \(ByteCount(space.bytes))\(Self.words(for: space))")
  }

  private static func words(for space: FileSpace) -> String {
    guard space.freeBytes > 0 else { return "" }
    let use = space.isWorthVacuum ? "; capdb prune --vacuum gives it back" : ", which what is recorded next will take"
    return ", of which \(ByteCount(space.freeBytes)) is free\(use)"
  }
}

extension PruneRun {
  /// The columns of what was or would be deleted.
  private static let fields: [Field<PrunedRows>] = [
    Field(ReportColumn("cluster", .text, .essential)) { ReportCell($0.cluster) },
    Field(ReportColumn("table", .text, .essential)) { ReportCell($0.table) },
    Field(ReportColumn("rows", .integer, .essential)) { ReportCell($0.rows) },
    Field(ReportColumn("bytes", .bytes, .essential)) { ReportCell($0.bytes) },
  ]

  private static func report(_ rows: [PrunedRows], at now: Timestamp, fields: [Field<PrunedRows>]) -> Report {
    Report(name: "prune", from: now, to: now, table: ReportTable(rows, fields: fields))
  }
}
