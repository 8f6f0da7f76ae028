import Capacity

/// The collections that go over in one transaction.
struct ExchangeBatch {
  /// The latest collection that the target has; nil if it has none.
  var after: CollectionMark?
  /// The last collection of the batch.
  var last: CollectionMark
  /// Whether the source has none after it.
  var isFinal: Bool
  /// How many collections there are.
  var collections: Int
  /// How many facts they changed.
  var changes: Int

  /// The next batch after a collection of the source; nil if there is nothing after it.
  ///
  /// A batch that is not the final one ends with a day (UTC): by then the rollups of its hours and days are done, so
  /// that the state they had at its end can be told from the rows as they are today.
  ///
  /// - Parameter changes: how many changes end a batch.
  init?(
    of cluster: Int64, after: CollectionMark?, changes limit: Int, in source: any SQLSource
  ) throws {
    let select = try SQLStatement(
      """
      SELECT number, observed_at, changes FROM collection WHERE cluster_id = ? AND number > ? ORDER BY number
      """, in: source)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.integer(after?.number ?? 0)
    var batch: ExchangeBatch?
    while try select.step() {
      var row = select.reader()
      let mark = CollectionMark(number: row.integer(), observedAt: row.time())
      if let full = batch, full.changes + full.collections >= limit, full.last.day != mark.day {
        batch?.isFinal = false
        break
      }
      var next =
        batch ?? ExchangeBatch(after: after, last: mark, isFinal: true, collections: 0, changes: 0)
      next.last = mark
      next.collections += 1
      next.changes += Int(row.integer())
      batch = next
    }
    guard let batch else { return nil }
    self = batch
  }

  private init(after: CollectionMark?, last: CollectionMark, isFinal: Bool, collections: Int, changes: Int) {
    self.after = after
    self.last = last
    self.isFinal = isFinal
    self.collections = collections
    self.changes = changes
  }
}

extension CollectionMark {
  fileprivate var day: Timestamp { observedAt.bucket(of: RollupStep.day.seconds) }
}
