import GRDB
import GRDBSQLite

/// The connection of an `SQLiteDatabase`.
final class SQLiteConnection: Connection {
  let database: GRDB.Database
  private let path: String
  private let space: SpaceEstimate?

  /// - Parameter database: used within the closure that gave it only.
  init(_ database: GRDB.Database, path: String, space: SpaceEstimate?) {
    self.database = database
    self.path = path
    self.space = space
  }

  var dialect: SQLDialect { .sqlite }

  func prepare(_ sql: String, rowsAtOnce: Int?) throws -> any PreparedStatement {
    SQLiteStatement(try database.makeStatement(sql: sql))
  }

  func execute(_ sql: String) throws { try database.execute(sql: sql) }

  func transaction<Result>(_ mode: TransactionMode, _ body: () throws -> Result) throws -> Result {
    if database.isInsideTransaction { return try body() }
    guard mode != .reading else { return try transaction(.deferred, body) { try database.commit() } }
    let space = space ?? SpaceEstimate(of: path)
    return try SQLiteDatabase.translatingErrors(path, .writing(space)) {
      try transaction(.immediate, body) {
        space.measure(database)
        if mode == .writing { try database.commit() } else { try database.rollback() }
      }
    }
  }

  private func transaction<Result>(
    _ kind: GRDB.Database.TransactionKind, _ body: () throws -> Result, end: () throws -> Void
  ) throws -> Result {
    try database.beginTransaction(kind)
    do {
      let result = try body()
      try end()
      return result
    } catch {
      // Where the disk is full, SQLite may have rolled back by itself.
      if database.isInsideTransaction { try? database.rollback() }
      throw error
    }
  }

  func holdSnapshot() throws {
    guard !database.isInsideTransaction else { return }
    try database.beginTransaction(.deferred)
    // A transaction has no state before it has read.
    try database.execute(sql: "SELECT count(*) FROM sqlite_schema")
  }

  var changedRows: Int { database.changesCount }

  func insert(into target: InsertTarget, rows: (any RowWriter) throws -> Void) throws {
    try rows(SQLiteRowWriter(target, on: self))
  }

  /// Others are kept out by the lock of the whole file.
  func isTransient(_ error: any Error) -> Bool { false }

  /// Rights are those of the file.
  func missingRight(_ error: any Error) -> String? { nil }
}

/// A statement through SQLite's own interface.
private final class SQLiteStatement: PreparedStatement {
  private let statement: GRDB.Statement
  private let handle: OpaquePointer

  init(_ statement: GRDB.Statement) {
    self.statement = statement
    handle = statement.sqliteStatement
  }

  // SQLite copies the bytes before the call returns (https://sqlite.org/c3ref/c_static.html).
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  func reset() { sqlite3_reset(handle) }

  func bind(integer value: Int64?, at parameter: Int32) {
    if let value {
      sqlite3_bind_int64(handle, parameter, value)
    } else {
      sqlite3_bind_null(handle, parameter)
    }
  }

  func bind(text value: UnsafeRawBufferPointer?, at parameter: Int32) {
    guard let value else {
      sqlite3_bind_null(handle, parameter)
      return
    }
    // An empty Swift buffer may have no address, which SQLite would take for NULL.
    let bytes = (value.baseAddress ?? UnsafeRawPointer(handle)).assumingMemoryBound(to: CChar.self)
    sqlite3_bind_text(handle, parameter, bytes, Int32(value.count), Self.transient)
  }

  func bind(bytes value: UnsafeRawBufferPointer?, at parameter: Int32) {
    guard let value else {
      sqlite3_bind_null(handle, parameter)
      return
    }
    if value.isEmpty {
      sqlite3_bind_zeroblob(handle, parameter, 0)
    } else {
      sqlite3_bind_blob(handle, parameter, value.baseAddress, Int32(value.count), Self.transient)
    }
  }

  func step() throws -> Bool {
    let result = sqlite3_step(handle)
    if result == SQLITE_ROW { return true }
    let error = result == SQLITE_DONE ? nil : error(result)
    sqlite3_reset(handle)
    if let error { throw error }
    return false
  }

  private func error(_ code: Int32) -> DatabaseError {
    let message = sqlite3_db_handle(handle).flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
    return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: statement.sql)
  }

  func integer(at column: Int32) -> Int64? {
    sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
  }

  func number(at column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func bytes(at column: Int32) -> UnsafeRawBufferPointer? {
    guard sqlite3_column_type(handle, column) != SQLITE_NULL else { return nil }
    // sqlite3_column_blob reads text as its UTF-8 bytes (https://sqlite.org/c3ref/column_blob.html).
    let bytes = sqlite3_column_blob(handle, column)
    return UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, column)))
  }

  func numbers(inColumnsEndingWith suffix: String, groupedBy group: Int32?) -> [Int64: Set<Int64>]? { nil }
}

/// Writes rows through one INSERT; a row with the same key is replaced.
private final class SQLiteRowWriter: RowWriter {
  private let constant: Int64
  private let insert: Statement
  private var parameters: Binder

  init(_ target: InsertTarget, on connection: SQLiteConnection) throws {
    let columns = [target.constant.column] + target.columns
    constant = target.constant.value
    insert = try Statement(
      """
      INSERT OR REPLACE INTO \(target.table) (\(columns.joined(separator: ", ")))
      VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
      """, in: connection)
    parameters = insert.binder()
    parameters.integer(constant)
  }

  func integer(_ value: Int64?) { parameters.integer(value) }

  func text(_ value: UnsafeRawBufferPointer?) { parameters.text(value) }

  func blob(_ value: UnsafeRawBufferPointer?) { parameters.blob(value) }

  func endRow() throws {
    try insert.run()
    parameters = insert.binder()
    parameters.integer(constant)
  }
}
