import CPostgres
import History

/// A query that a hub is asked within a transaction that is open already.
struct HubQuery {
  private let text: HubQueryText
  private let values: PostgresParameters
  private let limits: QueryLimits
  private let connection: PostgresConnection
  private let end: ContinuousClock.Instant

  /// The time runs from now on.
  init(
    _ text: HubQueryText, _ values: PostgresParameters, _ limits: QueryLimits, _ connection: PostgresConnection
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

  /// The first rows tell how many make a portion of about a mebibyte.
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

extension HubQuery {
  /// Gives the next statement the time that is left, in whole milliseconds, rounded up: 0 would be no limit.
  private var timeout: String {
    let left = (end - .now).components
    let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000 + 1
    return "SET LOCAL statement_timeout = \(max(1, min(milliseconds, Int64(Int32.max))))"
  }

  /// Brings what the server says into the user's terms.
  ///
  /// - Parameter textAt: how many characters precede the query's text in what the server is sent.
  private func translatingErrors<Result>(textAt: Int, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch PostgresError.server(_, let message) {
      let isTimeLimit = message.code == "57014" && ContinuousClock.now >= end
      throw isTimeLimit ? .timeLimit(limits.time) : HubQueryFailure(text, message, textAt: textAt).error
    }
  }
}
