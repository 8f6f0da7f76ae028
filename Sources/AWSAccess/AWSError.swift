public import Transport

/// Why AWS could not be asked, or did not answer. Holds facts and no secrets; `description` words them.
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
  case unreadable(AWSCall, reason: String)
}

/// One call of an AWS service.
public struct AWSCall: Hashable, Sendable {
  /// For example `ec2`.
  public var service: String
  /// For example `DescribeSubnets`.
  public var action: String
  /// The region asked.
  public var region: String
  /// Scheme and host of the endpoint asked.
  public var url: String

  /// Makes a call's name.
  public init(service: String, action: String, region: String, url: String) {
    self.service = service
    self.action = action
    self.region = region
    self.url = url
  }
}

/// An error answer of an AWS service.
public struct AWSRefusal: Equatable, Sendable {
  /// What was called.
  public var call: AWSCall
  /// The HTTP status, for example 403.
  public var status: Int
  /// The service's code, for example `UnauthorizedOperation`; empty if the answer was not an AWS error document.
  public var code: String
  /// The service's words, at most 1,000 characters.
  public var message: String
  /// The service's identifier of the request; empty if there was none.
  public var requestID: String

  /// Makes a refusal.
  public init(call: AWSCall, status: Int, code: String, message: String, requestID: String) {
    self.call = call
    self.status = status
    self.code = code
    self.message = message
    self.requestID = requestID
  }

  /// The credentials may not do this: the right is missing, whether the code is EC2's or that of the other services.
  public var isMissingPermission: Bool {
    ["UnauthorizedOperation", "AccessDenied", "AccessDeniedException", "UnauthorizedException"].contains(code)
  }
}

/// A setting that cannot be used.
public enum ConfigurationFault: Equatable, Sendable {
  /// A configuration file cannot be read.
  case unreadableFile(path: String, AWSEnvironment.FileError)
  /// A line of a configuration file is not understood; counted from 1.
  case syntax(path: String, line: Int)
  /// The profile that was named is in neither file.
  case noSuchProfile(name: String, paths: [String])
  /// Nothing names a region; what was looked at.
  case noRegion(tried: [String])
  /// Not a region's name.
  case invalidRegion(String)
  /// A custom endpoint cannot be FIPS or dual-stack.
  case customEndpointWithVariant(setting: String)
  /// Not an `http` or `https` URL without a path.
  case invalidEndpoint(setting: String, value: String)
  /// Not a name that EKS gives to a cluster.
  case invalidClusterName(String)
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
    case notFound(tried: [String])
    /// A setting that belongs to another is missing.
    case missingSetting(String)
    /// Two settings exclude each other, or neither is there.
    case conflictingSettings(String)
    /// A setting's value is not one of those allowed.
    case invalidSetting(String, value: String)
    /// `source_profile` leads back to where it began.
    case profileLoop([String])
    /// A profile that another refers to does not exist.
    case noSuchProfile(String)
    /// The role wants a code from a device, which nobody enters here.
    case needsMFA
    /// A profile made by `aws login` cannot be read by capdb.
    case loginSessionUnsupported
    /// A file cannot be read.
    case unreadableFile(path: String, AWSEnvironment.FileError)
    /// The token's file holds a line break, which a header cannot carry.
    case lineBreakInToken(path: String)
    /// The user has to log in again, because of this.
    case loginNeeded(String)
    /// The program could not be run to its end.
    case processFailed(command: String, reason: String)
    /// The program ended so; its standard error, at most 1,000 characters.
    case processExited(command: String, status: String, errorOutput: String)
    /// An answer without the fields it must have.
    case unreadable(String)
    /// A host that credentials may not be asked of without TLS.
    case hostNotAllowed(String)
    /// An HTTP answer that is not a success.
    case status(Int, String)
    /// The endpoint cannot be reached.
    case unreachable(TransportError)
    /// What was given out has already expired.
    case expired
  }

  /// Where they were looked for.
  public var provider: Provider
  /// The profile concerned; nil if there is none.
  public var profile: String?
  /// What went wrong.
  public var reason: Reason

  /// Makes a fault.
  public init(_ provider: Provider, profile: String? = nil, _ reason: Reason) {
    self.provider = provider
    self.profile = profile
    self.reason = reason
  }
}
