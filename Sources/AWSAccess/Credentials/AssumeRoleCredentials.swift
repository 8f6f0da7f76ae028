/// A role that a profile takes on from another profile, or from where the program runs.
struct AssumeRoleCredentials: CredentialSource {
  let settings: AWSSettings
  let region: String
  let profile: SharedConfiguration.Profile?
  /// The profiles that led here, the first one first.
  let visited: [String]

  func offer() async throws(AWSError) -> CredentialOffer {
    guard let profile, let arn = profile["role_arn"], profile["web_identity_token_file"] == nil else {
      return .notApplicable("profile \(profile?.name ?? "default") has no role_arn")
    }
    guard profile["mfa_serial"] == nil else { throw fault(profile, .needsMFA) }
    let role = AWSRole(
      arn: arn, externalID: profile["external_id"], sessionName: profile["role_session_name"],
      durationSeconds: try duration(profile))
    let source = try await sourceCredentials(profile)
    let client = STSClient(settings, region: region)
    return .credentials(try await client.assumeRole(role) { (_) in source })
  }

  private func duration(_ profile: SharedConfiguration.Profile) throws(AWSError) -> Int? {
    guard let text = profile["duration_seconds"] else { return nil }
    guard let seconds = Int(text), (900...43_200).contains(seconds) else {
      throw fault(profile, .invalidSetting("duration_seconds", value: text))
    }
    return seconds
  }

  private func sourceCredentials(_ profile: SharedConfiguration.Profile) async throws(AWSError) -> Credentials {
    switch (profile["source_profile"], profile["credential_source"]) {
    case (let name?, nil): try await credentials(ofProfile: name, for: profile)
    case (nil, let place?): try await credentials(from: place, for: profile)
    default: throw fault(profile, .conflictingSettings("source_profile or credential_source"))
    }
  }

  private func credentials(
    ofProfile name: String, for profile: SharedConfiguration.Profile
  ) async throws(AWSError) -> Credentials {
    guard let source = settings.configuration.profiles[name] else { throw fault(profile, .noSuchProfile(name)) }
    let path = visited + [profile.name]
    if name == profile.name, source["aws_access_key_id"] != nil {
      return try await first(
        of: [
          StaticKeys(profile: source, provider: .sharedCredentialsFile),
          StaticKeys(profile: source, provider: .configFile),
        ], for: profile)
    }
    guard !path.contains(name) else { throw fault(profile, .profileLoop(path + [name])) }
    return try await first(
      of: CredentialChain.profileSources(
        settings, region: region, profile: source, usesEnvironment: false, visited: path),
      for: profile)
  }

  private func credentials(
    from place: String, for profile: SharedConfiguration.Profile
  ) async throws(AWSError) -> Credentials {
    let source: any CredentialSource
    switch place.lowercased() {
    case "environment": source = EnvironmentCredentials(environment: settings.environment)
    case "ec2instancemetadata": source = InstanceMetadataCredentials(settings: settings)
    case "ecscontainer": source = ContainerCredentials(settings: settings)
    default: throw fault(profile, .invalidSetting("credential_source", value: place))
    }
    return try await first(of: [source], for: profile)
  }

  private func first(
    of sources: [any CredentialSource], for profile: SharedConfiguration.Profile
  ) async throws(AWSError) -> Credentials {
    var tried: [String] = []
    for source in sources {
      switch try await source.offer() {
      case .credentials(let credentials): return credentials
      case .notApplicable(let reason): tried.append(reason)
      }
    }
    throw fault(profile, .notFound(tried: tried))
  }

  private func fault(_ profile: SharedConfiguration.Profile, _ reason: CredentialFault.Reason) -> AWSError {
    .credentials(CredentialFault(.assumeRole, profile: profile.name, reason))
  }
}
