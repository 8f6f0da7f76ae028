import OutsideText

/// A role that a Kubernetes service account takes on with its token: IRSA.
///
/// Source: https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
struct WebIdentityCredentials: CredentialSource {
  let settings: AWSSettings
  let region: String
  let profile: SharedConfiguration.Profile?
  let usesEnvironment: Bool

  func offer() async throws(AWSError) -> CredentialOffer {
    guard let path = value("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file") else {
      return .notApplicable("AWS_WEB_IDENTITY_TOKEN_FILE is not set")
    }
    guard let arn = value("AWS_ROLE_ARN", "role_arn") else {
      throw fault(.missingSetting(InputPlace(key: "AWS_ROLE_ARN or role_arn")))
    }
    let role = AWSRole(arn: arn, sessionName: value("AWS_ROLE_SESSION_NAME", "role_session_name"))
    let client = STSClient(settings, region: region)
    return .credentials(
      try await client.assumeRole(role, webIdentityToken: try token(settings.environment.expand(path))))
  }

  /// Read at each refresh: the kubelet replaces the file as the token nears its end.
  private func token(_ path: String) throws(AWSError) -> String {
    do {
      return String(decoding: try settings.environment.readFile(path), as: UTF8.self)[...].trimmingWhitespace
        .description
    } catch {
      throw fault(.unreadableFile(place, error))
    }
  }

  /// A variable that is set hides the profile's key, also where it is empty: botocore asks whether it is there.
  private func value(_ variable: String, _ key: String) -> String? {
    let value = usesEnvironment ? settings.environment.variables[variable] : nil
    return (value ?? profile?.written(key)).flatMap { $0.isEmpty ? nil : $0 }
  }

  private var place: InputPlace {
    let isVariable = usesEnvironment && settings.environment.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] != nil
    return isVariable
      ? .variable("AWS_WEB_IDENTITY_TOKEN_FILE")
      : profile?.place(of: "web_identity_token_file") ?? InputPlace(key: "web_identity_token_file")
  }

  private func fault(_ reason: CredentialFault.Reason) -> AWSError {
    .credentials(CredentialFault(.webIdentity, profile: profile?.shownName, reason))
  }
}
