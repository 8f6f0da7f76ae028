import Transport

extension AWSError: CustomStringConvertible {
  /// What failed, for whom, and what to do next.
  public var description: String {
    switch self {
    case .configuration(let fault): fault.description
    case .credentials(let fault): fault.description
    case .refused(let refusal): refusal.description
    case .unreachable(let call, let error):
      "\(call) got no answer from \(error.server.isEmpty ? call.url : error.server)"
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
  /// What was refused, in the service's words, and what to do next.
  public var description: String {
    let answer = code.isEmpty ? "HTTP status \(status)" : "\(code) (HTTP \(status))"
    let words = message.isEmpty ? "" : ": \(message.hasSuffix(".") ? String(message.dropLast()) : message)"
    let request = requestID.isEmpty ? "" : " [request \(requestID)]"
    return ["\(call) was refused with \(answer)\(words)\(request).", remedy].filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  private var remedy: String {
    switch code {
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
    case _ where AWSErrorClass(code: code) == .throttled:
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
    case .unreadableFile(let path, let error): "The AWS configuration file \(path) cannot be read: \(error)."
    case .syntax(let path, let line):
      "Line \(line) of \(path) is neither a section, a key = value, nor a comment: correct it."
    case .noSuchProfile(let name, let paths):
      "There is no AWS profile \(name) in \(paths.joined(separator: " or ")): check the name (AWS_PROFILE)."
    case .noRegion(let tried):
      "No AWS region is known: set AWS_REGION. Looked at: \(tried.joined(separator: ", "))."
    case .invalidRegion(let region): "\(region.oneLine(limit: 80)) is not the name of an AWS region."
    case .customEndpointWithVariant(let setting):
      "\(setting) names an endpoint, so AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT cannot be true: drop one."
    case .invalidEndpoint(let setting, let value):
      "\(setting) must be http:// or https:// with a host, and no path; it is \(value.withoutUserInformation)."
    case .invalidClusterName(let name): "\(name.oneLine(limit: 120)) cannot be the name of an EKS cluster."
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
    case .notFound, .missingSetting, .conflictingSettings, .invalidSetting, .profileLoop, .noSuchProfile:
      settingDescription
    case .needsMFA: "the profile has mfa_serial, and capdb cannot ask for a code. Use a profile without MFA."
    case .loginSessionUnsupported:
      "capdb cannot use the session of `aws login`. Add credential_process = aws configure export-credentials "
        + "--profile NAME to another profile and use that one, or use aws sso login."
    case .unreadableFile(let path, let error): "\(path) cannot be read: \(error)."
    case .lineBreakInToken(let path): "the token in \(path) holds a line break. Write it without one."
    case .loginNeeded(let reason): "\(reason). Run `aws sso login`."
    case .processFailed(let command, let reason): "\(command) could not be run: \(reason)."
    case .processExited(let command, let status, let output):
      "\(command) ended with \(status)\(output.isEmpty ? "" : ": \(output)")."
    case .unreadable(let what): "\(what) holds no credentials."
    case .hostNotAllowed(let host): "\(host) may be asked for credentials over https only."
    case .status(let status, let words): "HTTP status \(status)\(words.isEmpty ? "" : ": \(words)")."
    case .unreachable(let error): "no answer from \(error.server): \(error.detail)."
    case .expired: "those given out have expired already. Check this machine's clock."
    }
  }

  private var settingDescription: String {
    switch self {
    case .notFound(let tried):
      "none applies. Set AWS_PROFILE or AWS_ACCESS_KEY_ID, or run where a role is attached. Tried: "
        + tried.joined(separator: "; ") + "."
    case .missingSetting(let name): "\(name) is missing."
    case .conflictingSettings(let names): "exactly one is needed of \(names)."
    case .invalidSetting(let name, let value): "\(name) cannot be \(value.oneLine(limit: 100))."
    case .profileLoop(let profiles): "source_profile leads in a circle: \(profiles.joined(separator: " → "))."
    case .noSuchProfile(let name): "source_profile \(name) does not exist."
    default: ""
    }
  }
}

extension AWSEnvironment.FileError: CustomStringConvertible {
  /// The reason, in a few words.
  public var description: String {
    switch self {
    case .missing: "there is no such file"
    case .failed(let reason): reason
    }
  }
}

extension XMLReplyError: CustomStringConvertible {
  /// The fault, in a few words.
  package var description: String {
    switch self {
    case .malformed(let line): "it is not well-formed XML (line \(line))"
    case .truncated: "the XML breaks off before its end"
    case .wrongRoot(let expected, let found): "it is \(found.oneLine(limit: 80)) instead of \(expected)"
    case .documentType: "it declares entities, which AWS never does"
    case .missing(let element, let item): "\(item) lacks \(element)"
    case .invalid(let element, let text): "\(element) cannot be \(text.oneLine(limit: 80))"
    }
  }
}

extension String {
  /// A URL without the name and password that may stand before its host.
  fileprivate var withoutUserInformation: String {
    replacing(/\/\/[^\/@]*@/, with: "//…@").oneLine(limit: 120)
  }
}
