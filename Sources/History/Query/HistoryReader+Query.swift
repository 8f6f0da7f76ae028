import GRDBSQLite

extension HistoryReader {
  /// Answers SQL that somebody typed in, on a connection of its own that can only read.
  ///
  /// The answer is read to its end before it is given, so that no reading transaction stays open behind a slow reader
  /// of the output, and an error leaves no half answer.
  ///
  /// - Parameters:
  ///   - sql: one SELECT (or VALUES, EXPLAIN, or a pragma that describes the schema).
  ///   - parameters: values for the parameters `:name`, `@name` and `$name`, by name.
  /// - Throws: `QueryError`; `HistoryError` where the file cannot be read.
  public func query(
    _ sql: String, parameters: [String: QueryValue] = [:], limits: QueryLimits = QueryLimits()
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
      result.append(rowOf: statement)
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
