public import OutsideText
public import Transport

/// Why AWS could not be asked, or did not answer. Holds facts, and of texts from outside only what may be shown;
/// `description` words them.
public enum AWSError: Error, Equatable, Sendable {
  /// A setting or a configuration file cannot be used.
  case configuration(ConfigurationFault)
  /// There are no credentials.
  case credentials(CredentialFault)
  /// The service answered with an error.
  case refused(AWSRefusal)
  /// There is no complete answer from the service.
  case unreachable(AWSCall, TransportError)
  /// The service's answer cannot be read, so nothing of it counts.
  case unreadable(AWSCall, reason: SafeText)
}

/// One call of an AWS service.
public struct AWSCall: Hashable, Sendable {
  /// For example `ec2`.
  public var service: String
  /// For example `DescribeSubnets`.
  public var action: String
  /// The region asked.
  public var region: String
  /// Scheme, host and port of the endpoint asked.
  public var server: SafeText

  /// Makes a call's name.
  public init(service: String, action: String, region: String, server: SafeText) {
    self.service = service
    self.action = action
    self.region = region
    self.server = server
  }
}

/// An error answer of an AWS service.
public struct AWSRefusal: Equatable, Sendable {
  /// What was called.
  public var call: AWSCall
  /// The HTTP status, for example 403.
  public var status: Int
  /// The service's code, for example `UnauthorizedOperation`; nil if the answer was not an AWS error document.
  public var code: SafeText?
  /// The identity that the service names; nil if it names none.
  public var identity: SafeText?
  /// Which policies are in the way, where the service tells; nil where it does not.
  public var policy: SafeText?
  /// The media type of an answer that is no AWS error document.
  public var mediaType: SafeText?
  /// The service's words, for decisions only.
  public var message: UnshownText
  /// The service's identifier of the request; nil if there was none.
  public var requestID: SafeText?

  /// Makes a refusal.
  public init(
    call: AWSCall, status: Int, code: SafeText?, identity: SafeText? = nil, policy: SafeText? = nil,
    mediaType: SafeText? = nil, message: UnshownText = UnshownText(""), requestID: SafeText? = nil
  ) {
    self.call = call
    self.status = status
    self.code = code
    self.identity = identity
    self.policy = policy
    self.mediaType = mediaType
    self.message = message
    self.requestID = requestID
  }

  /// The credentials may not do this: the right is missing, whether the code is EC2's or that of the other services.
  public var isMissingPermission: Bool {
    ["UnauthorizedOperation", "AccessDenied", "AccessDeniedException", "UnauthorizedException"]
      .contains(code?.text)
  }
}

/// A setting that cannot be used.
public enum ConfigurationFault: Equatable, Sendable {
  /// A configuration file cannot be read.
  case unreadableFile(path: SafeText, FileProblem)
  /// A line of a configuration file is not understood; counted from 1, 0 for the whole file.
  case syntax(path: SafeText, line: Int, INISyntaxProblem)
  /// The profile that was named is in neither file; by what it was named.
  case noSuchProfile(InputPlace, name: SafeText, paths: [SafeText])
  /// Nothing names a region; what was looked at.
  case noRegion(tried: [SafeText])
  /// What stands there is not a region's name.
  case invalidRegion(InputPlace)
  /// A custom endpoint cannot be FIPS or dual-stack.
  case customEndpointWithVariant(InputPlace)
  /// What stands there is not an `http` or `https` URL that requests can be signed for.
  case invalidEndpoint(InputPlace)
  /// The profile's `services` names a section that is missing or empty.
  case noServices(InputPlace)
  /// Not a name that EKS gives to a cluster.
  case invalidClusterName
}

/// Why there are no credentials.
public struct CredentialFault: Equatable, Sendable {
  /// Where they were looked for.
  public enum Provider: String, Sendable {
    /// `AWS_ACCESS_KEY_ID` and its companions.
    case environment
    /// A profile with `role_arn`.
    case assumeRole
    /// A token file and a role: IRSA.
    case webIdentity
    /// IAM Identity Center.
    case sso
    /// `~/.aws/credentials`.
    case sharedCredentialsFile
    /// A profile made by `aws login`.
    case loginSession
    /// A program that prints credentials.
    case credentialProcess
    /// `~/.aws/config`.
    case configFile
    /// ECS tasks and EKS Pod Identity.
    case container
    /// The metadata service of the EC2 instance.
    case instanceMetadata
    /// All of them, one after the other.
    case chain
  }

  /// What went wrong.
  public enum Reason: Equatable, Sendable {
    /// No provider applies; what each would have needed.
    case notFound(tried: [SafeText])
    /// A setting that belongs to another is missing or empty.
    case missingSetting(InputPlace)
    /// A section that a setting names is missing.
    case missingSection(SafeText, InputPlace)
    /// Two settings exclude each other, or neither is there.
    case conflictingSettings(SafeText)
    /// Two settings that must be equal are not.
    case inconsistentSettings(InputPlace, InputPlace)
    /// A setting's value is not one of those allowed.
    case invalidSetting(InputPlace, expected: SafeText)
    /// `source_profile` leads back to where it began.
    case profileLoop([SafeText])
    /// A profile that another refers to does not exist.
    case noSuchProfile(InputPlace)
    /// The role wants a code from a device, which nobody enters here.
    case needsMFA
    /// A profile made by `aws login` cannot be read by capdb.
    case loginSessionUnsupported
    /// A file cannot be read: the one that this setting names, or that is the place itself.
    case unreadableFile(InputPlace, FileProblem)
    /// The token holds a line break, which a header cannot carry.
    case lineBreakInToken(InputPlace)
    /// The user has to log in again, because of this.
    case loginNeeded(SafeText)
    /// The program could not be run to its end.
    case processFailed(InputPlace, SafeText)
    /// The program ended with a status or signal; what its standard error means, where that is known.
    case processExited(InputPlace, SafeText, SafeText?)
    /// An answer without the fields it must have.
    case unreadable(SafeText)
    /// A host that credentials may not be asked of without TLS.
    case hostNotAllowed(InputPlace)
    /// An HTTP answer that is not a success, and its error code.
    case status(Int, code: SafeText?)
    /// The endpoint cannot be reached.
    case unreachable(TransportError)
    /// What was given out has already expired.
    case expired
  }

  /// Where they were looked for.
  public var provider: Provider
  /// The profile concerned; nil if there is none.
  public var profile: SafeText?
  /// What went wrong.
  public var reason: Reason

  /// Makes a fault.
  public init(_ provider: Provider, profile: SafeText? = nil, _ reason: Reason) {
    self.provider = provider
    self.profile = profile
    self.reason = reason
  }
}
