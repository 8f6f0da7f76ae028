public import OutsideText

/// Why an answer of the Kubernetes API cannot be used. It is never used in part.
public struct DecodingFailure: Error, Hashable, Sendable {
  /// What is wrong with it.
  public enum Problem: Hashable, Sendable {
    /// A protobuf body without the magic number of Kubernetes.
    case noMagic
    /// The body ends too early.
    case truncated
    /// The bytes are not what they claim to be; with the decoder's words.
    case garbled(SafeText)
    /// Something else than what was asked for.
    case unexpectedKind(found: SafeText?, expected: SafeText)
    /// A media type that was not asked for; nil if it is missing or none.
    case unexpectedMediaType(SafeText?)
    /// A field without which the object means nothing.
    case missing(field: SafeText)
    /// A field whose text is no quantity.
    case quantity(field: SafeText)
    /// A field whose text is no IP address.
    case address(field: SafeText)
    /// A field whose text is no RFC 3339 time.
    case time(field: SafeText)
  }

  /// What is wrong with it.
  public var problem: Problem
  /// The object it was found in, for example `pod default/nginx`; nil for the answer as a whole.
  public var object: SafeText?

  /// Makes a failure.
  public init(_ problem: Problem, object: SafeText? = nil) {
    self.problem = problem
    self.object = object
  }
}

extension DecodingFailure {
  /// The same failure, found in `object` unless a closer one is known.
  func inside(_ object: SafeText) -> DecodingFailure {
    self.object == nil ? DecodingFailure(problem, object: object) : self
  }
}
