public import OutsideText
public import Transport

/// Why AWS could not be asked, or did not answer.
///
/// It holds facts, and of texts from outside only what may be shown; `description` puts them into words.
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
  /// The kind of policy that denies the call, or that does not allow it; nil if the service does not say.
  public var policy: SafeText?
  /// The media type of an answer that is no AWS error document.
  public var mediaType: SafeText?
  /// The service's message, for decisions only.
  public var message: UnshownText
  /// The service's identifier of the request; nil if there was none.
  public var requestID: SafeText?

  /// Whether a permission is missing; EC2's code for that differs from those of the other services.
  public var isMissingPermission: Bool {
    ["UnauthorizedOperation", "AccessDenied", "AccessDeniedException", "UnauthorizedException"]
      .contains(code?.text)
  }
}

extension AWSError {
  /// Whether the way to AWS, who asks, or a right is the reason.
  public var concernsAccess: Bool {
    switch self {
    case .configuration, .credentials: true
    case .refused(let refusal): refusal.concernsAccess
    case .unreachable(_, let error): error.concernsAccess
    case .unreadable: false
    }
  }
}

extension AWSRefusal {
  /// Credentials that have expired are refused with 400 by some services.
  fileprivate var concernsAccess: Bool {
    let code = code?.text ?? ""
    return [401, 403].contains(status) || isMissingPermission || AWSErrorClass(code: code) == .expired
      || ["InvalidIdentityToken", "IDPRejectedClaim", "UnrecognizedClientException"].contains(code)
  }
}

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
