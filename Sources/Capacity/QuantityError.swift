/// A text that is no Kubernetes quantity.
public enum QuantityError: Error, Hashable, Sendable {
  /// The text is empty.
  case empty
  /// The text does not consist of a sign, digits with at most one point, and a suffix that Kubernetes knows.
  case malformed(String)

  /// The error for a text that was rejected.
  @usableFromInline
  init(rejected text: String) {
    self = text.isEmpty ? .empty : .malformed(text)
  }
}
