import OutsideText

/// Lasting keys of a profile, in the credentials file or the config file.
struct StaticKeys: CredentialSource {
  let profile: SharedConfiguration.Profile?
  let provider: CredentialFault.Provider

  func offer() throws(AWSError) -> CredentialOffer {
    let name = profile?.shownName ?? "default"
    guard let section, let id = section["aws_access_key_id"] else {
      let file: SafeText = provider == .configFile ? "config file" : "credentials file"
      return .notApplicable("profile \(name) has no aws_access_key_id in the \(file)")
    }
    // An empty key is one all the same: whoever wrote it does not expect the credentials of another place.
    for (key, value) in [
      ("aws_access_key_id" as SafeText, id), ("aws_secret_access_key", section["aws_secret_access_key"] ?? ""),
    ]
    where value.isEmpty {
      throw .credentials(CredentialFault(provider, profile: name, .missingSetting(section.place(of: key))))
    }
    let token = section["aws_security_token"] ?? section["aws_session_token"]
    return .credentials(
      Credentials(
        accessKeyID: id, secretAccessKey: section["aws_secret_access_key"] ?? "",
        sessionToken: token.flatMap { $0.isEmpty ? nil : $0 }))
  }

  private var section: SharedConfiguration.Section? {
    provider == .configFile ? profile?.config : profile?.credentials
  }
}
