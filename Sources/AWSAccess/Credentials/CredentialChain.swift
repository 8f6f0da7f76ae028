import OutsideText

/// A place that credentials can come from.
protocol CredentialProvider: Sendable {
  /// Which place this is.
  var provider: CredentialFault.Provider { get }
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
  func credentials() async throws(AWSError) -> Credentials { try await search().result.get() }

  /// What came of asking the providers, one after the other.
  struct Search {
    /// The providers that do not apply, with the reason.
    var passed: [CredentialSearch.Step] = []
    /// The provider that decided; nil if none applies.
    var provider: CredentialFault.Provider?
    var result: Result<Credentials, AWSError>
  }

  /// Asks the providers until one applies.
  func search() async -> Search {
    var passed: [CredentialSearch.Step] = []
    for provider in providers {
      do throws(AWSError) {
        switch try await provider.load() {
        case .credentials(let credentials):
          return Search(passed: passed, provider: provider.provider, result: .success(credentials))
        case .notApplicable(let reason):
          passed.append(CredentialSearch.Step(provider: provider.provider, reason: reason))
        }
      } catch {
        return Search(passed: passed, provider: provider.provider, result: .failure(error))
      }
    }
    let fault = CredentialFault(
      .chain, profile: settings.profile?.shownName, .notFound(tried: passed.map(\.reason)))
    return Search(passed: passed, result: .failure(.credentials(fault)))
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
