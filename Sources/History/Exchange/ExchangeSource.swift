import Capacity
import GRDB

/// A history whose rows go to another.
package struct ExchangeSource {
  /// What answers questions.
  package var sql: any SQLSource
  /// What gives many rows without holding them all.
  package var rows: any SQLSource
  /// The tables that are exchanged.
  package var tables: [ExchangeTable]
  /// Whether it is a file, in which each cluster has a range of keys of its own.
  private var isFile: Bool

  /// A hub as the source.
  package init(hub: any SQLSource, rows: any SQLSource, tables: [ExchangeTable]) {
    sql = hub
    self.rows = rows
    self.tables = tables
    isFile = false
  }

  /// A history in a file.
  init(_ database: Database) throws {
    sql = database
    rows = database
    tables = try ExchangeTable.all(in: database)
    isFile = true
  }

  /// What a cluster's keys begin behind.
  func keyBase(of cluster: Int64) -> Int64 { isFile ? RowKeys.base(of: cluster) : 0 }

  /// The condition on the cluster beside a range of keys. In a file the range says it all, and the plus keeps SQLite from
  /// taking an index of the cluster's rows in another order.
  var clusterOfKeys: String { isFile ? "+cluster_id = ?1" : "cluster_id = ?1" }
}
