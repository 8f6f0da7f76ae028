extension QuantityError: CustomStringConvertible {
  /// What is wrong and what a quantity looks like, without a full stop.
  public var description: String {
    switch self {
    case .empty:
      "an empty text is no Kubernetes quantity (expected something like 250m, 17 or 1.5Gi)"
    case .malformed(let text):
      "\"\(text)\" is no Kubernetes quantity (expected something like 250m, 17 or 1.5Gi)"
    }
  }
}
