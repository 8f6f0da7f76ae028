/// SQL text of several statements.
///
/// It is cut at semicolons where psql cuts it: not within quotes, quoted names, dollar quotes, comments and parentheses.
/// `BEGIN ATOMIC … END` is not understood.
///
/// Source: https://www.postgresql.org/docs/current/sql-syntax-lexical.html
public struct SQLScript: Sendable {
  /// The statements without the semicolons behind them, each with the comments before it; no empty ones.
  public let statements: [String]

  /// - Parameter text: statements, apart by semicolons.
  public init(_ text: String) {
    var lexer = SQLLexer(text)
    var statements: [String] = []
    while let statement = lexer.statement() { statements.append(statement) }
    self.statements = statements
  }
}

/// Goes through SQL text, piece by piece.
private struct SQLLexer {
  private enum Piece {
    case semicolon
    case open
    case close
    /// White space, or a comment.
    case nothing
    case other
  }

  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// The next statement; nil at the end.
  mutating func statement() -> String? {
    var start = position
    var depth = 0
    var isEmpty = true
    while position < bytes.count {
      let end = position
      switch piece() {
      case .nothing: continue
      case .semicolon where depth <= 0:
        if !isEmpty { return text(start..<end) }
        start = position
        continue
      case .open: depth += 1
      case .close: depth -= 1
      case .semicolon, .other: break
      }
      isEmpty = false
    }
    return isEmpty ? nil : text(start..<position)
  }

  private func text(_ range: Range<Int>) -> String {
    let isSpace: (UInt8) -> Bool = { Self.spaces.contains($0) }
    let rest = bytes[range].drop(while: isSpace).reversed().drop(while: isSpace).reversed()
    return String(decoding: Array(rest), as: UTF8.self)
  }

  private static let spaces = Array(" \t\n\r\u{C}\u{B}".utf8)

  private mutating func piece() -> Piece {
    switch bytes[position] {
    case let byte where Self.spaces.contains(byte): skip(1, as: .nothing)
    case UInt8(ascii: ";"): skip(1, as: .semicolon)
    case UInt8(ascii: "("): skip(1, as: .open)
    case UInt8(ascii: ")"): skip(1, as: .close)
    case UInt8(ascii: "'"), UInt8(ascii: "\""): quoted(hasEscapes: false)
    case UInt8(ascii: "$"): dollarQuoted()
    case let byte where Self.isOfWord(byte): word()
    default: begins(with: "--") ? lineComment() : begins(with: "/*") ? comment() : skip(1, as: .other)
    }
  }

  private mutating func skip(_ count: Int, as piece: Piece) -> Piece {
    position = min(position + count, bytes.count)
    return piece
  }

  private func begins(with text: StaticString) -> Bool {
    text.withUTF8Buffer { bytes[position...].starts(with: $0) }
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }

  /// A keyword, a name, or the E of a text with backslashes in it. A name may have dollar signs within.
  private mutating func word() -> Piece {
    let start = position
    while position < bytes.count,
      Self.isOfWord(bytes[position]) || bytes[position] == UInt8(ascii: "$") || Self.isDigit(bytes[position])
    {
      position += 1
    }
    let isEscape = position == start + 1 && [UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[start])
    return isEscape && begins(with: "'") ? quoted(hasEscapes: true) : .other
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  /// A text or a name up to its closing quote. A doubled quote ends it and begins the next, which comes to the same.
  private mutating func quoted(hasEscapes: Bool) -> Piece {
    let quote = bytes[position]
    position += 1
    while position < bytes.count, bytes[position] != quote {
      position += hasEscapes && bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    if hasEscapes, position + 1 < bytes.count, bytes[position + 1] == quote {
      position += 1
      return quoted(hasEscapes: true)
    }
    return skip(1, as: .other)
  }

  /// What stands between `$$` and `$$`, or `$tag$` and `$tag$`; otherwise the dollar sign alone, as of a parameter.
  private mutating func dollarQuoted() -> Piece {
    let tag = bytes[(position + 1)...].prefix { Self.isOfWord($0) || Self.isDigit($0) }
    let end = position + 1 + tag.count
    guard end < bytes.count, bytes[end] == UInt8(ascii: "$"), tag.first.map(Self.isDigit) != true else {
      return skip(1, as: .other)
    }
    let mark = bytes[position...end]
    position = end + 1
    while position < bytes.count, !bytes[position...].starts(with: mark) { position += 1 }
    return skip(mark.count, as: .other)
  }

  private mutating func lineComment() -> Piece {
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    return .nothing
  }

  /// A comment, with those within.
  private mutating func comment() -> Piece {
    var depth = 0
    repeat {
      if begins(with: "/*") {
        depth += 1
        position += 2
      } else if begins(with: "*/") {
        depth -= 1
        position += 2
      } else {
        position += 1
      }
    } while depth > 0 && position < bytes.count
    return .nothing
  }
}
