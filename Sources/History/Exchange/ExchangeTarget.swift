import Capacity

/// A history that takes the rows of another: a file, or a hub.
package protocol ExchangeTarget: AnyObject {
  /// What reads it, also within a transaction.
  var source: any SQLSource { get }

  /// What a cluster's keys begin behind.
  func keyBase(of cluster: Int64) -> Int64

  /// An id for a cluster that is not there yet.
  func newID(for cluster: ClusterRow) throws -> Int64

  /// Runs `body` in one transaction, which is undone if it throws.
  func transaction<Result>(_ body: () throws -> Result) throws -> Result

  /// Keeps all others from writing this cluster until the transaction ends, after it has been added or brought up to
  /// date.
  func lock(_ cluster: ClusterRow) throws

  /// Deletes all rows of a cluster from a table.
  func deleteAll(from table: ExchangeTable, of cluster: Int64) throws

  /// Writes rows of a table; those with keys that are there already take their place.
  ///
  /// - Parameters:
  ///   - replacement: which rows that are there the new ones may take the place of.
  ///   - rows: gives the rows to what it is handed, each with its columns in the table's order.
  func write(
    _ table: ExchangeTable, of cluster: Int64, _ replacement: ExchangeReplacement,
    rows: (any ExchangeSink) throws -> Void
  ) throws

  /// Whether a transaction that failed so may succeed if it is run again.
  func isTransient(_ error: any Error) -> Bool
}

/// Which rows of a table others take the place of.
package enum ExchangeReplacement: Hashable, Sendable {
  /// None: the cluster has no rows there.
  case nothing
  /// Those with the same key.
  case sameKey
  /// Those with the same key, which is not beyond this one.
  case sameKeyUpTo(Int64)
}

/// Takes rows of one table, column by column.
package protocol ExchangeSink: AnyObject {
  /// Takes the next column.
  func integer(_ value: Int64?)
  /// Takes the next column, text as UTF-8.
  func text(_ value: UnsafeRawBufferPointer?)
  /// Takes the next column.
  func blob(_ value: UnsafeRawBufferPointer?)
  /// Ends the row.
  func endRow() throws
}

extension RowReader {
  /// Gives the columns of a table to a sink, keys shifted by `keyOffset`.
  mutating func copy(_ columns: [ExchangeTable.Column], keyOffset: Int64, to sink: some ExchangeSink) throws {
    for column in columns {
      switch column.kind {
      case .integer:
        let value = optionalInteger()
        sink.integer(column.isKey ? value.map { $0 + keyOffset } : value)
      case .text: give { sink.text($0) }
      case .blob: give { sink.blob($0) }
      }
    }
    try sink.endRow()
  }

  private mutating func give(_ take: (UnsafeRawBufferPointer?) -> Void) {
    // An optional of the closure's own result cannot tell NULL from no call.
    if optionalBytes({ take($0) }) == nil { take(nil) }
  }
}
