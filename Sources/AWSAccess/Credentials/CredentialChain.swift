import OutsideText

/// A place where credentials can come from.
protocol CredentialSource: Sendable {
  /// The credentials of this place, or why it does not apply.
  /// - Throws: `AWSError` if the place applies and yet gives none: later places are not asked then.
  func offer() async throws(AWSError) -> CredentialOffer
}

/// What a place answers.
enum CredentialOffer: Sendable {
  /// Credentials.
  case credentials(Credentials)
  /// Nobody set this place up; what would have been needed.
  case notApplicable(SafeText)
}

/// All places where credentials can come from, in botocore's order; the first that applies decides.
struct CredentialChain {
  private let settings: AWSSettings
  private let region: String

  init(_ settings: AWSSettings, region: String) {
    self.settings = settings
    self.region = region
  }

  /// The credentials of the first place that applies.
  /// - Throws: `AWSError` if that place fails, or none applies.
  func credentials() async throws(AWSError) -> Credentials {
    var tried: [SafeText] = []
    for source in sources {
      switch try await source.offer() {
      case .credentials(let credentials): return credentials
      case .notApplicable(let reason): tried.append(reason)
      }
    }
    throw .credentials(CredentialFault(.chain, profile: settings.profile?.shownName, .notFound(tried: tried)))
  }

  private var sources: [any CredentialSource] {
    let environment: [any CredentialSource] = [EnvironmentCredentials(environment: settings.environment)]
    let role = AssumeRoleCredentials(settings: settings, region: region, profile: settings.profile, visited: [])
    return (settings.isProfileExplicit ? [] : environment)
      + [role]
      + Self.profileSources(
        settings, region: region, profile: settings.profile, usesEnvironment: !settings.isProfileExplicit)
      + [ContainerCredentials(settings: settings), InstanceMetadataCredentials(settings: settings)]
  }

  /// What a profile can hold besides a role; for the profile that was chosen and for those that roles are taken on from.
  static func profileSources(
    _ settings: AWSSettings, region: String, profile: SharedConfiguration.Profile?, usesEnvironment: Bool
  ) -> [any CredentialSource] {
    [
      WebIdentityCredentials(settings: settings, region: region, profile: profile, usesEnvironment: usesEnvironment),
      SSOCredentials(settings: settings, profile: profile),
      StaticKeys(profile: profile, provider: .sharedCredentialsFile),
      LoginSession(profile: profile),
      CredentialProcess(settings: settings, profile: profile),
      StaticKeys(profile: profile, provider: .configFile),
    ]
  }
}
