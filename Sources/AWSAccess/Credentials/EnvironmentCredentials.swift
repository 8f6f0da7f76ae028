import Capacity
import OutsideText

/// Keys in environment variables.
struct EnvironmentCredentials: CredentialSource {
  let environment: AWSEnvironment

  func offer() throws(AWSError) -> CredentialOffer {
    // A secret without an id is what is left when only the id was unset: it does not end the chain.
    guard let id = environment.variable("AWS_ACCESS_KEY_ID") else {
      return .notApplicable("AWS_ACCESS_KEY_ID is not set")
    }
    guard let secret = environment.variable("AWS_SECRET_ACCESS_KEY") else {
      throw fault(.missingSetting(.variable("AWS_SECRET_ACCESS_KEY")))
    }
    return .credentials(
      Credentials(
        accessKeyID: id, secretAccessKey: secret,
        sessionToken: environment.variable("AWS_SECURITY_TOKEN") ?? environment.variable("AWS_SESSION_TOKEN"),
        expiration: try expiration()))
  }

  private func expiration() throws(AWSError) -> Timestamp? {
    guard let text = environment.variable("AWS_CREDENTIAL_EXPIRATION") else { return nil }
    guard let time = Timestamp(rfc3339: text) else {
      throw fault(.invalidSetting(.variable("AWS_CREDENTIAL_EXPIRATION"), expected: "an RFC 3339 time"))
    }
    guard time > environment.now() else { throw fault(.expired) }
    return time
  }

  private func fault(_ reason: CredentialFault.Reason) -> AWSError {
    .credentials(CredentialFault(.environment, reason))
  }
}
