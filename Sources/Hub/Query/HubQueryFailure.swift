import History

/// What a server says of a query that failed, brought into the user's terms.
struct HubQueryFailure {
  private let text: HubQueryText
  private let message: PostgresError.ServerMessage
  /// Where in the query's text the error is, in Unicode scalars from 0 on; nil if it has no place there.
  private let offset: Int?

  /// - Parameter textAt: how many characters precede the query's text in what the server was sent.
  init(_ text: HubQueryText, _ message: PostgresError.ServerMessage, textAt: Int) {
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
    return isPrefix ? unknownColumn : .unknownTable(name, similar: Similar.view(to: name))
  }

  private var unknownColumn: QueryError {
    guard let name else { return .failed(reason: words) }
    return .unknownColumn(
      name, similar: Similar.column(to: name, in: text.sql), line: place?.line, column: place?.column)
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
