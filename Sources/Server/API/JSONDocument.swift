import TextEncoding

/// A JSON value whose objects keep the order of their members.
enum JSONDocument: Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  case text(String)
  case array([JSONDocument])
  case object([(String, JSONDocument)])

  /// The document in UTF-8. Source: RFC 8259.
  var bytes: [UInt8] {
    var output: [UInt8] = []
    write(into: &output)
    output.append(UInt8(ascii: "\n"))
    return output
  }

  private func write(into output: inout [UInt8]) {
    switch self {
    case .null: output += "null".utf8
    case .boolean(let value): output += "\(value)".utf8
    case .integer(let value): output += "\(value)".utf8
    case .text(let text): JSONString.append(text, to: &output)
    case .array(let values): Self.write(values, "[", "]", into: &output) { $0.write(into: &$1) }
    case .object(let members):
      Self.write(members, "{", "}", into: &output) { member, output in
        JSONString.append(member.0, to: &output)
        output.append(UInt8(ascii: ":"))
        member.1.write(into: &output)
      }
    }
  }

  private static func write<Item>(
    _ items: [Item], _ begin: Unicode.Scalar, _ end: Unicode.Scalar, into output: inout [UInt8],
    _ write: (Item, inout [UInt8]) -> Void
  ) {
    output.append(UInt8(ascii: begin))
    for (index, item) in items.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      write(item, &output)
    }
    output.append(UInt8(ascii: end))
  }
}

extension JSONDocument: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  init(stringLiteral value: String) { self = .text(value) }
  init(integerLiteral value: Int) { self = .integer(value) }
  init(booleanLiteral value: Bool) { self = .boolean(value) }
  init(arrayLiteral elements: JSONDocument...) { self = .array(elements) }
  init(dictionaryLiteral elements: (String, JSONDocument)...) { self = .object(elements) }
}
