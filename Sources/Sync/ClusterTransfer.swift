import Capacity
package import Database
import History

/// What was written of a cluster, or would be.
package struct TransferOutcome: Hashable, Sendable {
  /// How many collections.
  package var collections = 0
  /// How many rows, those that took the place of others included.
  package var rows = 0
  /// The last of the collections; nil if there were none.
  package var latest: CollectionPosition?
}

/// The history that is written to.
package struct SyncTarget {
  /// The target's database.
  package let connection: any Connection
  private let makeID: ((ClusterIdentity) throws -> Int64)?

  /// - Parameter newID: gives a key to a cluster that is not there yet; nil gives it as the target's engine does.
  init(_ connection: any Connection, newID: ((ClusterIdentity) throws -> Int64)? = nil) {
    self.connection = connection
    makeID = newID
  }

  fileprivate func newID(for identity: ClusterIdentity) throws -> Int64 {
    try makeID?(identity) ?? ClusterTable.newID(for: identity, in: connection)
  }

  /// Lets the hub's planner know what a first push has brought. A small table would never be looked at by itself, and
  /// without an idea of its size some joins take a thousand times as long.
  func gatherStatistics() {
    guard connection.dialect == .postgresql else { return }
    // What was pushed is pushed, whether or not this works.
    try? connection.execute("SELECT capdb_analyze()")
  }

  /// Keeps all others from writing this cluster until the transaction ends, after it has been added or brought up to
  /// date.
  fileprivate func lock(_ cluster: ClusterRow) throws {
    // In a file the transaction itself is the lock.
    if connection.dialect == .postgresql {
      let lock = try Statement("SELECT cluster_id FROM cluster WHERE cluster_id = ? FOR UPDATE", in: connection)
      var parameters = lock.binder()
      parameters.integer(cluster.id)
      try lock.run()
    }
    // An unchanged row is left alone: in PostgreSQL each update leaves a dead one behind.
    if try ClusterTable.cluster(id: cluster.id, in: connection) != cluster {
      try ClusterTable.put(cluster, in: connection)
    }
  }
}

/// Writes one cluster's history from one database to another, in transactions of whole collections.
struct ClusterTransfer {
  /// The cluster as the source has it.
  let cluster: ClusterRow
  let source: any Connection
  private let tables: [HistoryTable]
  private let target: SyncTarget
  private let changesPerTransaction: Int
  /// The cluster as the target had it at first; nil if it had none.
  private let known: ClusterRow?

  /// With their rollups these are some 250,000 rows, and some seconds of work for a hub.
  static let defaultChangesPerTransaction = 100_000
  /// How often a transaction is run that others got in the way of.
  private static let attempts = 5
  /// How many rows a hub sends at once.
  private static let rowsAtOnce = 5000

  /// Looks for the cluster in the target.
  ///
  /// - Parameters:
  ///   - tables: those of this release.
  ///   - changesPerTransaction: how many changes end a transaction; see `SyncBatch`.
  init(
    of cluster: ClusterRow, _ tables: [HistoryTable], from source: any Connection, to target: SyncTarget,
    changesPerTransaction: Int = Self.defaultChangesPerTransaction
  ) throws {
    self.cluster = cluster
    self.source = source
    self.tables = tables
    self.target = target
    self.changesPerTransaction = changesPerTransaction
    known = try ClusterDirectory(in: target.connection).row(sameAs: cluster)
  }

  /// How the source's history relates to the target's.
  func relation() throws -> Relation {
    try known.map { try relation(to: $0.id) } ?? .absent
  }

  private func relation(to there: Int64) throws -> Relation {
    try ClusterPositions(of: cluster.id, in: source).relation(
      to: ClusterPositions(of: there, in: target.connection))
  }

  /// The key that the cluster has in the target, or would get.
  ///
  /// A server that distributes its rows finds one by its key much sooner than it looks through all.
  func keyInTarget() throws -> Int64 {
    if let known, try ClusterTable.cluster(id: known.id, in: target.connection) == known { return known.id }
    return try ClusterDirectory(in: target.connection).row(sameAs: cluster)?.id ?? target.newID(for: cluster.identity)
  }

