/// Lasting keys of a profile, in the credentials file or the config file.
struct StaticKeys: CredentialSource {
  let profile: SharedConfiguration.Profile?
  let provider: CredentialFault.Provider

  func offer() throws(AWSError) -> CredentialOffer {
    let name = profile?.name ?? "default"
    let file = provider == .configFile ? "config file" : "credentials file"
    guard let id = values?["aws_access_key_id"], !id.isEmpty else {
      return .notApplicable("profile \(name) has no aws_access_key_id in the \(file)")
    }
    guard let secret = values?["aws_secret_access_key"], !secret.isEmpty else {
      throw .credentials(CredentialFault(provider, profile: name, .missingSetting("aws_secret_access_key")))
    }
    let token = values?["aws_security_token"] ?? values?["aws_session_token"]
    return .credentials(
      Credentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token.flatMap { $0.isEmpty ? nil : $0 }))
  }

  private var values: [String: String]? {
    (provider == .configFile ? profile?.config : profile?.credentials)?.values
  }
}
