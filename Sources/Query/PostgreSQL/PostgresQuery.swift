import CPostgres
public import Database
public import DatabasePostgres

/// Answers SQL that somebody typed in, in PostgreSQL's dialect, in a transaction of its own that only reads.
///
/// Three things keep the hub's tables as they are: the transaction is READ ONLY, which cannot be taken back once it
/// has read; the statement is the query of a cursor, which takes nothing that writes and no second statement; and the
/// transaction is rolled back. What a function does that reaches beyond the database's tables, such as
/// `pg_terminate_backend`, `lo_export` or `dblink`, the server allows or refuses by the rights of the address's role:
/// people who ask a hub want a role that may SELECT from the views and nothing else, never a superuser.
///
/// Times are shown in UTC. NaN is NULL, as in SQLite; types that SQLite does not have come as their text.
public struct PostgresQuery: Sendable {
  private let database: PostgresDatabase

  /// - Parameter database: a hub, which was opened by a `HistoryReader` before: its schema is not checked.
  public init(_ database: PostgresDatabase) {
    self.database = database
  }

  /// Answers one query.
  ///
  /// - Parameters:
  ///   - sql: one SELECT (or VALUES, TABLE, WITH … SELECT, or EXPLAIN of these).
  ///   - parameters: values for the parameters `:name`, `@name` and `$name`, by name.
  /// - Throws: `QueryError`; `PostgresError` where the connection breaks.
  public func answer(
    _ sql: String, parameters: [String: SQLValue] = [:], limits: QueryLimits = QueryLimits()
  ) throws -> QueryResult {
    let text = try PostgresQueryText(sql)
    let values = try text.values(parameters)
    return try database.withPostgresConnection { connection in
      // Locks of the session and the like outlive a transaction.
      defer { try? connection.execute("DISCARD ALL") }
      return try connection.transaction(.reading) {
        try PostgresCursorQuery(text, values, limits, connection).answer()
      }
    }
  }
}

/// A query that a hub is asked within a transaction that is open already.
struct PostgresCursorQuery {
  private let text: PostgresQueryText
  private let values: PostgresParameters
  private let limits: QueryLimits
  private let connection: PostgresConnection
  private let end: ContinuousClock.Instant

  /// The time runs from now on.
  init(
    _ text: PostgresQueryText, _ values: PostgresParameters, _ limits: QueryLimits, _ connection: PostgresConnection
  ) {
    self.text = text
    self.values = values
    self.limits = limits
    self.connection = connection
    end = .now + limits.time
  }

  /// - Throws: `QueryError`, `PostgresError`.
  func answer() throws -> QueryResult {
    try connection.execute(Self.settings)
    // The cursor refuses to explain what it would refuse to read.
    try declare(text.explained ?? text.numbered)
    return text.explained == nil ? try fetched() : try explanation()
  }

  /// How values become text, wherever they come from, and the lexical rule that the scanner knows.
  ///
  /// A cursor is otherwise planned to give its first tenth soon, and the rest late.
  private static let settings = """
    SET LOCAL standard_conforming_strings = on; SET LOCAL bytea_output = hex; SET LOCAL extra_float_digits = 1; \
    SET LOCAL DateStyle = 'ISO'; SET LOCAL TimeZone = 'UTC'; SET LOCAL cursor_tuple_fraction = 1
    """

  private static let cursor = "capdb_query"

  private func declare(_ query: String) throws {
    let declaration = "DECLARE \(Self.cursor) NO SCROLL CURSOR FOR "
    try translatingErrors(textAt: declaration.count) {
      try connection.execute(timeout)
      _ = try checkedRows(values.run(declaration + query, on: connection.handle, isBinary: false))
    }
  }

  private func fetched() throws -> QueryResult {
    var result: QueryResult?
    while true {
      // None are wanted for an answer of no rows, which has its columns all the same.
      let wanted = rowsAtOnce(result)
      let rows = try fetch(wanted)
      try append(rows, to: &result)
      if let result, rows.count < wanted || result.rowCount == limits.rows { return result }
    }
  }

  /// The first rows show how many make a portion of about a mebibyte.
  private func rowsAtOnce(_ result: QueryResult?) -> Int {
    let left = (limits.rows ?? .max) - (result?.rowCount ?? 0)
    guard let result, result.rowCount > 0 else { return min(50, left) }
    let bytesPerRow = max(1, result.byteCount / result.rowCount)
    return min(left, max(1, min(1000, (1 << 20) / bytesPerRow)))
  }

  private func fetch(_ count: Int) throws -> PostgresRows {
    try translatingErrors(textAt: 0) {
      // The limit is for all portions together, and the query itself may have set it to another.
      try checkedRows(PQexec(connection.handle, "\(timeout); FETCH \(count) FROM \(Self.cursor)"))
    }
  }

  private func explanation() throws -> QueryResult {
    let rows = try translatingErrors(textAt: 0) {
      try connection.execute(timeout)
      return try checkedRows(values.run(text.numbered, on: connection.handle, isBinary: false))
    }
    var result: QueryResult?
    try append(rows, to: &result)
    return result ?? QueryResult(columns: rows.columns)
  }

  private func append(_ rows: PostgresRows, to result: inout QueryResult?) throws(QueryError) {
    let columns = rows.columns
    guard !columns.isEmpty else { throw .noRows }
    var all = result ?? QueryResult(columns: columns)
    result = nil
    for row in 0..<min(rows.count, (limits.rows ?? .max) - all.rowCount) {
      all.appendRow { packed in
        for column in columns.indices { rows.pack(row, column, into: &packed) }
      }
      guard all.byteCount <= limits.bytes else { throw .tooLarge(bytes: limits.bytes) }
    }
    result = all
  }