  /// Does what a plan says.
  ///
  /// - Parameter progress: called with what is written so far after each transaction.
  /// - Throws: `SyncError.overtaken`; the engines' own errors; what `progress` throws.
  func apply(_ plan: SyncPlan, progress: (TransferOutcome) throws -> Void = { _ in }) throws -> TransferOutcome {
    var outcome = TransferOutcome()
    guard plan != .nothing, plan != .refuse else { return outcome }
    var plan = plan
    var isDone = false
    while !isDone {
      isDone = try retrying { try transfer(plan, &outcome) }
      // What was replaced once is then gone on with.
      plan = .append(after: nil)
      try progress(outcome)
    }
    return outcome
  }

  /// Counts what `apply` would write.
  func preview(_ plan: SyncPlan) throws -> TransferOutcome {
    var outcome = TransferOutcome()
    guard plan != .nothing, plan != .refuse,
      let batch = try SyncBatch(of: cluster.id, after: plan.after, changes: .max, in: source)
    else { return outcome }
    let there = try keyInTarget()
    let latestKeys = batch.after == nil ? [:] : try latestKeys(of: there)
    for table in tables {
      outcome.rows += try copy(table, batch, latestKey: latestKeys[table.name], of: there, to: CountingWriter())
    }
    outcome.collections = batch.collections
    outcome.latest = batch.last
    return outcome
  }

  private func retrying<Result>(_ body: () throws -> Result) throws -> Result {
    for _ in 1..<Self.attempts {
      do {
        return try body()
      } catch  where target.connection.isTransient(error) {}
    }
    return try body()
  }

  /// Writes one batch. Returns whether it was the last one.
  private func transfer(_ plan: SyncPlan, _ outcome: inout TransferOutcome) throws -> Bool {
    var written = outcome
    let isDone = try target.connection.transaction(.writing) {
      var there = cluster
      there.id = try keyInTarget()
      try target.lock(there)
      // Another may have written while this one waited.
      guard let rest = plan.rest(try relation(to: there.id)) else {
        throw SyncError.overtaken(cluster.identity.name)
      }
      guard rest != .nothing else { return true }
      let gaps = try PrunedGaps(of: cluster.id, after: rest.after, in: source)
      let batch = try SyncBatch(
        of: cluster.id, after: rest.after, changes: changesPerTransaction, reaching: gaps.end, in: source)
      guard let batch else { return true }
      written.rows += try write(batch, gaps, of: there.id)
      written.collections += batch.collections
      written.latest = batch.last
      return batch.isFinal
    }
    outcome = written
    return isDone
  }

  private func write(_ batch: SyncBatch, _ gaps: PrunedGaps, of there: Int64) throws -> Int {
    var rows = 0
    // Files delete texts that nothing refers to, and what comes may refer to them again.
    let references = batch.after != nil && target.connection.dialect == .sqlite ? ReferencedKeys() : nil
    let latestKeys = batch.after == nil ? [:] : try latestKeys(of: there)
    for table in tables {
      // Without a collection there, what else it has of the cluster is a remainder.
      if batch.after == nil { try deleteAll(from: table, of: there) }
      let latestKey = latestKeys[table.name]
      let target = InsertTarget(
        table: table.name, columns: table.columns.map(\.name), key: table.keys, constant: ("cluster_id", there),
        replacing: replacement(in: table, batch, latestKey))
      try self.target.connection.insert(into: target) { writer in
        rows += try copy(table, batch, latestKey: latestKey, of: there, noting: references, to: writer)
      }
    }
    try gaps.close(tables, batch, latestKeys, of: there, in: target.connection)
    if let references { rows += try addMissing(references, to: there) }
    return rows
  }

  /// Adds pod templates and texts that rows refer to and the target has deleted.
  private func addMissing(_ references: ReferencedKeys, to there: Int64) throws -> Int {
    var rows = 0
    for table in tables.filter({ $0.name == "pod_template" }) + tables.filter({ $0.kind == .texts }) {
      let missing = try references.missing(from: table, in: target.connection)
      guard !missing.isEmpty, let key = table.key else { continue }
      let keys = missing.map { String($0 - keyOffset(to: there)) }.joined(separator: ", ")
      let insert = InsertTarget(
        table: table.name, columns: table.columns.map(\.name), key: table.keys, constant: ("cluster_id", there),
        replacing: .sameKey)
      try target.connection.insert(into: insert) { writer in
        rows += try copy(
          table,
          "SELECT \(table.columns.map(\.name).joined(separator: ", ")) FROM \(table.name) "
            + "WHERE cluster_id = ?1 AND \(key) IN (\(keys))", to: there, noting: references, writer)
      }
    }
    return rows
  }

