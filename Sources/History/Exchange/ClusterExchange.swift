import Capacity

/// Brings one cluster's history from a source to a target, in transactions of whole collections.
package struct ClusterExchange {
  private let cluster: ClusterRow
  private let source: ExchangeSource
  private let target: any ExchangeTarget
  private let changesPerTransaction: Int

  /// - Parameters:
  ///   - cluster: as the source has it.
  ///   - changesPerTransaction: how many changes end a transaction; see `ExchangeBatch`.
  package init(
    of cluster: ClusterRow, from source: ExchangeSource, to target: any ExchangeTarget,
    changesPerTransaction: Int = Self.defaultChangesPerTransaction
  ) {
    self.cluster = cluster
    self.source = source
    self.target = target
    self.changesPerTransaction = changesPerTransaction
  }

  /// With their rollups these are some 250,000 rows, and some seconds of work for a hub.
  package static let defaultChangesPerTransaction = 100_000
  /// How often a transaction is run that others got in the way of.
  private static let attempts = 5

  /// What the source has beside the target.
  package func lineage() throws -> Lineage {
    guard let there = try ClusterMatch(in: target.source).row(of: cluster) else { return .absent }
    return try ClusterCollections(of: cluster.id, in: source.sql).lineage(
      beside: ClusterCollections(of: there.id, in: target.source))
  }

  /// Writes everything that the target lacks.
  ///
  /// - Parameters:
  ///   - replacing: whether what the target has of the cluster is dropped first, whatever it is.
  ///   - progress: told what is over after each transaction.
  /// - Returns: what was written, and how the histories stood to each other before: nothing is written where the
  ///   target's is no beginning of the source's.
  package func run(
    replacing: Bool = false, progress: (ExchangeOutcome) throws -> Void = { _ in }
  ) throws -> (lineage: Lineage, outcome: ExchangeOutcome) {
    let before = try lineage()
    var outcome = ExchangeOutcome()
    guard replacing || before.allowsExchange else { return (before, outcome) }
    var isFirst = replacing
    var isDone = before == .same && !replacing
    while !isDone {
      isDone = try retrying { try transfer(replacing: isFirst, &outcome) }
      isFirst = false
      try progress(outcome)
    }
    return (before, outcome)
  }

  /// The number that the cluster has in the target, or would get.
  package func numberInTarget() throws -> Int64 {
    try ClusterMatch(in: target.source).row(of: cluster)?.id ?? target.newID(for: cluster)
  }

  /// Counts what `run` would write.
  package func preview(replacing: Bool = false) throws -> (lineage: Lineage, outcome: ExchangeOutcome) {
    let lineage = try lineage()
    var outcome = ExchangeOutcome()
    guard replacing || lineage.allowsExchange,
      let batch = try nextBatch(lineage, replacing: replacing, changes: .max)
    else { return (lineage, outcome) }
    let there = try numberInTarget()
    let latestKeys = batch.after == nil ? [:] : try latestKeys(of: there)
    for table in source.tables {
      outcome.rows += try copy(table, batch, latestKey: latestKeys[table.name], of: there, to: CountingSink())
    }
    outcome.collections = batch.collections
    outcome.latest = batch.last
    return (lineage, outcome)
  }

  private func retrying<Result>(_ body: () throws -> Result) throws -> Result {
    for _ in 1..<Self.attempts {
      do {
        return try body()
      } catch  where target.isTransient(error) {}
    }
    return try body()
  }

  /// Writes one batch. Returns whether it was the last one.
  private func transfer(replacing: Bool, _ outcome: inout ExchangeOutcome) throws -> Bool {
    var written = outcome
    let isDone = try target.transaction {
      var there = cluster
      there.id = try numberInTarget()
      try target.lock(there)
      // Another may have written while this one waited.
      let lineage = try ClusterCollections(of: cluster.id, in: source.sql).lineage(
        beside: ClusterCollections(of: there.id, in: target.source))
      guard let batch = try nextBatch(lineage, replacing: replacing, changes: changesPerTransaction) else {
        return true
      }
      written.rows += try write(batch, of: there.id)
      written.collections += batch.collections
      written.latest = batch.last
      return batch.isFinal
    }
    outcome = written
    return isDone
  }

  /// What is to be written; nil where the target has it all, be it that another sync has brought it, or more.
  private func nextBatch(_ lineage: Lineage, replacing: Bool, changes: Int) throws -> ExchangeBatch? {
    var after: CollectionMark?
    switch lineage {
    case _ where replacing: break
    case .absent: break
    case .same, .behind: return nil
    case .ahead(let mark): after = mark
    case .diverged: throw ExchangeError.overtaken(cluster.identity.name)
    }
    return try ExchangeBatch(of: cluster.id, after: after, changes: changes, in: source.sql)
  }

  private func write(_ batch: ExchangeBatch, of there: Int64) throws -> Int {
    var rows = 0
    let latestKeys = batch.after == nil ? [:] : try latestKeys(of: there)
    for table in source.tables {
      // Without a collection there, what else it has of the cluster is a remainder.
      if batch.after == nil { try target.deleteAll(from: table, of: there) }
      let latestKey = latestKeys[table.name]
      let replacement: ExchangeReplacement =
        switch table.kind {
        case _ where batch.after == nil: .nothing
        // The batch begins after the target's latest collection.
        case .collections: .nothing
        case .buckets: .sameKey
        default: latestKey.map { .sameKeyUpTo($0) } ?? .nothing
        }
      try target.write(table, of: there, replacement) { sink in
        rows += try copy(table, batch, latestKey: latestKey, of: there, to: sink)
      }
    }
    return rows
  }

  private func copy(
    _ table: ExchangeTable, _ batch: ExchangeBatch, latestKey: Int64?, of there: Int64, to sink: some ExchangeSink
  ) throws -> Int {
    let base = source.keyBase(of: cluster.id)
    let keyOffset = target.keyBase(of: there) - base
    let selection = ExchangeSelection(
      table: table, batch: batch, latestKey: latestKey.map { $0 - keyOffset } ?? base,
      endOfKeys: base + RowKeys.range, clusterOfKeys: source.clusterOfKeys)
    var rows = 0
    for sql in selection.statements {
      let select = try SQLStatement(sql, in: source.rows)
      var parameters = select.binder()
      parameters.integer(cluster.id)
      while try select.step() {
        var row = select.reader()
        try row.copy(table.columns, keyOffset: keyOffset, to: sink)
        rows += 1
      }
    }
    return rows
  }

  /// The highest key that the cluster has in each table there, of those with keys of one column and rows: all of them in
  /// one journey.
  private func latestKeys(of there: Int64) throws -> [String: Int64] {
    let keyed = source.tables.compactMap { table in table.key.map { (table: table.name, key: $0) } }
    // The range says the same as the cluster where each has one, and SQLite finds its end by it.
    let base = target.keyBase(of: there)
    let columns = keyed.map { table, key in
      """
      (SELECT max(\(key)) FROM \(table) WHERE cluster_id = ?1 AND \(key) > \(base) AND \(key) < \(base + RowKeys.range))
      """
    }
    let select = try SQLStatement("SELECT \(columns.joined(separator: ", "))", in: target.source)
    var parameters = select.binder()
    parameters.integer(there)
    var keys: [String: Int64] = [:]
    try select.forEach { row in
      for (table, _) in keyed { keys[table] = row.optionalInteger() }
    }
    return keys
  }
}

/// Lets rows go by that are only counted.
private final class CountingSink: ExchangeSink {
  func integer(_ value: Int64?) {}
  func text(_ value: UnsafeRawBufferPointer?) {}
  func blob(_ value: UnsafeRawBufferPointer?) {}
  func endRow() {}
}
