package import OutsideText
import Transport

extension AWSError: CustomStringConvertible {
  /// What failed, for whom, and what to do next.
  public var description: String {
    switch self {
    case .configuration(let fault): fault.description
    case .credentials(let fault): fault.description
    case .refused(let refusal): refusal.description
    case .unreachable(let call, let error):
      "\(call) got no answer from \(error.server.text.isEmpty ? call.server : error.server)"
        + "\(error.proxy.map { " through \($0)" } ?? ""): \(error.detail). "
        + "Check network, proxy and endpoint settings."
    case .unreadable(let call, let reason): "\(call) got an answer that cannot be used: \(reason)."
    }
  }
}

extension AWSCall: CustomStringConvertible {
  /// For example `ec2:DescribeSubnets in ap-northeast-2`.
  public var description: String { "\(service):\(action) in \(region)" }
}

extension AWSRefusal: CustomStringConvertible {
  /// What was refused, to whom, and what to do next.
  public var description: String {
    let answer = code.map { "\($0) (HTTP \(status))" } ?? "HTTP status \(status)"
    let kind = code == nil ? ", and not by an AWS error document\(mediaType.map { " (\($0))" } ?? "")" : ""
    let whom = identity.map { ". The identity is \($0)" } ?? ""
    let why = policy.map { ". \($0)" } ?? ""
    let request = requestID.map { " [request \($0)]" } ?? ""
    return ["\(call) was refused with \(answer)\(kind)\(whom)\(why)\(request).", remedy].filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  private var remedy: String {
    switch code?.text ?? "" {
    case _ where isMissingPermission: permissionRemedy
    case "AuthFailure", "InvalidClientTokenId", "UnrecognizedClientException":
      "The access key is unknown or inactive, or this machine's clock is wrong: check both."
    case "SignatureDoesNotMatch", "InvalidSignatureException":
      "The secret access key does not belong to the access key, or this machine's clock is wrong: check both."
    case "RequestExpired": "This machine's clock is wrong, or the credentials have expired: check both."
    case "ExpiredToken", "ExpiredTokenException": "The credentials have expired: get new ones and try again."
    case "OptInRequired": "The account has not enabled this region or service: enable it, or choose another region."
    case "Blocked": "AWS has suspended the account's use of the service: ask AWS Support."
    case "InvalidIdentityToken", "IDPRejectedClaim":
      "The service account's token is not accepted: check the IAM identity provider of the cluster."
    case "ResourceNotFoundException": "Check the name, the region and the account."
    case let code where AWSErrorClass(code: code) == .throttled:
      "AWS went on throttling: other callers of the account use up its rate. Try again later."
    default: ""
    }
  }

  private var permissionRemedy: String {
    if call.service == "sts" {
      return "Allow the role in its trust policy, and sts:\(call.action) in the policy of the caller."
    }
    return "Allow the action \(call.service):\(call.action) to this identity; Config/aws holds the whole IAM policy."
  }
}

extension ConfigurationFault: CustomStringConvertible {
  /// What cannot be used, and what to do next.
  public var description: String {
    switch self {
    case .unreadableFile(let path, let problem): "The AWS configuration file \(path) cannot be read: \(problem)."
    case .syntax(let path, let line, let problem):
      "\(line == 0 ? "\(path)" : "Line \(line) of \(path)") \(problem.words)."
    case .noSuchProfile(let place, let name, let paths):
      "There is no AWS profile \(name) in \(paths.map(\.text).joined(separator: " or ")): check the name (\(place))."
    case .noRegion(let tried):
      "No AWS region is known: set AWS_REGION. Looked at: \(tried.map(\.text).joined(separator: ", "))."
    case .invalidRegion(let place):
      "\(place) is not the name of an AWS region, which looks like eu-west-1: correct it."
    case .customEndpointWithVariant(let place):
      "\(place) names an endpoint, so AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT cannot be true: drop one."
    case .invalidEndpoint(let place):
      "\(place) must be http:// or https:// with a host; a path may hold letters, digits and . _ ~ - /, and there can be "
        + "no user name, query or fragment: correct it."
    case .noServices(let place):
      "\(place) names a [services …] section that is missing or empty: add it, or drop the key."
    case .invalidClusterName:
      "That cannot be the name of an EKS cluster: 1 to 100 letters, digits, hyphens and underscores."
    }
  }
}

extension INISyntaxProblem {
  fileprivate var words: String {
    switch self {
    case .encoding: "is not UTF-8 text: save it as such"
    case .noSection: "stands above the first [section]: put it into one"
    case .noKey: "is neither a section, a key = value, a comment, nor indented deeper than the key above it: correct it"
    case .duplicateSection: "begins a section that the file has already: make one of the two"
    case .duplicateKey: "has a key that its section (or [DEFAULT]) has already: drop one of the two"
    case .noNestedKey: "has no value, and a line indented below it is not a key = value: correct it"
    }
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
  fileprivate var name: String {
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
        + tried.map(\.text).joined(separator: "; ") + "."
    case .missingSetting(let place): "\(place) is missing or empty."
    case .missingSection(let kind, let place): "\(place) names a section [\(kind) …] that does not exist."
    case .conflictingSettings(let names): "exactly one is needed of \(names)."
    case .inconsistentSettings(let one, let other): "\(one) and \(other) differ, and must be equal."
    case .invalidSetting(let place, let expected): "\(place) must be \(expected)."
    case .profileLoop(let profiles):
      "source_profile leads in a circle: \(profiles.map(\.text).joined(separator: " → "))."
    case .noSuchProfile(let place): "\(place) names a profile that does not exist."
    default: ""
    }
  }
}

extension XMLReplyError: CustomStringConvertible {
  /// The fault, in a few words.
  package var description: String { words.text }

  /// The fault, in a few words.
  package var words: SafeText {
    switch self {
    case .malformed(let line): "it is not well-formed XML (line \(line))"
    case .truncated: "the XML breaks off before its end"
    case .wrongRoot(let expected, let found): "it is \(found ?? "another document") instead of \(expected)"
    case .documentType: "it declares entities, which AWS never does"
    case .missing(let element, let item): "\(item) lacks \(element)"
    case .invalid(let element): "\(element) has a value that EC2 does not document"
    }
  }
}