  private func keyOffset(to there: Int64) -> Int64 {
    RowKeys.base(of: there, in: target.connection.dialect) - RowKeys.base(of: cluster.id, in: source.dialect)
  }

  private func deleteAll(from table: HistoryTable, of there: Int64) throws {
    let delete = try Statement("DELETE FROM \(table.name) WHERE cluster_id = ?", in: target.connection)
    var parameters = delete.binder()
    parameters.integer(there)
    try delete.run()
  }

  private func replacement(
    in table: HistoryTable, _ batch: SyncBatch, _ latestKey: Int64?
  ) -> InsertTarget.Replacement {
    switch table.kind {
    case _ where batch.after == nil: .nothing
    // The batch begins after the target's latest collection.
    case .collections: .nothing
    case .buckets: .sameKey
    default: latestKey.map { .sameKeyUpTo($0) } ?? .nothing
    }
  }

  private func copy(
    _ table: HistoryTable, _ batch: SyncBatch, latestKey: Int64?, of there: Int64,
    noting references: ReferencedKeys? = nil, to writer: any RowWriter
  ) throws -> Int {
    let base = RowKeys.base(of: cluster.id, in: source.dialect)
    let selection = RowSelection(
      table: table, batch: batch, latestKey: latestKey.map { $0 - keyOffset(to: there) } ?? base,
      endOfKeys: base + RowKeys.range, dialect: source.dialect)
    return try selection.statements.reduce(0) { rows, sql in
      rows + (try copy(table, sql, to: there, noting: references, writer))
    }
  }

  private func copy(
    _ table: HistoryTable, _ sql: String, to there: Int64, noting references: ReferencedKeys?,
    _ writer: any RowWriter
  ) throws -> Int {
    let keyOffset = keyOffset(to: there)
    var rows = 0
    let select = try Statement(sql, in: source, rowsAtOnce: Self.rowsAtOnce)
    var parameters = select.binder()
    parameters.integer(cluster.id)
    while try select.step() {
      var row = select.row()
      try row.copy(table.columns, keyOffset: keyOffset, noting: references, to: writer)
      rows += 1
    }
    return rows
  }

  /// The highest key that the cluster has in each table there, of those with keys of one column and rows: all of them in
  /// one round trip.
  private func latestKeys(of there: Int64) throws -> [String: Int64] {
    let keyed = tables.compactMap { table in table.key.map { (table: table.name, key: $0) } }
    // The range says the same as the cluster where each has one, and SQLite finds its end by it.
    let base = RowKeys.base(of: there, in: target.connection.dialect)
    let columns = keyed.map { table, key in
      """
      (SELECT max(\(key)) FROM \(table) WHERE cluster_id = ?1 AND \(key) > \(base) AND \(key) < \(base + RowKeys.range))
      """
    }
    let select = try Statement("SELECT \(columns.joined(separator: ", "))", in: target.connection)
    var parameters = select.binder()
    parameters.integer(there)
    var keys: [String: Int64] = [:]
    try select.forEach { row in
      for (table, _) in keyed { keys[table] = row.optionalInteger() }
    }
    return keys
  }
}

extension Row {
  /// Gives the columns of a table to a writer, keys shifted by `keyOffset`.
  fileprivate mutating func copy(
    _ columns: [HistoryTable.Column], keyOffset: Int64, noting references: ReferencedKeys?, to writer: any RowWriter
  ) throws {
    for column in columns {
      switch column.kind {
      case .integer:
        var value = optionalInteger()
        if column.isKey {
          value = value.map { $0 + keyOffset }
          if let references, let value { references.note(value, in: column) }
        }
        writer.integer(value)
      case .text: writer.text(optionalBytes())
      case .blob: writer.blob(optionalBytes())
      }
    }
    try writer.endRow()
  }
}

/// Ignores rows that are only counted.
private final class CountingWriter: RowWriter {
  func integer(_ value: Int64?) {}
  func text(_ value: UnsafeRawBufferPointer?) {}
  func blob(_ value: UnsafeRawBufferPointer?) {}
  func endRow() {}
}
