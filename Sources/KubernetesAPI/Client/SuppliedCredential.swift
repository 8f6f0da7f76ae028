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
