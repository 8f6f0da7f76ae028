public import Capacity

/// A key that signs AWS requests. It has no description, so that it cannot end up in a log by accident.
public struct Credentials: Equatable, Sendable {
  /// The access key's id, for example `AKIA…` or, for temporary ones, `ASIA…`.
  public var accessKeyID: String
  /// The secret access key.
  public var secretAccessKey: String
  /// The token that belongs to temporary credentials.
  public var sessionToken: String?
  /// When temporary credentials end; nil for those that last.
  public var expiration: Timestamp?

  /// Makes credentials.
  public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Timestamp? = nil) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
    self.expiration = expiration
  }
}

extension Credentials: CustomStringConvertible, CustomReflectable {
  /// Neither key nor token, whatever prints it.
  public var description: String { "AWS credentials" }

  /// Empty: `dump` and string interpolation of a holder show nothing.
  public var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}
