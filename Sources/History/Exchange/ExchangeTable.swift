import GRDB

/// A table as it goes from one history to another.
package struct ExchangeTable: Sendable {
  /// A column other than `cluster_id`.
  package struct Column: Sendable {
    /// What its values are.
    package enum Kind: Sendable {
      case integer
      case text
      case blob
    }

    /// The name.
    package let name: String
    /// What its values are.
    package let kind: Kind
    /// Whether its values are keys, which are shifted where the cluster's keys begin elsewhere.
    package let isKey: Bool
  }

  /// How the rows of a table that a span of collections changed are found.
  enum Kind: Sendable {
    /// Rows without a collection, written once.
    case texts
    /// Rows that are written once.
    case identities
    /// Intervals of facts.
    case intervals
    /// Intervals of rollups, which end at the beginning of a bucket and change within their first one.
    case rollups
    /// One row for every bucket.
    case buckets
    /// One row, or several, for every collection.
    case collections
  }

  /// The name.
  package let name: String
  /// Its columns but for `cluster_id`, in their order.
  package let columns: [Column]
  let kind: Kind

  /// The column that is the key within a cluster; nil where several are.
  package var key: String? { columns.contains { $0.name == "\(name)_key" } ? "\(name)_key" : nil }

  /// The columns that tell a row of a cluster from all others.
  package var keys: [String] {
    if let key { return [key] }
    switch kind {
    case .buckets: return ["step_seconds", "starts_at"]
    default: return name == "collection" ? ["number"] : ["number", "source"]
    }
  }

  func has(_ column: String) -> Bool { columns.contains { $0.name == column } }
}

extension ExchangeTable {
  private static let kinds: [(String, Kind)] =
    [("text", .texts), ("pod_template", .identities)]
    + ["pod", "node", "network_interface", "subnet", "event"].map { ($0, .identities) }
    + IntervalTables.facts.map { ($0, .intervals) } + IntervalTables.rollups.map { ($0, .rollups) }
    + [("collection_rollup", .buckets), ("collection_error", .collections), ("collection", .collections)]

  /// All tables that have rows of clusters, but for `cluster` itself; what rows refer to comes before them.
  ///
  /// - Parameter database: a history of this release's schema, which tells the columns.
  static func all(in database: Database) throws -> [ExchangeTable] {
    try kinds.map { name, kind in
      let columns = try database.columns(in: name).filter { $0.name != "cluster_id" }
      return ExchangeTable(name: name, columns: columns.map(Column.init), kind: kind)
    }
  }
}

extension ExchangeTable.Column {
  fileprivate init(_ column: ColumnInfo) {
    name = column.name
    switch column.type {
    case "INTEGER": kind = .integer
    case "TEXT": kind = .text
    default: kind = .blob
    }
    isKey = name.hasSuffix("_key") || name.hasSuffix("_ref")
  }
}
