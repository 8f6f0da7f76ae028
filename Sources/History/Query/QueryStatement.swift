import GRDBSQLite

/// The one statement of a query.
final class QueryStatement {
  private let connection: QueryConnection
  private let handle: OpaquePointer
  private let sql: String

  /// Prepares the statement of `sql`.
  ///
  /// - Throws: `QueryError`, `HistoryError`.
  init(_ sql: String, on connection: QueryConnection) throws {
    self.sql = sql
    self.connection = connection
    connection.authorizer.reset()
    // A NUL would end the text for SQLite, and what follows would be left out unseen.
    guard !sql.utf8.contains(0) else {
      throw QueryError.syntax(reason: "it has a NUL character", line: nil, column: nil)
    }
    let (statement, rest) = try Self.prepare(sql, on: connection)
    guard let statement else { throw QueryError.empty }
    handle = statement
    // A second statement that cannot even be prepared is one too many all the same.
    let next = Result { try Self.prepare(rest, on: connection) }
    if case .success((nil, _)) = next {} else { throw QueryError.severalStatements }
    try checkReading()
  }

  deinit {
    sqlite3_finalize(handle)
  }

  /// The first statement of `sql`, nil if there is none, and the text after it.
  private static func prepare(
    _ sql: String, on connection: QueryConnection
  ) throws -> (statement: OpaquePointer?, rest: String) {
    var statement: OpaquePointer?
    let (code, rest) = sql.withCString { text in
      var tail: UnsafePointer<CChar>?
      let code = sqlite3_prepare_v2(connection.handle, text, -1, &statement, &tail)
      return (code, tail.map { String(cString: $0) } ?? "")
    }
    guard code == SQLITE_OK else { throw QueryFailure(sql: sql, code: code, on: connection).error }
    return (statement, rest)
  }

  private func checkReading() throws {
    guard sqlite3_stmt_readonly(handle) != 0 else {
      throw QueryError.notReading(action: QueryFailure.firstWord(of: sql))
    }
    guard sqlite3_column_count(handle) > 0 else { throw QueryError.noRows }
  }

  var columns: [String] {
    (0..<sqlite3_column_count(handle)).map { column in
      sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
    }
  }

  /// Steps to the next row; false at the end.
  ///
  /// - Throws: `QueryError`, `HistoryError`, `QueryStopwatch.Interruption`.
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw QueryFailure(sql: sql, code: code, on: connection).error
    }
  }
}

extension QueryStatement {
  /// Binds values to the parameters `:name`, `@name` or `$name`.
  ///
  /// - Throws: `QueryError.unknownParameter`, `QueryError.missingParameter`.
  func bind(_ values: [String: QueryValue]) throws(QueryError) {
    let parameters = (0..<sqlite3_bind_parameter_count(handle)).map { index in
      sqlite3_bind_parameter_name(handle, index + 1).map { String(cString: $0) } ?? "?"
    }
    let names = parameters.map { String($0.dropFirst()) }
    if let unknown = values.keys.sorted().first(where: { !names.contains($0) }) {
      throw .unknownParameter(unknown, known: parameters)
    }
    for (index, parameter) in parameters.enumerated() {
      guard let value = values[names[index]] else { throw .missingParameter(parameter) }
      bind(value, at: Int32(index + 1))
    }
  }

  private func bind(_ value: QueryValue, at index: Int32) {
    // SQLITE_TRANSIENT, a macro that Swift does not see: SQLite copies the bytes.
    let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    switch value {
    case .null: sqlite3_bind_null(handle, index)
    case .integer(let number): sqlite3_bind_int64(handle, index, number)
    case .real(let number): sqlite3_bind_double(handle, index, number)
    case .text(let text): sqlite3_bind_text(handle, index, text, Int32(text.utf8.count), transient)
    case .blob(let bytes): sqlite3_bind_blob(handle, index, bytes, Int32(bytes.count), transient)
    }
  }

  /// Adds the value of a column of the current row.
  func pack(column: Int32, into rows: inout PackedRows) {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: rows.append(sqlite3_column_int64(handle, column))
    case SQLITE_FLOAT: rows.append(sqlite3_column_double(handle, column))
    case SQLITE_TEXT: rows.append(text: bytes(sqlite3_column_text(handle, column), column))
    case SQLITE_BLOB: rows.append(blob: bytes(sqlite3_column_blob(handle, column), column))
    default: rows.appendNull()
    }
  }

  private func bytes(_ start: UnsafeRawPointer?, _ column: Int32) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, column)))
  }

  private func bytes(_ start: UnsafePointer<UInt8>?, _ column: Int32) -> UnsafeRawBufferPointer {
    bytes(UnsafeRawPointer(start), column)
  }
}
