import OutsideText

/// A role that a profile takes on from another profile, or from where the program runs.
///
/// Source: botocore's `AssumeRoleProvider`, https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
struct AssumeRoleCredentials: CredentialSource {
  let settings: AWSSettings
  let region: String
  let profile: SharedConfiguration.Profile?
  /// The profiles that led here, the first one first, this one left out.
  let visited: [String]

  func offer() async throws(AWSError) -> CredentialOffer {
    guard let profile, profile.takesOnRole, let arn = profile.written("role_arn") else {
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

  /// The number of `duration_seconds`; anything that is none counts as not there. STS says what it accepts.
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
    // A profile may name itself where it holds keys, and no other twice.
    guard !path.contains(name) || (name == profile.name && source.hasStaticKeys) else {
      throw fault(profile, .profileLoop((path + [name]).map { .name($0) }))
    }
    if source.takesOnRole, !source.hasStaticKeys {
      return try await first(
        of: [AssumeRoleCredentials(settings: settings, region: region, profile: source, visited: path)], for: profile)
    }
    return try await first(
      of: CredentialChain.profileSources(settings, region: region, profile: source, usesEnvironment: false),
      for: profile)
  }

  private func credentials(
    from place: String, for profile: SharedConfiguration.Profile
  ) async throws(AWSError) -> Credentials {
    let source: any CredentialSource
    switch place {
    case "Environment": source = EnvironmentCredentials(environment: settings.environment)
    case "Ec2InstanceMetadata": source = InstanceMetadataCredentials(settings: settings)
    case "EcsContainer": source = ContainerCredentials(settings: settings)
    default:
      throw fault(
        profile,
        .invalidSetting(
          profile.place(of: "credential_source"), expected: "Environment, Ec2InstanceMetadata or EcsContainer"))
    }
    return try await first(of: [source], for: profile)
  }

  private func first(
    of sources: [any CredentialSource], for profile: SharedConfiguration.Profile
  ) async throws(AWSError) -> Credentials {
    var tried: [SafeText] = []
    for source in sources {
      switch try await source.offer() {
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
