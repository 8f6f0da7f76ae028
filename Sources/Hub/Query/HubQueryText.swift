import History

/// The one statement of a query to a hub.
struct HubQueryText {
  /// The text as it was typed in.
  let sql: String
  /// The text for the server: `$1`, `$2`, … stand for the parameters, and blanks for semicolons.
  ///
  /// Both have as many characters, unless there are more than nine parameters, so a place in one is one in the other.
  let numbered: String
  /// The parameters as they were written, in the order of their numbers.
  let parameters: [String]
  private let tokens: [SQLToken]

  /// - Throws: `QueryError`.
  init(_ sql: String) throws(QueryError) {
    // libpq would take a NUL for the end of the text.
    guard !sql.utf8.contains(0) else { throw .syntax(reason: "it has a NUL character", line: nil, column: nil) }
    let all = SQLScanner.tokens(of: sql)
    let statements = all.split { $0.kind == .semicolon }
    guard let statement = statements.first else { throw .empty }
    guard statements.count == 1 else { throw .severalStatements }
    self.sql = sql
    tokens = Array(statement)
    parameters = Self.parameters(tokens, in: sql)
    numbered = Self.numbered(sql, all, parameters)
    try checkReading()
  }

  /// A piece's text.
  private static func text(_ range: Range<Int>, of sql: String) -> String {
    String(decoding: Array(sql.utf8)[range], as: UTF8.self)
  }

  private static func parameters(_ tokens: [SQLToken], in sql: String) -> [String] {
    let written = tokens.filter { $0.kind == .parameter }.map { text($0.range, of: sql) }
    return written.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private static func numbered(_ sql: String, _ tokens: [SQLToken], _ parameters: [String]) -> String {
    var result = ""
    var end = 0
    for token in tokens where token.kind == .parameter || token.kind == .semicolon {
      let written = text(token.range, of: sql)
      let number = parameters.firstIndex(of: written).map { "$\($0 + 1)" } ?? ""
      let blanks = max(0, written.unicodeScalars.count - number.count)
      result += text(end..<token.range.lowerBound, of: sql) + number + String(repeating: " ", count: blanks)
      end = token.range.upperBound
    }
    return result + text(end..<sql.utf8.count, of: sql)
  }

  /// The values of the parameters, in the order of their numbers.
  ///
  /// - Throws: `QueryError.unknownParameter`, `QueryError.missingParameter`.
  func values(_ values: [String: QueryValue]) throws(QueryError) -> PostgresParameters {
    let names = parameters.map { String($0.dropFirst()) }
    if let unknown = values.keys.sorted().first(where: { !names.contains($0) }) {
      throw .unknownParameter(unknown, known: parameters)
    }
    var result = PostgresParameters()
    for (name, parameter) in zip(names, parameters) {
      guard let value = values[name] else { throw .missingParameter(parameter) }
      result.append(value)
    }
    return result
  }
}

extension HubQueryText {
  /// The statement that an EXPLAIN is about, at its place in the text; nil if the statement is no EXPLAIN.
  var explained: String? {
    guard word(0) == "EXPLAIN" else { return nil }
    let start = tokens.dropFirst(explainLength).first?.range.lowerBound ?? sql.utf8.count
    let before = Self.text(0..<start, of: sql).unicodeScalars.count
    return String(repeating: " ", count: before) + String(numbered.unicodeScalars.dropFirst(before))
  }

  /// The first word of the statement, in capitals; that of the statement that an EXPLAIN is about.
  var command: String { word(word(0) == "EXPLAIN" ? explainLength : 0) ?? "" }

  /// The server refuses these too, but as words that it did not expect there.
  private func checkReading() throws(QueryError) {
    if Self.commands.contains(command) { throw .notReading(action: command) }
  }

  /// How many pieces belong to EXPLAIN itself.
  private var explainLength: Int {
    if symbol(1) == "(", let option = word(2), !Self.readingCommands.contains(option) {
      let end = tokens.indices.first { symbol($0) == ")" }
      return end.map { $0 + 1 } ?? tokens.count
    }
    let options = tokens.indices.dropFirst().prefix { ["ANALYZE", "ANALYSE", "VERBOSE"].contains(word($0)) }
    return 1 + options.count
  }

  private func word(_ index: Int) -> String? { text(index, .word)?.uppercased() }

  private func symbol(_ index: Int) -> String? { text(index, .symbol) }

  private func text(_ index: Int, _ kind: SQLToken.Kind) -> String? {
    guard tokens.indices.contains(index), tokens[index].kind == kind else { return nil }
    return Self.text(tokens[index].range, of: sql)
  }

  private static let readingCommands: Set = ["SELECT", "TABLE", "VALUES", "WITH"]

  /// The commands of PostgreSQL that begin with another word, for a refusal by name.
  ///
  /// Source: https://www.postgresql.org/docs/current/sql-commands.html
  private static let commands: Set = [
    "ABORT", "ALTER", "ANALYSE", "ANALYZE", "BEGIN", "CALL", "CHECKPOINT", "CLOSE", "CLUSTER", "COMMENT", "COMMIT",
    "COPY", "CREATE", "DEALLOCATE", "DECLARE", "DELETE", "DISCARD", "DO", "DROP", "END", "EXECUTE", "FETCH", "GRANT",
    "IMPORT", "INSERT", "LISTEN", "LOAD", "LOCK", "MERGE", "MOVE", "NOTIFY", "PREPARE", "REASSIGN", "REFRESH",
    "REINDEX", "RELEASE", "RESET", "REVOKE", "ROLLBACK", "SAVEPOINT", "SECURITY", "SET", "SHOW", "START", "TRUNCATE",
    "UNLISTEN", "UPDATE", "VACUUM",
  ]
}
