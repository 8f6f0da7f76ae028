import GRDB

/// A hub that is a history in an SQLite file.
package struct FileHub: SyncHub {
  private let path: String

  /// - Parameter path: made by the first push if it is missing.
  package init(path: String) {
    self.path = path
  }

  package var name: String { path }

  package func asTarget<Result>(_ body: (any ExchangeTarget) throws -> Result) throws -> Result {
    let store = try HistoryStore(path: path)
    let space = SpaceEstimate(of: path)
    return try HistoryFile.translatingErrors(path, .writing(space)) {
      try store.queue.writeWithoutTransaction { database in
        // Others may be writing a first push of theirs.
        try database.execute(sql: "PRAGMA busy_timeout = 60000")
        return try body(SQLiteTarget(database, space: space))
      }
    }
  }

  package func asPreview<Result>(_ body: (any ExchangeTarget) throws -> Result) throws -> Result {
    guard HistoryFile.exists(path) else { return try EmptyHub.asPreview(body) }
    return try HistoryReader(path: path).read { try body(SQLiteTarget($0)) }
  }

  package func asSource<Result>(
    _ tables: [ExchangeTable], _ body: (ExchangeSource) throws -> Result
  ) throws -> Result {
    try HistoryReader(path: path).read { try body(ExchangeSource($0)) }
  }
}
