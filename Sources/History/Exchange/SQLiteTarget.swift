import Capacity
import GRDB

/// A history in an SQLite file as the target of an exchange.
final class SQLiteTarget: ExchangeTarget {
  private let database: Database
  private let space: SpaceEstimate?
  private let makeID: ((ClusterRow) throws -> Int64)?

  /// - Parameters:
  ///   - database: a connection that writes; used within the closure that gave it only.
  ///   - space: measures what is written.
  ///   - newID: gives a cluster its id, where the file stands for a hub; nil numbers clusters one after the other.
  init(_ database: Database, space: SpaceEstimate? = nil, newID: ((ClusterRow) throws -> Int64)? = nil) {
    self.database = database
    self.space = space
    makeID = newID
  }

  var source: any SQLSource { database }

  func keyBase(of cluster: Int64) -> Int64 { RowKeys.base(of: cluster) }

  func newID(for cluster: ClusterRow) throws -> Int64 {
    try makeID?(cluster) ?? ClusterTable.nextID(in: database)
  }

  func transaction<Result>(_ body: () throws -> Result) throws -> Result {
    // Within a larger piece of work that is one transaction.
    if database.isInsideTransaction { return try body() }
    var result: Result?
    try database.inTransaction(.immediate) {
      result = try body()
      space?.measure(database)
      return .commit
    }
    guard let result else { throw HistoryError.corruptRow("a transaction without a result") }
    return result
  }

  /// An immediate transaction is the lock.
  func lock(_ cluster: ClusterRow) throws {
    try ClusterTable.put(cluster, in: database)
  }

  func deleteAll(from table: ExchangeTable, of cluster: Int64) throws {
    let delete = try SQLStatement("DELETE FROM \(table.name) WHERE cluster_id = ?", in: database)
    var parameters = delete.binder()
    parameters.integer(cluster)
    try delete.run()
  }

  func write(
    _ table: ExchangeTable, of cluster: Int64, _ replacement: ExchangeReplacement,
    rows: (any ExchangeSink) throws -> Void
  ) throws {
    try rows(SQLiteSink(table, of: cluster, in: database))
  }

  func isTransient(_ error: any Error) -> Bool { false }
}

/// Writes rows into a table; a row with the same key is replaced.
private final class SQLiteSink: ExchangeSink {
  private let cluster: Int64
  private let insert: SQLStatement
  private var parameters: StatementBinder

  init(_ table: ExchangeTable, of cluster: Int64, in database: Database) throws {
    let columns = ["cluster_id"] + table.columns.map(\.name)
    self.cluster = cluster
    insert = try SQLStatement(
      """
      INSERT OR REPLACE INTO \(table.name) (\(columns.joined(separator: ", ")))
      VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
      """, in: database)
    parameters = insert.binder()
    parameters.integer(cluster)
  }

  func integer(_ value: Int64?) { parameters.integer(value) }

  func text(_ value: UnsafeRawBufferPointer?) { parameters.text(utf8: value) }

  func blob(_ value: UnsafeRawBufferPointer?) { parameters.blob(value) }

  func endRow() throws {
    try insert.run()
    parameters = insert.binder()
    parameters.integer(cluster)
  }
}
