public import Transport

/// What identifies the caller to the API server. Never logged.
public struct Authorization: Hashable, Sendable {
  /// The bearer token; nil if there is none.
  public var token: String?
  /// A certificate to show, in place of the one of the connection.
  public var clientCertificate: Endpoint.ClientCertificate?

  /// Makes an authorization; by default an empty one.
  public init(token: String? = nil, clientCertificate: Endpoint.ClientCertificate? = nil) {
    self.token = token
    self.clientCertificate = clientCertificate
  }

  /// The header lines that carry it.
  public var headers: [HTTPHeader] {
    token.map { [HTTPHeader("Authorization", "Bearer \($0)")] } ?? []
  }
}

/// Supplies what identifies the caller. Safe to ask for each request: what is still good is kept.
public protocol KubernetesCredential: Sendable {
  /// What to send with the next request.
  ///
  /// - Parameter rejected: what the server has just refused with 401; nil for an ordinary request. Several requests
  ///   may report the same refusal, which is then followed by one renewal.
  /// - Throws: `CredentialError` if there is nothing to send.
  func authorization(replacing rejected: Authorization?) async throws(CredentialError) -> Authorization
}

/// A token that never changes, or none.
struct StaticCredential: KubernetesCredential {
  let token: String?

  func authorization(replacing rejected: Authorization?) async throws(CredentialError) -> Authorization {
    Authorization(token: token)
  }
}
