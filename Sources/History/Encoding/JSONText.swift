import Database

/// The little JSON that columns hold: objects whose values are strings, alone or in an array, and arrays of strings.
///
/// Written without blanks and in the given order, so that equal facts have equal text. Grammar: RFC 8259.
enum JSONText {
  /// One object.
  static func object(_ members: [(key: String, value: String)]) -> String {
    "{" + members.map { quoted($0.key) + ":" + quoted($0.value) }.joined(separator: ",") + "}"
  }

  /// An array of objects.
  static func array(_ objects: [[(key: String, value: String)]]) -> String {
    "[" + objects.map { object($0) }.joined(separator: ",") + "]"
  }

  /// An array of strings.
  static func strings(_ strings: [String]) -> String {
    "[" + strings.map(quoted).joined(separator: ",") + "]"
  }

  /// The strings of an array.
  ///
  /// - Throws: `CorruptRow` for text that `strings(_:)` would not write.
  static func parseStrings(_ text: String) throws -> [String] {
    var parser = Parser(text)
    guard let strings = parser.strings(), parser.isAtEnd else {
      throw CorruptRow("JSON that cannot be read: \(text.prefix(80))")
    }
    return strings
  }

  /// The members of one object, in the order of the text.
  ///
  /// - Throws: `CorruptRow` for text that `object(_:)` would not write.
  static func parseObject(_ text: String) throws -> [(key: String, value: String)] {
    guard let object = try parseArray("[\(text)]").first else {
      throw CorruptRow("JSON without an object")
    }
    return object
  }

  /// The objects of an array.
  ///
  /// - Throws: `CorruptRow` for text that `array(_:)` would not write.
  static func parseArray(_ text: String) throws -> [[(key: String, value: String)]] {
    var parser = Parser(text)
    guard let objects = parser.array(), parser.isAtEnd else {
      throw CorruptRow("JSON that cannot be read: \(text.prefix(80))")
    }
    return objects
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default:
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

/// Reads what `JSONText` writes; every method gives nil at the first character that does not belong.
private struct Parser {
  private var rest: Substring.UnicodeScalarView

  init(_ text: String) {
    rest = text[...].unicodeScalars
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func array() -> [[(key: String, value: String)]]? {
    list(from: "[", to: "]") { $0.object() }
  }

  mutating func strings() -> [String]? {
    list(from: "[", to: "]") { $0.string() }
  }

  private mutating func object() -> [(key: String, value: String)]? {
    list(from: "{", to: "}") { parser in
      guard let key = parser.string(), parser.skip(":"), let value = parser.string() else { return nil }
      return (key, value)
    }
  }

  private mutating func list<Element>(
    from open: Unicode.Scalar, to close: Unicode.Scalar, of element: (inout Parser) -> Element?
  ) -> [Element]? {
    guard skip(open) else { return nil }
    var elements: [Element] = []
    if skip(close) { return elements }
    repeat {
      guard let next = element(&self) else { return nil }
      elements.append(next)
    } while skip(",")
    return skip(close) ? elements : nil
  }

  private mutating func string() -> String? {
    guard skip("\"") else { return nil }
    return plainString() ?? escapedString()
  }

  /// A string up to its quotation mark, which has been opened; nil if it has an escape.
  private mutating func plainString() -> String? {
    let text = Substring(rest)
    let marks = (quotation: UInt8(ascii: "\""), escape: UInt8(ascii: "\\"))
    guard let end = text.utf8.firstIndex(where: { $0 == marks.quotation || $0 == marks.escape }),
      text.utf8[end] == marks.quotation
    else { return nil }
    rest = text[text.utf8.index(after: end)...].unicodeScalars
    return String(text[..<end])
  }

  private mutating func escapedString() -> String? {
    var text = String.UnicodeScalarView()
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"": return String(text)
      case "\\":
        guard let escaped = escape() else { return nil }
        text.append(escaped)
      default: text.append(scalar)
      }
    }
    return nil
  }

  private mutating func escape() -> Unicode.Scalar? {
    guard let scalar = rest.popFirst() else { return nil }
    guard scalar == "u" else { return scalar }
    let digits = String(rest.prefix(4))
    rest = rest.dropFirst(4)
    return UInt32(digits, radix: 16).flatMap { Unicode.Scalar($0) }
  }

  private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }
}
