public import Database
import GRDBSQLite

/// Answers SQL that somebody typed in, in SQLite's dialect, on a connection of its own that can only read.
public struct SQLiteQuery: Sendable {
  private let path: String

  /// - Parameter path: the file of a history, which was opened by a `HistoryReader` before: its schema is not checked.
  public init(_ path: String) {
    self.path = path
  }

  /// Answers one query.
  ///
  /// The answer is read to its end before it is given, so that no reading transaction stays open behind a slow reader
  /// of the output, and an error leaves no half answer.
  ///
  /// - Parameters:
  ///   - sql: one SELECT (or VALUES, EXPLAIN, or a pragma that describes the schema).
  ///   - parameters: values for the parameters `:name`, `@name` and `$name`, by name.
  /// - Throws: `QueryError`; `SQLiteError` where the file cannot be read.
  public func answer(
    _ sql: String, parameters: [String: SQLValue] = [:], limits: QueryLimits = QueryLimits()
  ) throws -> QueryResult {
    let connection = try QueryConnection.open(path)
    let stopwatch = QueryStopwatch(limits.time)
    return try stopwatch.watch(connection) {
      try connection.watching {
        let statement = try QueryStatement(sql, on: connection)
        try statement.bind(parameters)
        return try Self.rows(of: statement, limits)
      }
    }
  }

  private static func rows(of statement: QueryStatement, _ limits: QueryLimits) throws -> QueryResult {
    var result = QueryResult(columns: statement.columns)
    while result.rowCount < limits.rows ?? .max, try statement.step() {
      statement.appendRow(to: &result)
      guard result.byteCount <= limits.bytes else { throw QueryError.tooLarge(bytes: limits.bytes) }
    }
    return result
  }
}

/// Stops a connection's statements when their time is up.
final class QueryStopwatch {
  private let limit: Duration
  private let end: ContinuousClock.Instant

  init(_ limit: Duration) {
    self.limit = limit
    end = .now + limit
  }

  /// How many instructions of its virtual machine SQLite runs between two looks at the clock: well under a millisecond.
  private static let instructions: Int32 = 1000

  private var isOver: Bool { ContinuousClock.now >= end }

  /// Runs `body`; what it steps through on the connection is stopped when the time is up.
  ///
  /// - Throws: `QueryError.timeLimit`; what `body` throws.
  func watch<Result>(_ connection: QueryConnection, _ body: () throws -> Result) throws -> Result {
    sqlite3_progress_handler(
      connection.handle, Self.instructions,
      { context in
        guard let context else { return 0 }
        return Unmanaged<QueryStopwatch>.fromOpaque(context).takeUnretainedValue().isOver ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
    defer { sqlite3_progress_handler(connection.handle, 0, nil, nil) }
    do {
      return try body()
    } catch is Interruption {
      throw QueryError.timeLimit(limit)
    }
  }

  /// What a statement throws that was stopped.
  struct Interruption: Error {}
}

/// The one statement of a query.
final class QueryStatement {
  private let connection: QueryConnection
  private let handle: OpaquePointer
  private let sql: String

  /// Prepares the statement of `sql`.
  ///
  /// - Throws: `QueryError`, `SQLiteError`.
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
  /// - Throws: `QueryError`, `SQLiteError`, `QueryStopwatch.Interruption`.
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
  func bind(_ values: [String: SQLValue]) throws(QueryError) {
    let parameters = (0..<sqlite3_bind_parameter_count(handle)).map { index in
      sqlite3_bind_parameter_name(handle, index + 1).map { String(cString: $0) } ?? "?"
    }
    for (index, value) in try QueryError.values(of: parameters, from: values).enumerated() {
      bind(value, at: Int32(index + 1))
    }
  }

  private func bind(_ value: SQLValue, at index: Int32) {
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

  /// Adds the current row to an answer.
  func appendRow(to result: inout QueryResult) {
    let columns = result.columns.indices
    result.appendRow { rows in
      for column in columns { pack(column: Int32(column), into: &rows) }
    }
  }

  private func pack(column: Int32, into rows: inout PackedRows) {
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

/// What SQLite says of a statement that failed, in the user's terms.
struct QueryFailure {
  let sql: String
  let code: Int32
  let connection: QueryConnection

  init(sql: String, code: Int32, on connection: QueryConnection) {
    self.sql = sql
    self.code = code
    self.connection = connection
  }

  /// A `QueryError`, `QueryStopwatch.Interruption`, or the `SQLiteError` of a file that cannot be read.
  var error: any Error {
    if let denial = connection.authorizer.denied {
      return QueryError.notReading(action: denial.words(statement: Self.firstWord(of: sql)))
    }
    switch code & 0xFF {
    case SQLITE_ERROR: return sqlError(connection.message)
    case SQLITE_INTERRUPT: return QueryStopwatch.Interruption()
    case SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE, SQLITE_NOMEM, SQLITE_AUTH:
      return QueryError.failed(reason: connection.message)
    default: return connection.error(code)
    }
  }

  private func sqlError(_ message: String) -> QueryError {
    let (line, column) = place
    if let name = message.rest(after: "no such table: ") {
      return .unknownTable(name, similar: SimilarName.view(to: name))
    }
    if let words = message.rest(after: "no such column: ") {
      // Newer releases add a hint, and the quotes that were written.
      let name = words.split(separator: " - ").first.map { $0.filter { $0 != "\"" } } ?? words
      return .unknownColumn(name, similar: SimilarName.column(to: name, in: sql), line: line, column: column)
    }
    let isSyntax =
      message.hasSuffix("syntax error") || message.hasPrefix("unrecognized token")
      || message == "incomplete input"
    return isSyntax ? .syntax(reason: message, line: line, column: column) : .failed(reason: message + placeWords)
  }

  private var placeWords: String {
    guard let line = place.line, let column = place.column else { return "" }
    return " (line \(line), column \(column))"
  }

  /// Line and column of the error, from 1 on, in characters.
  private var place: (line: Int?, column: Int?) {
    guard let offset = connection.errorOffset, offset <= sql.utf8.count else { return (nil, nil) }
    let before = String(decoding: sql.utf8.prefix(offset), as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    return (before.count, (before.last?.count ?? 0) + 1)
  }

  /// The first word of a statement, in capitals, after blanks and comments.
  static func firstWord(of sql: String) -> String {
    var text = sql[...]
    while true {
      text = text.drop { $0.isWhitespace || $0 == ";" }
      if text.hasPrefix("--") {
        text = text.drop { !$0.isNewline }
      } else if text.hasPrefix("/*"), let end = text.dropFirst(2).firstRange(of: "*/") {
        text = text[end.upperBound...]
      } else {
        return text.prefix { $0.isLetter }.uppercased()
      }
    }
  }
}

extension String {
  /// What follows `prefix`; nil if the text does not begin with it.
  fileprivate func rest(after prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
