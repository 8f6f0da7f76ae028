internal import Transport

/// What identifies the caller to the API server. Never logged.
struct Authorization: Hashable, Sendable {
  /// The bearer token; nil if there is none.
  var token: String?
  /// A certificate to show, in place of the one of the connection.
  var clientCertificate: Endpoint.ClientCertificate?

  /// The header lines that carry it.
  var headers: [HTTPHeader] {
    token.map { [HTTPHeader("Authorization", "Bearer \($0)")] } ?? []
  }
}

/// Supplies what identifies the caller. Safe to ask for each request: what is still good is kept.
protocol KubernetesCredential: Sendable {
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

/// Tokens from a closure, such as the presigned URL that EKS takes for one.
actor SuppliedCredential: KubernetesCredential {
  typealias Supply = @Sendable (_ forceRefresh: Bool) async throws -> String

  private let supply: Supply
  private var latest: String?

  /// - Parameter supply: gives a valid token; may keep it while it is, unless `forceRefresh` says it was refused.
  init(supply: @escaping Supply) {
    self.supply = supply
  }

  func authorization(replacing rejected: Authorization?) async throws(CredentialError) -> Authorization {
    do {
      let token = try await supply(rejected != nil && rejected?.token == latest)
      latest = token
      return Authorization(token: token)
    } catch {
      throw .supplier(String(describing: error))
    }
  }
}
