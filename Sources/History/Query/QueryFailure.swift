import GRDBSQLite

/// What SQLite says of a statement that failed, brought into the user's terms.
struct QueryFailure {
  let sql: String
  let code: Int32
  let connection: QueryConnection

  init(sql: String, code: Int32, on connection: QueryConnection) {
    self.sql = sql
    self.code = code
    self.connection = connection
  }

  /// A `QueryError`, `QueryStopwatch.Interruption`, or the `HistoryError` of a file that cannot be read.
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
      return .unknownTable(name, similar: Similar.view(to: name))
    }
    if let words = message.rest(after: "no such column: ") {
      // Newer releases add a hint, and the quotes that were written.
      let name = words.split(separator: " - ").first.map { $0.filter { $0 != "\"" } } ?? words
      return .unknownColumn(name, similar: Similar.column(to: name, in: sql), line: line, column: column)
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
