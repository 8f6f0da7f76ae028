package import Capacity
package import Database

/// Reads and writes table `hub_cursor`: up to which collection a hub had a cluster's history when it was last synced.
package enum HubCursorTable {
  /// All of them, by hub.
  static func all(in connection: any Connection) throws -> [HubCursor] {
    let select = try Statement(
      "SELECT hub, cluster_id, collection, synced_at FROM hub_cursor ORDER BY hub, cluster_id", in: connection)
    var cursors: [HubCursor] = []
    try select.forEach { row in
      cursors.append(
        HubCursor(hub: row.text(), cluster: row.integer(), collection: row.integer(), syncedAt: row.time()))
    }
    return cursors
  }

  /// The number of the collection that the hub furthest behind had of a cluster; nil where it was pushed to none.
  static func earliest(of cluster: Int64, in connection: any Connection) throws -> Int64? {
    let select = try Statement("SELECT min(collection) FROM hub_cursor WHERE cluster_id = ?", in: connection)
    var parameters = select.binder()
    parameters.integer(cluster)
    return try select.first { $0.optionalInteger() } ?? nil
  }

  /// Keeps one in place of that of the same hub and cluster.
  package static func put(_ cursor: HubCursor, in connection: any Connection) throws {
    let insert = try Statement(
      "INSERT OR REPLACE INTO hub_cursor (hub, cluster_id, collection, synced_at) VALUES (?, ?, ?, ?)", in: connection)
    var parameters = insert.binder()
    parameters.text(cursor.hub)
    parameters.integer(cursor.cluster)
    parameters.integer(cursor.collection)
    parameters.time(cursor.syncedAt)
    try insert.run()
  }
}
