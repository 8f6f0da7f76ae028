import Capacity
import Database
import History

/// The collections that are written in one transaction.
struct SyncBatch {
  /// The latest collection that the target has; nil if it has none.
  var after: CollectionPosition?
  /// The last collection of the batch.
  var last: CollectionPosition
  /// Whether the source has none after it.
  var isFinal: Bool
  /// How many collections there are.
  var collections: Int
  /// How many facts they changed.
  private var changes: Int

  /// The next batch after a collection of the source; nil if there is nothing after it.
  ///
  /// A batch that is not the final one ends with a day (UTC): by then the rollups of its hours and days are done, so
  /// that their state at its end follows from the rows as they are today.
  ///
  /// - Parameters:
  ///   - limit: how many changes end a batch.
  ///   - moment: what the batch does not end before; nil if it may end anywhere.
  init?(
    of cluster: Int64, after: CollectionPosition?, changes limit: Int, reaching moment: Timestamp? = nil,
    in connection: any Connection
  ) throws {
    let select = try Statement(
      """
      SELECT number, observed_at, changes FROM collection WHERE cluster_id = ? AND number > ? ORDER BY number
      """, in: connection)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.integer(after?.number ?? 0)
    var batch: SyncBatch?
    while try select.step() {
      var row = select.row()
      let position = CollectionPosition(number: row.integer(), observedAt: Timestamp(seconds: row.integer()))
      if let full = batch, full.changes + full.collections >= limit, full.last.day != position.day,
        moment.map({ full.last.observedAt >= $0 }) ?? true
      {
        batch?.isFinal = false
        break
      }
      var next = batch ?? SyncBatch(after: after, first: position)
      next.last = position
      next.collections += 1
      next.changes += Int(row.integer())
      batch = next
    }
    guard let batch else { return nil }
    self = batch
  }

  private init(after: CollectionPosition?, first: CollectionPosition) {
    self.after = after
    last = first
    isFinal = true
    collections = 0
    changes = 0
  }
}

extension CollectionPosition {
  /// The day of the collection (UTC).
  fileprivate var day: Timestamp { observedAt.bucket(of: RollupStep.day.seconds) }
}

/// The rows of one table that a batch of collections changed, as they were at its end.
struct RowSelection {
  let table: HistoryTable
  let batch: SyncBatch
  /// The highest key that the target has of the cluster, as the source counts keys.
  let latestKey: Int64
  /// The first key that is no longer the cluster's.
  let endOfKeys: Int64
  /// The source's engine.
  let dialect: SQLDialect

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
    // Later on, each history keeps what it is told to keep; see `PrunedGaps`.
    case .prunedSpans: batch.after == nil ? [select(isOfCluster)] : []
    }
  }

  private var isOfCluster: String { "cluster_id = ?1" }

  /// The condition on the cluster beside a range of keys. In a file the range says it all, and the plus keeps SQLite from
  /// taking an index of the cluster's rows in another order.
  private var clusterOfKeys: String { dialect == .sqlite ? "+cluster_id = ?1" : "cluster_id = ?1" }

  /// Rows that are written once come in the order of their keys.
  private var hasNewKey: String {
    "\(clusterOfKeys) AND \(table.name)_key > \(latestKey) AND \(table.name)_key < \(endOfKeys)"
  }

  private func isOfBatch(_ column: String) -> String {
    "\(column) > \(batch.after?.number ?? 0) AND \(column) <= \(batch.last.number)"
  }

  /// Rows that the target does not have. Keys alone do not say so: it may have deleted the latest ones of those that are
  /// long closed.
  private var opened: String {
    let isNew = batch.after.map { "\(hasNewKey) AND collection > \($0.number)" } ?? hasNewKey
    return batch.isFinal ? isNew : "\(isNew) AND valid_from <= \(batch.last.observedAt.seconds)"
  }

  /// Rows that the target has. Those that were closed since end after its latest collection; rollups, at the beginning
  /// of a bucket, or they are of the bucket in which it stands.
  private func changed(after: CollectionPosition) -> String {
    let end = table.kind == .rollups ? "valid_to >= \(firstDay)" : "valid_to > \(after.observedAt.seconds)"
    return """
      \(isOfCluster)\(table.everyGroupOfRollups) AND \(table.name)_key <= \(latestKey) AND \(end) AND collection > \(after.number)
      """
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
      case "scheduled_at" where table.holdsSpells, "ended_at":
        "CASE WHEN \(isOpen) THEN NULL ELSE \(column.name) END"
      default: column.name
      }
    }
  }
}
