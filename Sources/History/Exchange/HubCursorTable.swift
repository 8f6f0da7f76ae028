import Capacity
import GRDB

/// Reads and writes table `hub_cursor`: how far hubs were when they were last synced.
enum HubCursorTable {
  static func remember(_ syncs: [ClusterSync], hub: String, at moment: Timestamp, in path: String) throws {
    let queue = try HistoryFile.openForWriting(path)
    try HistoryFile.translatingErrors(path) {
      try queue.write { database in
        for sync in syncs where sync.lineage.allowsExchange || sync.outcome.latest != nil {
          guard let cluster = sync.id else { continue }
          let number = try sync.outcome.latest?.number ?? CollectionTable.latest(of: cluster, in: database)?.number
          guard let number else { continue }
          try database.execute(
            sql: "INSERT OR REPLACE INTO hub_cursor (hub, cluster_id, collection, synced_at) VALUES (?, ?, ?, ?)",
            arguments: [hub, cluster, number, moment.seconds])
        }
      }
    }
  }

  static func all(in source: any SQLSource) throws -> [HubCursor] {
    let select = try SQLStatement(
      "SELECT hub, cluster_id, collection, synced_at FROM hub_cursor ORDER BY hub, cluster_id", in: source)
    var cursors: [HubCursor] = []
    try select.forEach { row in
      cursors.append(
        HubCursor(
          hub: row.text(), cluster: row.integer(), collection: row.integer(), syncedAt: row.time()))
    }
    return cursors
  }
}
