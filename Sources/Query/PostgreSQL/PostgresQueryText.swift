import Database
import DatabasePostgres

/// The one statement of a query to a hub.
struct PostgresQueryText {
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
  func values(_ values: [String: SQLValue]) throws(QueryError) -> PostgresParameters {
    var result = PostgresParameters()
    for value in try QueryError.values(of: parameters, from: values) { result.append(typed: value) }
    return result
  }
}

extension PostgresQueryText {
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

  /// The commands of PostgreSQL that begin with another word, for a refusal by name: the server answers them with the
  /// error of a misspelt SELECT.
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

/// Takes SQL in PostgreSQL's dialect apart, as far as needed to find what is a parameter and where a statement ends.
///
/// No safety rests on it: the server is sent one statement in a form that takes no other, whatever is found here.
/// Source: https://www.postgresql.org/docs/current/sql-syntax-lexical.html
struct SQLScanner {
  private let bytes: [UInt8]
  private var place = 0

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The pieces of a text; blanks and comments are none.
  static func tokens(of sql: String) -> [SQLToken] {
    var scanner = SQLScanner(Array(sql.utf8))
    var tokens: [SQLToken] = []
    while let token = scanner.next() { tokens.append(token) }
    return tokens
  }

  private mutating func next() -> SQLToken? {
    skipBlanks()
    guard let first = byte(0) else { return nil }
    let start = place
    let kind = take(first)
    return SQLToken(kind: kind, range: start..<place)
  }

  /// The byte that many places on; nil beyond the end.
  private func byte(_ distance: Int) -> UInt8? {
    bytes.indices.contains(place + distance) ? bytes[place + distance] : nil
  }

  private mutating func take(_ first: UInt8) -> SQLToken.Kind {
    switch first {
    case UInt8(ascii: ";"): return take(1, as: .semicolon)
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return takeQuoted(hasEscapes: false)
    case UInt8(ascii: "$"): return takeDollar()
    case UInt8(ascii: ":"): return takeColon()
    case UInt8(ascii: "@"): return takeAt()
    case _ where first.isPartOfWord: return takeWord()
    default: return take(1, as: .symbol)
    }
  }

  private mutating func take(_ count: Int, as kind: SQLToken.Kind) -> SQLToken.Kind {
    place += count
    return kind
  }

  private mutating func takeWord() -> SQLToken.Kind {
    let start = place
    while let next = byte(0), next.isPartOfWord || next == UInt8(ascii: "$") { place += 1 }
    let isEscapeMark = place - start == 1 && bytes[start] | 0x20 == UInt8(ascii: "e")
    return isEscapeMark && byte(0) == UInt8(ascii: "'") ? takeQuoted(hasEscapes: true) : .word
  }

  /// A text or name to its closing quote; one that is doubled is part of it.
  private mutating func takeQuoted(hasEscapes: Bool) -> SQLToken.Kind {
    let quote = byte(0)
    place += 1
    while let next = byte(0) {
      if next == quote, byte(1) != quote { return take(1, as: .quoted) }
      place += next == quote || hasEscapes && next == UInt8(ascii: "\\") ? 2 : 1
    }
    place = bytes.count
    return .quoted
  }

  /// `$tag$…$tag$` is a text, `$name` a parameter.
  private mutating func takeDollar() -> SQLToken.Kind {
    var length = 1
    while byte(length)?.isPartOfWord ?? false { length += 1 }
    guard byte(length) == UInt8(ascii: "$"), byte(1)?.isDigit == false else {
      return take(length, as: length > 1 ? .parameter : .symbol)
    }
    let tag = bytes[place...place + length]
    place += tag.count
    while place < bytes.count, !bytes[place...].starts(with: tag) { place += 1 }
    place = min(place + tag.count, bytes.count)
    return .quoted
  }

  /// `::` is a cast; digits after a colon are a bound of an array's slice.
  private mutating func takeColon() -> SQLToken.Kind {
    if byte(1) == UInt8(ascii: ":") { return take(2, as: .symbol) }
    return takeParameter()
  }

  /// `@` is a letter of many operators, such as `<@`, but of none after an equals sign.
  private mutating func takeAt() -> SQLToken.Kind {
    let isWithinOperator = place > 0 && bytes[place - 1].isOperator
    return isWithinOperator ? take(1, as: .symbol) : takeParameter()
  }

  private mutating func takeParameter() -> SQLToken.Kind {
    var length = 1
    while byte(length)?.isPartOfWord ?? false { length += 1 }
    let isName = length > 1 && byte(1)?.isDigit == false
    return isName ? take(length, as: .parameter) : take(1, as: .symbol)
  }

  private mutating func skipBlanks() {
    while let next = byte(0) {
      if next.isBlank {
        place += 1
      } else if next == UInt8(ascii: "-"), byte(1) == next {
        while let next = byte(0), next != UInt8(ascii: "\n"), next != UInt8(ascii: "\r") { place += 1 }
      } else if isPair("/*") {
        skipComment()
      } else {
        return
      }
    }
  }

  /// Comments stand within comments.
  private mutating func skipComment() {
    var depth = 0
    repeat {
      if isPair("/*") {
        depth += 1
        place += 2
      } else if isPair("*/") {
        depth -= 1
        place += 2
      } else {
        place += 1
      }
    } while depth > 0 && place < bytes.count
    place = min(place, bytes.count)
  }

  private func isPair(_ pair: String) -> Bool { bytes[place...].starts(with: pair.utf8) }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || (9...13).contains(self) }

  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  /// Every byte of a letter beyond ASCII counts as one.
  fileprivate var isPartOfWord: Bool {
    isDigit || self == UInt8(ascii: "_") || self >= 0x80
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }

  fileprivate var isOperator: Bool { "+-*/<>~!@#%^&|`?".utf8.contains(self) }
}

/// A piece of an SQL text.
struct SQLToken {
  /// What it is.
  var kind: Kind
  /// Where its bytes are.
  var range: Range<Int>

  /// What a piece is, as far as a query has to know.
  enum Kind {
    /// A key word, a name without quotes, or the digits of a number.
    case word
    /// A text or a name, with its quotes.
    case quoted
    /// `:name`, `@name` or `$name`.
    case parameter
    /// The end of a statement.
    case semicolon
    /// Any other character, or two that belong together.
    case symbol
  }
}
