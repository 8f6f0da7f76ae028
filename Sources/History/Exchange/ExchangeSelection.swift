import Capacity

/// The rows of one table that a batch of collections changed, as they were at its end.
struct ExchangeSelection {
  let table: ExchangeTable
  let batch: ExchangeBatch
  /// The highest key that the target has of the cluster, as the source counts keys.
  let latestKey: Int64
  /// The first key that is no longer the cluster's.
  let endOfKeys: Int64
  /// Tells the cluster beside a range of keys.
  let clusterOfKeys: String

  /// The statements that give the rows; `?1` is the cluster. Columns in the table's order.
  var statements: [String] {
    switch table.kind {
    case .texts: [select(hasNewKey)]
    case .identities: [select("\(hasNewKey) AND \(isOfBatch("collection"))")]
    case .intervals, .rollups: [select(opened)] + (batch.after.map { [select(changed(after: $0))] } ?? [])
    case .buckets:
      [
        select(
          "\(isOfCluster) AND \(isOfBatch("collection")) AND starts_at >= \(firstDay) AND step_seconds IN (3600, 86400)"
        )
      ]
    case .collections: [select("\(isOfCluster) AND \(isOfBatch("number"))")]
    }
  }

  private var isOfCluster: String { "cluster_id = ?1" }

  /// Rows that are written once come in the order of their keys.
  private var hasNewKey: String {
    "\(clusterOfKeys) AND \(table.name)_key > \(latestKey) AND \(table.name)_key < \(endOfKeys)"
  }

  private func isOfBatch(_ column: String) -> String {
    "\(column) > \(batch.after?.number ?? 0) AND \(column) <= \(batch.last.number)"
  }

  /// Rows that the target does not have. Keys alone do not tell: it may have deleted the latest ones of those that are
  /// long closed.
  private var opened: String {
    let isNew = batch.after.map { "\(hasNewKey) AND collection > \($0.number)" } ?? hasNewKey
    return batch.isFinal ? isNew : "\(isNew) AND valid_from <= \(batch.last.observedAt.seconds)"
  }

  /// Rows that the target has. Those that were closed since end after its latest collection; rollups, at the beginning
  /// of a bucket, or they are of the bucket in which it stands.
  private func changed(after: CollectionMark) -> String {
    let end = table.kind == .rollups ? "valid_to >= \(firstDay)" : "valid_to > \(after.observedAt.seconds)"
    return """
      \(isOfCluster)\(isOfEveryGroup) AND \(table.name)_key <= \(latestKey) AND \(end) AND collection > \(after.number)
      """
  }

  /// Says nothing, and lets the index of a rollup serve, which leads over these columns to the end.
  private var isOfEveryGroup: String {
    guard table.kind == .rollups else { return "" }
    let steps = RollupStep.allCases.map { "\($0.seconds)" }.joined(separator: ", ")
    return " AND step_seconds IN (\(steps))" + (table.has("group_kind") ? " AND group_kind IN (0, 1, 2, 3, 4)" : "")
  }

  private var firstDay: Int64 {
    batch.after?.observedAt.bucket(of: RollupStep.day.seconds).seconds ?? 0
  }

  private func select(_ condition: String) -> String {
    "SELECT \(columns.joined(separator: ", ")) FROM \(table.name) WHERE \(condition)"
  }

  /// The columns, of rows that were closed later as they were while they were open.
  private var columns: [String] {
    guard !batch.isFinal, table.has("valid_to") else { return table.columns.map(\.name) }
    let isOpen = "valid_to > \(batch.last.observedAt.seconds)"
    return table.columns.map { column in
      switch column.name {
      case "valid_to": "CASE WHEN \(isOpen) THEN \(openEnd.seconds) ELSE valid_to END"
      case "collection":
        "CASE WHEN \(isOpen) AND collection > \(batch.last.number) THEN \(batch.last.number) ELSE collection END"
      case "scheduled_at" where table.name == PendingTable.name, "ended_at":
        "CASE WHEN \(isOpen) THEN NULL ELSE \(column.name) END"
      default: column.name
      }
    }
  }
}
