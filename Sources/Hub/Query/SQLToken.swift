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
