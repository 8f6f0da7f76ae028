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
    /// An event of a watch that is larger than any object; or it has no end.
    case tooLarge(bytes: Int)
    /// An event of a watch of a type that the API does not have.
    case unknownEventType(SafeText?)
    /// A list in the place of the events of a watch.
    case listForWatch
  }

  /// What is wrong with it.
  public var problem: Problem
  /// The object it was found in, for example `pod default/nginx`; nil for the answer as a whole.
  public var object: SafeText?

  init(_ problem: Problem, object: SafeText? = nil) {
    self.problem = problem
    self.object = object
  }
}

extension DecodingFailure {
  /// Throws unless what was found is an object of the expected kind in the expected version.
  static func require(
    kind expected: String, version: String = "v1", found kind: String, apiVersion: String
  ) throws(DecodingFailure) {
    guard kind == expected, apiVersion == version else {
      throw DecodingFailure(
        .unexpectedKind(found: .object(apiVersion, kind), expected: .object(version, expected) ?? .withheld))
    }
  }

  /// The same failure, found in `object` unless a closer one is known.
  func inside(_ object: SafeText) -> DecodingFailure {
    self.object == nil ? DecodingFailure(problem, object: object) : self
  }
}

extension DecodingFailure: CustomStringConvertible {
  /// What is wrong and where, without a full stop.
  public var description: String {
    object.map { "\($0): \(problem.words)" } ?? problem.words
  }
}

extension DecodingFailure.Problem {
  fileprivate var words: String {
    switch self {
    case .noMagic: "it claims to be Kubernetes protobuf, but does not begin as such"
    case .truncated: "it ends too early"
    case .garbled(let detail): "it is garbled (\(detail))"
    case .unexpectedKind(let found, let expected): "it is \(found ?? "something else"), where \(expected) was asked for"
    case .unexpectedMediaType(let type):
      "its media type is \(type ?? "missing or none"), where protobuf or JSON was asked for "
        + "(does a proxy answer in the server's place?)"
    case .missing(let field): "\(field) is missing"
    case .quantity(let field): "\(field) is no Kubernetes quantity (expected something like 250m, 17 or 1.5Gi)"
    case .address(let field): "\(field) is no IP address"
    case .time(let field): "\(field) is no RFC 3339 time"
    case .tooLarge(let bytes): "an event of \(bytes) bytes is too large"
    case .unknownEventType(let type): "an event has the type \(type ?? .withheld), which is unknown"
    case .listForWatch: "it is a list, where a watch was asked for (does a proxy drop the query?)"
    }
  }
}
