import GRDB
import GRDBSQLite

/// A prepared statement that is bound and stepped through its engine's own interface.
///
/// A first collection writes some 330,000 rows; GRDB's argument arrays would box each of their values.
package final class SQLStatement {
  private let engine: StatementEngine.Kind

  package init(_ sql: String, in source: any SQLSource) throws {
    engine = try source.engine(for: sql).kind
  }

  /// Clears row and bindings, and returns a binder that starts at the first parameter.
  package func binder() -> StatementBinder {
    switch engine {
    case .sqlite(let statement):
      sqlite3_reset(statement.sqliteStatement)
      return StatementBinder(statement: statement.sqliteStatement)
    case .remote(let handle):
      handle.statement.reset()
      return StatementBinder(remote: handle)
    }
  }

  /// Steps to the next row; false at the end, where the statement is reset.
  package func step() throws -> Bool {
    switch engine {
    case .sqlite(let statement): try Self.step(statement)
    case .remote(let handle): try handle.statement.step()
    }
  }

  private static func step(_ statement: Statement) throws -> Bool {
    let handle = statement.sqliteStatement
    let result = sqlite3_step(handle)
    if result == SQLITE_ROW { return true }
    let error = result == SQLITE_DONE ? nil : databaseError(result, statement)
    sqlite3_reset(handle)
    if let error { throw error }
    return false
  }

  private func reset() {
    switch engine {
    case .sqlite(let statement): sqlite3_reset(statement.sqliteStatement)
    case .remote(let handle): handle.statement.reset()
    }
  }

  /// Steps to the first row and gives it to `read`; nil if there is none. The statement is reset afterwards.
  package func first<Result>(_ read: (inout RowReader) throws -> Result) throws -> Result? {
    guard try step() else { return nil }
    defer { reset() }
    var row = reader()
    return try read(&row)
  }

  /// Gives every row to `read`.
  package func forEach(_ read: (inout RowReader) throws -> Void) throws {
    defer { reset() }
    while try step() {
      var row = reader()
      try read(&row)
    }
  }

  /// Runs a statement that returns no rows.
  package func run() throws {
    while try step() {}
  }

  /// A reader of the current row that starts at `column`.
  package func reader(at column: Int32 = 0) -> RowReader {
    switch engine {
    case .sqlite(let statement): RowReader(statement: statement.sqliteStatement, column: column)
    case .remote(let handle): RowReader(remote: handle, column: column)
    }
  }

  /// A comparer of columns with those of the current row from `column` on; rows are compared where they are recorded,
  /// in SQLite.
  func comparer(from column: Int32) throws -> RowComparer {
    guard case .sqlite(let statement) = engine else { throw HistoryError.corruptRow("a row of a hub is not compared") }
    return RowComparer(statement: statement.sqliteStatement, from: column)
  }

  /// The different numbers in those columns of all rows whose names end with `suffix`, where all rows are at hand, as
  /// those of a server are; nothing where SQLite gives one row after the other, and looking something up costs little.
  func numbersAtHand(inColumnsEndingWith suffix: String) throws -> Set<Int64> {
    guard case .remote(let handle) = engine else { return [] }
    return try handle.statement.numbers(inColumnsEndingWith: suffix)
  }

  private static func databaseError(_ code: Int32, _ statement: Statement) -> DatabaseError {
    let message = sqlite3_db_handle(statement.sqliteStatement).flatMap { sqlite3_errmsg($0) }.map {
      String(cString: $0)
    }
    return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: statement.sql)
  }
}
