import Capacity
import GRDB

/// Gives each cluster of a file a range of keys; see `RowKeys`.
struct KeyRanges {
  private let database: Database

  init(_ database: Database) {
    self.database = database
  }

  /// Moves the keys of all clusters but the first, which lie among one another in a file that was recorded before there
  /// were ranges.
  func separate() throws {
    let clusters = try ClusterTable.all(in: database).map(\.id).filter { $0 > 1 }
    guard !clusters.isEmpty else { return }
    for table in try ExchangeTable.all(in: database) {
      let keys = table.columns.filter(\.isKey).map(\.name)
      guard !keys.isEmpty else { continue }
      for cluster in clusters { try move(keys, of: table.name, cluster) }
    }
  }

  private func move(_ keys: [String], of table: String, _ cluster: Int64) throws {
    let base = RowKeys.base(of: cluster)
    // Rows that a former step of this upgrade has added have their place.
    let moves = keys.map { "\($0) = iif(\($0) <= \(base), \($0) + \(base), \($0))" }
    try database.execute(
      sql: "UPDATE \(table) SET \(moves.joined(separator: ", ")) WHERE cluster_id = ?", arguments: [cluster])
  }
}
