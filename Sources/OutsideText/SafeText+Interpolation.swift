extension SafeText: ExpressibleByStringInterpolation {
  /// Puts safe texts and numbers into a literal of this program; no other text can be put in.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    /// Begins a text.
    public init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity)
    }

    /// Adds what the program's source says.
    public mutating func appendLiteral(_ literal: StaticString) {
      text += literal.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
    }

    /// Adds a text that passed a grammar.
    public mutating func appendInterpolation(_ safe: SafeText) {
      text += safe.text
    }

    /// Adds a number.
    public mutating func appendInterpolation(_ number: some BinaryInteger) {
      text += String(number)
    }
  }

  /// A text of literals and of what passed a grammar.
  public init(stringInterpolation: StringInterpolation) {
    self.init(checked: stringInterpolation.text)
  }
}
