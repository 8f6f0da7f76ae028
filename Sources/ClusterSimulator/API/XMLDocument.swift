/// Builds an EC2 answer: elements in order, text escaped.
struct XMLDocument {
  private(set) var text = ""

  /// An element of text; left out if nil.
  mutating func element(_ name: String, _ value: String?) {
    guard let value else { return }
    text += value.isEmpty ? "<\(name)/>" : "<\(name)>\(Self.escaped(value))</\(name)>"
  }

  mutating func element(_ name: String, _ value: Bool) { element(name, value ? "true" : "false") }

  mutating func element(_ name: String, _ value: Int) { element(name, String(value)) }

  /// Bare text.
  mutating func write(_ value: String) { text += Self.escaped(value) }

  /// An element of elements; `<name/>` if it has none.
  mutating func element(_ name: String, _ content: (inout XMLDocument) -> Void) {
    var inner = XMLDocument()
    content(&inner)
    text += inner.text.isEmpty ? "<\(name)/>" : "<\(name)>\(inner.text)</\(name)>"
  }

  /// A list: one `item` per value.
  mutating func list<Value>(_ name: String, _ values: some Sequence<Value>, _ item: (inout XMLDocument, Value) -> Void)
  {
    element(name) { list in
      for value in values { list.element("item") { item(&$0, value) } }
    }
  }

  private static func escaped(_ value: String) -> String {
    var result = ""
    for character in value {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.append(character)
      }
    }
    return result
  }
}
