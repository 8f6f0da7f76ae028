import GRDB
import GRDBSQLite

/// A prepared statement that is bound and stepped through SQLite's C interface.
///
/// A first collection writes some 330,000 rows; GRDB's argument arrays would box each of their values.
final class SQLStatement {
  private let statement: Statement
  /// The statement itself, for those who bind or read columns.
  var handle: OpaquePointer { statement.sqliteStatement }

  init(_ sql: String, in database: Database) throws {
    statement = try database.makeStatement(sql: sql)
  }

  /// Clears row and bindings, and returns a binder that starts at the first parameter.
  func binder() -> StatementBinder {
    sqlite3_reset(handle)
    return StatementBinder(statement: handle)
  }

  /// Steps to the next row; false at the end, where the statement is reset.
  func step() throws -> Bool {
    let result = sqlite3_step(handle)
    if result == SQLITE_ROW { return true }
    let error = result == SQLITE_DONE ? nil : databaseError(result)
    sqlite3_reset(handle)
    if let error { throw error }
    return false
  }

  /// Steps to the first row and gives it to `read`; nil if there is none. The statement is reset afterwards.
  func first<Result>(_ read: (inout RowReader) throws -> Result) throws -> Result? {
    guard try step() else { return nil }
    defer { sqlite3_reset(handle) }
    var row = reader()
    return try read(&row)
  }

  /// Gives every row to `read`.
  func forEach(_ read: (inout RowReader) throws -> Void) throws {
    defer { sqlite3_reset(handle) }
    while try step() {
      var row = reader()
      try read(&row)
    }
  }

  /// Runs an INSERT and returns the key of its row.
  func insert() throws -> Int64 {
    try run()
    return sqlite3_last_insert_rowid(sqlite3_db_handle(handle))
  }

  /// Runs a statement that returns no rows.
  func run() throws {
    while try step() {}
  }

  /// A reader of the current row that starts at `column`.
  func reader(at column: Int32 = 0) -> RowReader {
    RowReader(statement: handle, column: column)
  }

  private func databaseError(_ code: Int32) -> DatabaseError {
    let message = sqlite3_db_handle(handle).flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
    return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: statement.sql)
  }
}
