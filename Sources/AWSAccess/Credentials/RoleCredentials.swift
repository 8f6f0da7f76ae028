import OutsideText

/// A role that a profile assumes with the credentials of another profile, or of the place that the program runs in.
///
/// Source: botocore's `AssumeRoleProvider`, https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
struct AssumeRoleCredentials: CredentialProvider {
  var provider: CredentialFault.Provider { .assumeRole }
  let settings: AWSSettings
  let region: String
  let profile: SharedConfiguration.Profile?
  /// The profiles that led here, in order, without this one.
  let visited: [String]

  func load() async throws(AWSError) -> CredentialProviderResult {
    guard let profile, profile.assumesRole, let arn = profile.written("role_arn") else {
      return .notApplicable("profile \(profile?.shownName ?? "default") has no role_arn")
    }
    let role = AWSRole(
      arn: arn, externalID: profile["external_id"], sessionName: profile["role_session_name"],
      durationSeconds: Self.duration(profile))
    let source = try await sourceCredentials(profile)
    guard !profile.has("mfa_serial") else { throw fault(profile, .needsMFA) }
    let client = STSClient(settings, region: region)
    return .credentials(try await client.assumeRole(role) { (_) in source })
  }

  /// `duration_seconds`; nil for what is not a number. STS decides what it accepts.
  private static func duration(_ profile: SharedConfiguration.Profile) -> Int? {
    profile["duration_seconds"].flatMap { Int($0) }
  }

  private func sourceCredentials(_ profile: SharedConfiguration.Profile) async throws(AWSError) -> Credentials {
    switch (profile.written("source_profile"), profile.written("credential_source")) {
    case (let name?, nil): try await credentials(ofProfile: name, for: profile)
    case (nil, let place?): try await credentials(from: place, for: profile)
    default: throw fault(profile, .conflictingSettings("source_profile or credential_source"))
    }
  }

  private func credentials(
    ofProfile name: String, for profile: SharedConfiguration.Profile
  ) async throws(AWSError) -> Credentials {
    guard let source = settings.configuration.profiles[name] else {
      throw fault(profile, .noSuchProfile(profile.place(of: "source_profile")))
    }
    let path = visited + [profile.name]
    // A profile with keys may name itself; no other may come twice.
    guard !path.contains(name) || (name == profile.name && source.hasStaticKeys) else {
      throw fault(profile, .profileLoop((path + [name]).map { .name($0) }))
    }
    if source.assumesRole, !source.hasStaticKeys {
      return try await first(
        of: [AssumeRoleCredentials(settings: settings, region: region, profile: source, visited: path)], for: profile)
    }
    return try await first(
      of: CredentialChain.profileProviders(settings, region: region, profile: source, usesEnvironment: false),
      for: profile)
  }

  private func credentials(
    from place: String, for profile: SharedConfiguration.Profile
  ) async throws(AWSError) -> Credentials {
    let provider: any CredentialProvider
    switch place {
    case "Environment": provider = EnvironmentKeys(environment: settings.environment)
    case "Ec2InstanceMetadata": provider = InstanceMetadataCredentials(settings: settings)
    case "EcsContainer": provider = ContainerCredentials(settings: settings)
    default:
      throw fault(
        profile,
        .invalidSetting(
          profile.place(of: "credential_source"), expected: "Environment, Ec2InstanceMetadata or EcsContainer"))
    }
    return try await first(of: [provider], for: profile)
  }

  private func first(
    of providers: [any CredentialProvider], for profile: SharedConfiguration.Profile
  ) async throws(AWSError) -> Credentials {
    var tried: [SafeText] = []
    for provider in providers {
      switch try await provider.load() {
      case .credentials(let credentials): return credentials
      case .notApplicable(let reason): tried.append(reason)
      }
    }
    throw fault(profile, .notFound(tried: tried))
  }

  private func fault(_ profile: SharedConfiguration.Profile, _ reason: CredentialFault.Reason) -> AWSError {
    .credentials(CredentialFault(.assumeRole, profile: profile.shownName, reason))
  }
}

/// A role that a Kubernetes service account assumes with its token: IRSA.
///
/// Source: https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
struct WebIdentityCredentials: CredentialProvider {
  var provider: CredentialFault.Provider { .webIdentity }
  let settings: AWSSettings
  let region: String
  let profile: SharedConfiguration.Profile?
  let usesEnvironment: Bool

  func load() async throws(AWSError) -> CredentialProviderResult {
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

  /// The token, read at each refresh: the kubelet replaces the file as the token nears its end.
  private func token(_ path: String) throws(AWSError) -> String {
    do {
      return String(decoding: try settings.environment.readFile(path), as: UTF8.self)[...].trimmingWhitespace
        .description
    } catch {
      throw fault(.unreadableFile(place, error))
    }
  }

  /// A variable that is set hides the profile's key even if it is empty, as in botocore.
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
