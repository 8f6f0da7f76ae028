import OutsideText

/// A place that credentials can come from.
protocol CredentialProvider: Sendable {
  /// The credentials of this place, or why it does not apply.
  /// - Throws: `AWSError` if the place applies but has none; later places are not asked then.
  func load() async throws(AWSError) -> CredentialProviderResult
}

/// What a credential provider has.
enum CredentialProviderResult: Sendable {
  case credentials(Credentials)
  /// The place is not set up, because of what this says.
  case notApplicable(SafeText)
}

/// All credential providers in botocore's order; the first that applies decides.
struct CredentialChain {
  private let settings: AWSSettings
  private let region: String

  init(_ settings: AWSSettings, region: String) {
    self.settings = settings
    self.region = region
  }

  /// The credentials of the first provider that applies.
  /// - Throws: `AWSError` if that one fails, or none applies.
  func credentials() async throws(AWSError) -> Credentials {
    var tried: [SafeText] = []
    for provider in providers {
      switch try await provider.load() {
      case .credentials(let credentials): return credentials
      case .notApplicable(let reason): tried.append(reason)
      }
    }
    throw .credentials(CredentialFault(.chain, profile: settings.profile?.shownName, .notFound(tried: tried)))
  }

  private var providers: [any CredentialProvider] {
    let environment: [any CredentialProvider] = [EnvironmentKeys(environment: settings.environment)]
    let role = AssumeRoleCredentials(settings: settings, region: region, profile: settings.profile, visited: [])
    return (settings.isProfileExplicit ? [] : environment)
      + [role]
      + Self.profileProviders(
        settings, region: region, profile: settings.profile, usesEnvironment: !settings.isProfileExplicit)
      + [ContainerCredentials(settings: settings), InstanceMetadataCredentials(settings: settings)]
  }

  /// The providers of what a profile can hold besides a role: for the chosen profile and for source profiles.
  static func profileProviders(
    _ settings: AWSSettings, region: String, profile: SharedConfiguration.Profile?, usesEnvironment: Bool
  ) -> [any CredentialProvider] {
    [
      WebIdentityCredentials(settings: settings, region: region, profile: profile, usesEnvironment: usesEnvironment),
      SSOCredentials(settings: settings, profile: profile),
      ProfileKeys(profile: profile, provider: .sharedCredentialsFile),
      LoginSession(profile: profile),
      CredentialProcess(settings: settings, profile: profile),
      ProfileKeys(profile: profile, provider: .configFile),
    ]
  }
}
