/// Takes SQL in PostgreSQL's dialect apart, as far as that tells what is a parameter and where a statement ends.
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
