import GRDB

/// A place where the histories of many clusters come together.
package protocol SyncHub {
  /// What it is called where people read it: an address without a password, or a path.
  var name: String { get }

  /// Gives the hub to `body`, which writes to it.
  func asTarget<Result>(_ body: (any ExchangeTarget) throws -> Result) throws -> Result

  /// Gives the hub to `body`, which asks what it would have to write and writes nothing: nothing is made that is missing.
  func asPreview<Result>(_ body: (any ExchangeTarget) throws -> Result) throws -> Result

  /// Gives the hub to `body`, which reads one consistent view of it.
  ///
  /// - Parameter tables: the tables of the file that its rows go to.
  func asSource<Result>(_ tables: [ExchangeTable], _ body: (ExchangeSource) throws -> Result) throws -> Result
}

/// A hub in which there is nothing yet.
package enum EmptyHub {
  /// Gives the hub to `body`.
  ///
  /// - Parameter newID: the id that the hub would give a cluster; nil numbers clusters one after the other.
  package static func asPreview<Result>(
    newID: ((ClusterRow) throws -> Int64)? = nil, _ body: (any ExchangeTarget) throws -> Result
  ) throws -> Result {
    try HistoryStore.inMemory().queue.read { try body(SQLiteTarget($0, newID: newID)) }
  }
}
