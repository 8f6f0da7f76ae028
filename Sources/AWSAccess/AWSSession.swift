/// What the caller chooses about AWS; everything else comes from the environment and the profile.
public struct AWSOptions: Hashable, Sendable {
  /// The profile to use; nil for `AWS_PROFILE` or `default`. Naming one makes the environment's keys not count.
  public var profile: String?
  /// The region; nil for the environment's, the profile's or the instance's.
  public var region: String?
  /// A role to take on, on top of whatever credentials there are.
  public var role: AWSRole?

  /// Makes options; by default everything is left to the environment.
  public init(profile: String? = nil, region: String? = nil, role: AWSRole? = nil) {
    self.profile = profile
    self.region = region
    self.role = role
  }
}

/// An IAM role to take on by `AssumeRole`.
public struct AWSRole: Hashable, Sendable {
  /// The role's ARN.
  public var arn: String
  /// What the role's trust policy wants to hear, if anything.
  public var externalID: String?
  /// The name that CloudTrail shows; nil for `capdb-` and the time.
  public var sessionName: String?
  /// How long the credentials are to last, in seconds, 900 to 43,200; nil for the role's default of an hour.
  public var durationSeconds: Int?

  /// Makes a role.
  public init(arn: String, externalID: String? = nil, sessionName: String? = nil, durationSeconds: Int? = nil) {
    self.arn = arn
    self.externalID = externalID
    self.sessionName = sessionName
    self.durationSeconds = durationSeconds
  }
}

/// One way into AWS: a region, credentials that renew themselves, and endpoints.
public struct AWSSession: Sendable {
  /// The region that services are asked in.
  public let region: String
  /// The credentials that sign.
  public let credentials: CredentialProvider
  /// Where settings come from.
  package let settings: AWSSettings

  /// Reads the configuration and finds the region. Credentials are first fetched when they are needed.
  /// - Throws: `AWSError.configuration` if a file, the profile or the region cannot be used, or no region is known.
  public init(_ environment: AWSEnvironment, options: AWSOptions = AWSOptions()) async throws(AWSError) {
    let settings = try AWSSettings(environment, profile: options.profile)
    let region = try await settings.region(option: options.region)
    self.init(settings, region: region, role: options.role)
  }

  private init(_ settings: AWSSettings, region: String, role: AWSRole?) {
    self.settings = settings
    self.region = region
    let profile = settings.isProfileExplicit ? settings.profile?.name : nil
    let chain = CredentialProvider(now: settings.environment.now) { () async throws(AWSError) in
      // Read again at every refresh: other programs rewrite these files.
      let fresh = try AWSSettings(settings.environment, profile: profile)
      return try await CredentialChain(fresh, region: region).credentials()
    }
    guard let role else {
      credentials = chain
      return
    }
    credentials = CredentialProvider(now: settings.environment.now) { () async throws(AWSError) in
      try await STSClient(settings, region: region).assumeRole(role) { (rejected) async throws(AWSError) in
        try await chain.credentials(insteadOf: rejected)
      }
    }
  }

  /// Where `service` is called.
  /// - Throws: `AWSError.configuration` if the endpoint settings cannot be used.
  public func endpoint(of service: AWSService) throws(AWSError) -> ServiceEndpoint {
    try settings.endpoint(of: service, region: region)
  }
}
