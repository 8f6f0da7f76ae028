public import OutsideText

/// What the caller chooses about AWS; everything else comes from the environment and the profile.
public struct AWSOptions: Hashable, Sendable {
  /// The profile to use; nil for `AWS_PROFILE` or `default`. Where one is named, the environment's keys do not count.
  public var profile: String?
  /// The region; nil for the environment's, the profile's or the instance's.
  public var region: String?
  /// A role to assume with whatever credentials there are.
  public var role: AWSRole?

  /// By default everything is left to the environment.
  public init(profile: String? = nil, region: String? = nil, role: AWSRole? = nil) {
    self.profile = profile
    self.region = region
    self.role = role
  }
}

/// An IAM role to assume.
public struct AWSRole: Hashable, Sendable {
  /// The role's ARN.
  public var arn: String
  /// The external id that the role's trust policy asks for, if any.
  public var externalID: String?
  /// The name that CloudTrail shows; nil for `capdb-` and the time.
  public var sessionName: String?
  /// How long the credentials are to last, in seconds, 900 to 43,200; nil for the role's default of an hour.
  public var durationSeconds: Int?

  /// By default without an external id, and for as long as the role allows by default.
  public init(arn: String, externalID: String? = nil, sessionName: String? = nil, durationSeconds: Int? = nil) {
    self.arn = arn
    self.externalID = externalID
    self.sessionName = sessionName
    self.durationSeconds = durationSeconds
  }
}

/// Access to AWS: a region, credentials that renew themselves, and endpoints.
public struct AWSSession: Sendable {
  /// The region that services are asked in.
  public let region: String
  /// What names the region.
  public let regionPlace: InputPlace
  /// The credentials that sign requests.
  let credentials: RefreshableCredentials
  let settings: AWSSettings
  /// The role that the caller wants assumed.
  let role: AWSRole?

  /// Reads the configuration and finds the region. Credentials are first fetched when they are needed.
  /// - Throws: `AWSError.configuration` if a file, the profile or the region cannot be used, or no region is known.
  public init(_ environment: AWSEnvironment, options: AWSOptions = AWSOptions()) async throws(AWSError) {
    let settings = try AWSSettings(environment, profile: options.profile)
    let (region, place) = try await settings.regionAndPlace(option: options.region)
    self.init(settings, region: region, place, role: options.role)
  }

  private init(_ settings: AWSSettings, region: String, _ regionPlace: InputPlace, role: AWSRole?) {
    self.settings = settings
    self.region = region
    self.regionPlace = regionPlace
    self.role = role
    let profile = settings.isProfileExplicit ? settings.profile?.name : nil
    let chain = RefreshableCredentials(now: settings.environment.now) { () async throws(AWSError) in
      // Read again at every refresh: other programs rewrite these files.
      let fresh = try AWSSettings(settings.environment, profile: profile)
      return try await CredentialChain(fresh, region: region).credentials()
    }
    guard let role else {
      credentials = chain
      return
    }
    credentials = RefreshableCredentials(now: settings.environment.now) { () async throws(AWSError) in
      try await STSClient(settings, region: region).assumeRole(role) { (rejected) async throws(AWSError) in
        try await chain.credentials(insteadOf: rejected)
      }
    }
  }

  /// Gives out the session's credentials, others than those that a service rejected.
  var credentialSupply: AWSCaller.CredentialSupply {
    { [credentials] (rejected) async throws(AWSError) in try await credentials.credentials(insteadOf: rejected) }
  }
}
