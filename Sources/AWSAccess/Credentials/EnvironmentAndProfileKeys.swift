import Capacity
import OutsideText

/// Access keys of a profile, in the credentials file or the config file.
struct ProfileKeys: CredentialProvider {
  let profile: SharedConfiguration.Profile?
  let provider: CredentialFault.Provider

  func load() throws(AWSError) -> CredentialProviderResult {
    let name = profile?.shownName ?? "default"
    guard let section, let id = section["aws_access_key_id"] else {
      let file: SafeText = provider == .configFile ? "config file" : "credentials file"
      return .notApplicable("profile \(name) has no aws_access_key_id in the \(file)")
    }
    let secret = section["aws_secret_access_key"] ?? ""
    // A key without a value is an error: whoever wrote it does not expect the credentials of another provider.
    for (key, value) in [("aws_access_key_id" as SafeText, id), ("aws_secret_access_key", secret)] where value.isEmpty {
      throw .credentials(CredentialFault(provider, profile: name, .missingSetting(section.place(of: key))))
    }
    let token = section["aws_security_token"] ?? section["aws_session_token"]
    return .credentials(
      Credentials(
        accessKeyID: id, secretAccessKey: secret, sessionToken: token.flatMap { $0.isEmpty ? nil : $0 }))
  }

  private var section: SharedConfiguration.Section? {
    provider == .configFile ? profile?.config : profile?.credentials
  }
}

/// Access keys in environment variables.
struct EnvironmentKeys: CredentialProvider {
  var provider: CredentialFault.Provider { .environment }
  let environment: AWSEnvironment

  func load() throws(AWSError) -> CredentialProviderResult {
    // A secret without an id is left over when only the id is unset; it does not end the chain.
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

/// A profile made by `aws login`. Its tokens are bound to a key that only the AWS CLI handles.
struct LoginSession: CredentialProvider {
  var provider: CredentialFault.Provider { .loginSession }
  let profile: SharedConfiguration.Profile?

  func load() throws(AWSError) -> CredentialProviderResult {
    guard let profile, profile.has("login_session") else {
      return .notApplicable("profile \(profile?.shownName ?? "default") has no login_session")
    }
    throw .credentials(CredentialFault(.loginSession, profile: profile.shownName, .loginSessionUnsupported))
  }
}
