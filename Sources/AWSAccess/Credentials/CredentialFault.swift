public import OutsideText
public import Transport

/// Why there are no credentials.
public struct CredentialFault: Equatable, Sendable {
  /// The provider that was asked.
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
    /// All of them, in their order.
    case chain
  }

  /// Why a provider has no credentials.
  public enum Reason: Equatable, Sendable {
    /// No provider applies; what each would have needed.
    case notFound(tried: [SafeText])
    /// A setting that belongs to another is missing or empty.
    case missingSetting(InputPlace)
    /// A section that a setting names is missing.
    case missingSection(SafeText, InputPlace)
    /// Exactly one of these settings is needed, and both or neither are there.
    case conflictingSettings(SafeText)
    /// Two settings that must be equal are not.
    case inconsistentSettings(InputPlace, InputPlace)
    /// A setting's value is not one of those allowed.
    case invalidSetting(InputPlace, expected: SafeText)
    /// `source_profile` leads back to where it began.
    case profileLoop([SafeText])
    /// A profile that another refers to does not exist.
    case noSuchProfile(InputPlace)
    /// The role requires a code from an MFA device, which capdb cannot ask for.
    case needsMFA
    /// A profile made by `aws login` cannot be read by capdb.
    case loginSessionUnsupported
    /// A file cannot be read: the place itself, or the file that the setting there names.
    case unreadableFile(InputPlace, FileProblem)
    /// The token holds a line break, which a header cannot carry.
    case lineBreakInToken(InputPlace)
    /// The user has to log in again, for this reason.
    case loginNeeded(SafeText)
    /// The program could not be run to its end.
    case processFailed(InputPlace, SafeText)
    /// The program ended with a status or signal; what its standard error means, where that is known.
    case processExited(InputPlace, SafeText, SafeText?)
    /// An answer lacks the fields that it must have.
    case unreadable(SafeText)
    /// A host that may not be asked for credentials without TLS.
    case hostNotAllowed(InputPlace)
    /// An HTTP answer that is not a success, and its error code.
    case status(Int, code: SafeText?)
    /// The endpoint cannot be reached.
    case unreachable(TransportError)
    /// The credentials had already expired when they were given out.
    case expired
  }

  /// The provider that was asked.
  public var provider: Provider
  /// The profile concerned; nil if there is none.
  public var profile: SafeText?
  /// Why it has no credentials.
  public var reason: Reason

  init(_ provider: Provider, profile: SafeText? = nil, _ reason: Reason) {
    self.provider = provider
    self.profile = profile
    self.reason = reason
  }
}

extension CredentialFault: CustomStringConvertible {
  /// Where no credentials came from, why, and what to do next.
  public var description: String {
    let place = profile.map { "\(provider.name) (profile \($0))" } ?? provider.name
    return "No AWS credentials from \(place): \(reason)"
  }
}

extension CredentialFault.Provider {
  /// What people call the place.
  public var name: String {
    switch self {
    case .environment: "the environment"
    case .assumeRole: "AssumeRole"
    case .webIdentity: "the web identity token"
    case .sso: "IAM Identity Center"
    case .sharedCredentialsFile: "the credentials file"
    case .loginSession: "aws login"
    case .credentialProcess: "credential_process"
    case .configFile: "the config file"
    case .container: "the container endpoint"
    case .instanceMetadata: "the instance metadata service"
    case .chain: "any provider"
    }
  }
}

extension CredentialFault.Reason: CustomStringConvertible {
  /// Why there are none, and what to do next.
  public var description: String {
    switch self {
    case .needsMFA: "the profile has mfa_serial, and capdb cannot ask for a code. Use a profile without MFA."
    case .loginSessionUnsupported:
      "capdb cannot use the session of `aws login`. Add credential_process = aws configure export-credentials "
        + "--profile NAME to another profile and use that one, or use aws sso login."
    case .unreadableFile(let place, let problem): "\(place) cannot be read: \(problem)."
    case .lineBreakInToken(let place): "the token of \(place) holds a line break. Write it without one."
    case .loginNeeded(let reason): "\(reason). Run `aws sso login`."
    case .processFailed(let place, let reason): "the program of \(place) failed: \(reason)."
    case .processExited(let place, let status, let diagnosis):
      "the program of \(place) ended with \(status)\(diagnosis.map { ": \($0)" } ?? ""). Run it by hand to see what it says."
    case .unreadable(let what): "\(what) holds no credentials."
    case .hostNotAllowed(let place): "the host of \(place) may be asked for credentials over https only."
    case .status(let status, let code): "HTTP status \(status)\(code.map { " (\($0))" } ?? "")."
    case .unreachable(let error): "no answer from \(error.server): \(error.detail)."
    case .expired: "those given out have expired already. Check this machine's clock."
    default: settingDescription
    }
  }

  private var settingDescription: String {
    switch self {
    case .notFound(let tried):
      "none applies. Set AWS_PROFILE or AWS_ACCESS_KEY_ID, or run where a role is attached. Tried: "
        + "\(SafeText.list(tried, separator: "; "))."
    case .missingSetting(let place): "\(place) is missing or empty."
    case .missingSection(let kind, let place): "\(place) names a section [\(kind) …] that does not exist."
    case .conflictingSettings(let names): "exactly one is needed of \(names)."
    case .inconsistentSettings(let one, let other): "\(one) and \(other) differ, and must be equal."
    case .invalidSetting(let place, let expected): "\(place) must be \(expected)."
    case .profileLoop(let profiles):
      "source_profile leads in a circle: \(SafeText.list(profiles, separator: " → "))."
    case .noSuchProfile(let place): "\(place) names a profile that does not exist."
    default: ""
    }
  }
}
