package import Capacity
package import Database

/// A table of a history that has rows of clusters, as it is pushed and pulled.
package struct HistoryTable: Sendable {
  /// A column other than `cluster_id`.
  package struct Column: Sendable {
    /// What the values of a column are.
    package enum Kind: Sendable {
      case integer
      case text
      case blob
    }

    package let name: String
    package let kind: Kind
    /// Whether its values are keys, which are shifted where the cluster's keys begin elsewhere.
    package let isKey: Bool
    /// Whether its values are keys of texts.
    package let refersToText: Bool
  }

  /// How the rows of a table that a span of collections changed are found.
  package enum Kind: Sendable {
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
    /// The spans that were pruned: of a history's own, they are written with its first rows only.
    case prunedSpans
  }

  package let name: String
  /// Its columns but for `cluster_id`, in their order.
  package let columns: [Column]
  package let kind: Kind

  /// The column that is the key within a cluster; nil where several are.
  package var key: String? { has("\(name)_key") ? "\(name)_key" : nil }

  /// The columns that tell a row of a cluster from all others.
  package var keys: [String] {
    if let key { return [key] }
    switch kind {
    case .buckets: return ["step_seconds", "starts_at"]
    case .prunedSpans: return ["kind", "starts_at"]
    default: return name == "collection" ? ["number"] : ["number", "source"]
    }
  }

  /// Whether the table holds Pending spells, whose times of scheduling and end are known once they are closed only.
  package var holdsSpells: Bool { name == PendingTable.name }

  /// As what the rows of a table of intervals are kept; nil for other tables.
  package var retainedKind: RetainedKind? {
    if kind == .rollups { return .rollups }
    if holdsSpells { return .pending }
    return factKinds.first { $0.state.name == name }.map { RetainedKind($0.source) }
  }

  /// A condition that says nothing, and lets the index of a table of rollups serve, which leads over these columns to the
  /// end; empty for other tables.
  package var everyGroupOfRollups: String {
    guard kind == .rollups else { return "" }
    let steps = RollupStep.allCases.map { "\($0.seconds)" }.joined(separator: ", ")
    return " AND step_seconds IN (\(steps))" + (has("group_kind") ? " AND group_kind IN (0, 1, 2, 3, 4)" : "")
  }

  package func has(_ column: String) -> Bool { columns.contains { $0.name == column } }
}

extension HistoryTable {
  /// The tables of intervals of facts, and of what is concluded from them.
  private static let facts: [String] = factKinds.map { $0.state.name } + [PendingTable.name]

  /// The tables of intervals of rollups.
  static let rollups: [String] = [SlotRollup.table, SubnetRollup.table, OwnerRollup.table]

  /// All tables of intervals.
  static let intervals: [String] = facts + rollups

  /// The names of all tables, what rows refer to first, and how the rows of each are found.
  private static let kinds: [(String, Kind)] =
    [("text", .texts), ("pod_template", .identities)]
    + factKinds.compactMap { $0.identity?.name }.map { ($0, .identities) } + [(ShortLivedPodTable.name, .identities)]
    + facts.map { ($0, .intervals) }
    + rollups.map { ($0, .rollups) }
    + [("collection_rollup", .buckets), ("collection_error", .collections), ("collection", .collections)]
    + [(PrunedSpanTable.name, .prunedSpans)]

  /// All tables that have rows of clusters, but for `cluster` itself; what rows refer to comes before them.
  ///
  /// - Parameter connection: a file with this release's schema, from which the columns are read.
  package static func all(in connection: any Connection) throws -> [HistoryTable] {
    try kinds.map { name, kind in
      var columns: [Column] = []
      try Statement("SELECT name, type FROM pragma_table_info('\(name)') ORDER BY cid", in: connection).forEach { row in
        columns.append(Column(name: row.text(), type: row.text()))
      }
      return HistoryTable(name: name, columns: columns.filter { $0.name != "cluster_id" }, kind: kind)
    }
  }
}

extension HistoryTable.Column {
  /// - Parameter type: as it is declared in a file.
  fileprivate init(name: String, type: String) {
    self.name = name
    kind =
      switch type {
      case "INTEGER": .integer
      case "TEXT": .text
      default: .blob
      }
    refersToText = name.hasSuffix("_ref")
    isKey = name.hasSuffix("_key") || refersToText
  }
}