  private func checkedRows(_ result: OpaquePointer?) throws(PostgresError) -> PostgresRows {
    PostgresRows(try connection.checked(result))
  }
}

extension PostgresCursorQuery {
  /// Gives the next statement the time that is left, in whole milliseconds, rounded up: 0 would be no limit.
  private var timeout: String {
    let left = (end - .now).components
    let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000 + 1
    return "SET LOCAL statement_timeout = \(max(1, min(milliseconds, Int64(Int32.max))))"
  }

  /// Puts what the server says into the user's terms.
  ///
  /// - Parameter textAt: how many characters precede the query's text in what the server is sent.
  private func translatingErrors<Result>(textAt: Int, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch PostgresError.server(_, let message) {
      let isTimeLimit = message.code == "57014" && ContinuousClock.now >= end
      throw isTimeLimit ? .timeLimit(limits.time) : PostgresQueryFailure(text, message, textAt: textAt).error
    }
  }
}

/// What a server says of a query that failed, in the user's terms.
struct PostgresQueryFailure {
  private let text: PostgresQueryText
  private let message: PostgresError.ServerMessage
  /// Where in the query's text the error is, in Unicode scalars from 0 on; nil if it has no place there.
  private let offset: Int?

  /// - Parameter textAt: how many characters precede the query's text in what the server was sent.
  init(_ text: PostgresQueryText, _ message: PostgresError.ServerMessage, textAt: Int) {
    self.text = text
    self.message = message
    let offset = message.position.map { $0 - 1 - textAt }
    self.offset = offset.flatMap { (0...text.sql.unicodeScalars.count).contains($0) ? $0 : nil }
  }

  /// Source of the conditions: https://www.postgresql.org/docs/current/errcodes-appendix.html
  var error: QueryError {
    switch message.code {
    case "42601": syntaxError
    case "42P01": unknownTable
    case "42703": unknownColumn
    case "25006": .notReading(action: refusedAction)
    case "0A000" where message.message.contains("DECLARE CURSOR"):
      .notReading(action: "a WITH that writes")
    case "42883": .failed(reason: words + "; a hub answers PostgreSQL's SQL")
    default: .failed(reason: words)
    }
  }

  private var syntaxError: QueryError {
    if message.message.contains("SELECT ... INTO") { return .notReading(action: "SELECT INTO") }
    if let name = name?.uppercased(), ["INSERT", "UPDATE", "DELETE", "MERGE"].contains(name) {
      return .notReading(action: name)
    }
    return .syntax(reason: message.message, line: place?.line, column: place?.column)
  }

  /// A name before a column that no table of the query has is, to the server, a table that is missing too.
  private var unknownTable: QueryError {
    guard let name else { return .failed(reason: words) }
    let isPrefix = !message.message.hasPrefix("relation")
    return isPrefix ? unknownColumn : .unknownTable(name, similar: SimilarName.view(to: name))
  }

  private var unknownColumn: QueryError {
    guard let name else { return .failed(reason: words) }
    return .unknownColumn(
      name, similar: SimilarName.column(to: name, in: text.sql), line: place?.line, column: place?.column)
  }

  /// What a read-only transaction did not do: the server names it in the middle of its sentence.
  private var refusedAction: String {
    let match = message.message.firstMatch(of: /cannot execute (.+) in a read-only transaction/)
    return match.map { String($0.output.1) } ?? text.command
  }

  private var words: String {
    let parts = [message.message, message.detail, message.hint].compactMap(\.self).map { part in
      part.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
    return parts.joined(separator: "; ") + (place.map { " (line \($0.line), column \($0.column))" } ?? "")
  }

  /// Line and column of the error, from 1 on, in characters.
  private var place: (line: Int, column: Int)? {
    guard let offset else { return nil }
    let before = String(text.sql.unicodeScalars.prefix(offset)).split(
      separator: "\n", omittingEmptySubsequences: false)
    return (before.count, (before.last?.count ?? 0) + 1)
  }

  /// The name at the place of the error, without quotes and with those that it hangs on.
  private var name: String? {
    guard let offset else { return nil }
    let rest = String(text.sql.unicodeScalars.dropFirst(offset))
    let match = rest.prefixMatch(of: /(?:"[^"]*"|[\w$]+)(?:\s*\.\s*(?:"[^"]*"|[\w$]+))*/)
    return match.map { $0.output.filter { $0 != "\"" && !$0.isWhitespace } }
  }
}

extension PostgresRows {
  /// Appends a value that came in the text format, as SQLite would have stored it.
  func pack(_ row: Int, _ column: Int, into packed: inout PackedRows) {
    guard let bytes = bytes(row, column) else { return packed.appendNull() }
    let text = String(decoding: bytes, as: UTF8.self)
    switch type(ofColumn: column) {
    case TypeOID.bool: packed.append(text == "t" ? 1 as Int64 : 0)
    case TypeOID.int2, TypeOID.int4, TypeOID.int8, TypeOID.oid: packed.append(Int64(text) ?? 0)
    case TypeOID.float4, TypeOID.float8: packed.append(Double(text) ?? .nan)
    // A sum of whole numbers is a numeric too.
    case TypeOID.numeric:
      if let whole = Int64(text) { packed.append(whole) } else { packed.append(Double(text) ?? .nan) }
    case TypeOID.bytea: packBytes(bytes, into: &packed)
    default: packed.append(text: UnsafeRawBufferPointer(bytes))
    }
  }

  private func packBytes(_ text: UnsafeRawBufferPointer, into packed: inout PackedRows) {
    var count = 0
    let start = text.bindMemory(to: UInt8.self).baseAddress
    let bytes = PQunescapeBytea(start, &count)
    defer { PQfreemem(bytes) }
    packed.append(blob: UnsafeRawBufferPointer(start: bytes, count: count))
  }
}
