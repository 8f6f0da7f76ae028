import Capacity

/// Keys in environment variables.
struct EnvironmentCredentials: CredentialSource {
  let environment: AWSEnvironment

  func offer() throws(AWSError) -> CredentialOffer {
    let id = environment.variable("AWS_ACCESS_KEY_ID")
    let secret = environment.variable("AWS_SECRET_ACCESS_KEY")
    guard id != nil || secret != nil else { return .notApplicable("AWS_ACCESS_KEY_ID is not set") }
    guard let id else { throw fault(.missingSetting("AWS_ACCESS_KEY_ID")) }
    guard let secret else { throw fault(.missingSetting("AWS_SECRET_ACCESS_KEY")) }
    return .credentials(
      Credentials(
        accessKeyID: id, secretAccessKey: secret,
        sessionToken: environment.variable("AWS_SECURITY_TOKEN") ?? environment.variable("AWS_SESSION_TOKEN"),
        expiration: try expiration()))
  }

  private func expiration() throws(AWSError) -> Timestamp? {
    guard let text = environment.variable("AWS_CREDENTIAL_EXPIRATION") else { return nil }
    guard let time = Timestamp(rfc3339: text) else {
      throw fault(.invalidSetting("AWS_CREDENTIAL_EXPIRATION", value: text))
    }
    guard time > environment.now() else { throw fault(.expired) }
    return time
  }

  private func fault(_ reason: CredentialFault.Reason) -> AWSError {
    .credentials(CredentialFault(.environment, reason))
  }
}
