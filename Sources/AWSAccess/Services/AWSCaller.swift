import OutsideText
import TextEncoding
import Transport

/// Calls one action of a service, signed or not, until there is an answer or retrying is pointless.
struct AWSCaller: Sendable {
  /// Gives out credentials, others than those that a service rejected.
  typealias CredentialSupply = @Sendable (_ rejected: Credentials?) async throws(AWSError) -> Credentials

  let call: AWSCall
  let endpoint: ServiceEndpoint
  private let settings: AWSSettings

  /// - Throws: `AWSError.configuration` if the endpoint settings cannot be used.
  init(_ settings: AWSSettings, service: AWSService, region: String, action: String) throws(AWSError) {
    let endpoint = try settings.endpoint(of: service, region: region)
    self.init(settings, service: service, endpoint: endpoint, region: region, action: action)
  }

  /// A caller of `service` at an endpoint that is known.
  init(_ settings: AWSSettings, service: AWSService, endpoint: ServiceEndpoint, region: String, action: String) {
    self.settings = settings
    self.endpoint = endpoint
    call = AWSCall(service: service.rawValue, action: action, region: region, server: endpoint.shownServer)
  }

  /// The request of a call in AWS's query protocol: a form that is posted to `/`.
  ///
  /// - Parameters:
  ///   - version: the version of the service's API.
  ///   - parameters: the form's other fields, already flattened (`Filter.1.Value.2`).
  func queryRequest(
    version: String, _ parameters: [(name: String, value: String)], limits: TransferLimits
  ) -> HTTPRequest {
    let form = PercentEncoding.query([("Action", call.action), ("Version", version)] + parameters)
    return HTTPRequest(
      method: .post, url: endpoint.url("/"),
      headers: [HTTPHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
      body: Array(form.utf8), endpoint: endpoint.endpoint, limits: limits)
  }

  /// Sends a request without a signature.
  /// - Throws: `AWSError.refused`, `.unreachable`.
  func send(_ request: HTTPRequest) async throws(AWSError) -> HTTPResponse {
    let response: HTTPResponse
    do {
      response = try await settings.environment.transport.send(request, policy: policy) {
        AWSErrorClass.retryDecision($0)
      }
    } catch {
      throw .unreachable(call, error)
    }
    guard (200..<300).contains(response.status) else {
      throw .refused(AWSRefusal(call: call, response: response))
    }
    return response
  }

  /// Sends a signed request; credentials that the service calls expired are replaced once.
  /// - Throws: `AWSError.refused`, `.unreachable`, and what `supply` throws.
  func send(_ request: HTTPRequest, signedBy supply: CredentialSupply) async throws(AWSError) -> HTTPResponse {
    let credentials = try await supply(nil)
    do throws(AWSError) {
      return try await send(request, signedWith: credentials)
    } catch {
      guard case .refused(let refusal) = error, AWSErrorClass(code: refusal.code?.text ?? "") == .expired else {
        throw error
      }
      let fresh = try await supply(credentials)
      guard fresh != credentials else { throw error }
      return try await send(request, signedWith: fresh)
    }
  }

  private func send(_ request: HTTPRequest, signedWith credentials: Credentials) async throws(AWSError) -> HTTPResponse
  {
    var signed = request
    signed.signature = AWSSignature(
      region: endpoint.signingRegion, service: call.service, accessKeyID: credentials.accessKeyID,
      secretAccessKey: credentials.secretAccessKey, sessionToken: credentials.sessionToken)
    return try await send(signed)
  }

  private var policy: RetryPolicy {
    var policy = settings.environment.retry
    if let text = settings.value("AWS_MAX_ATTEMPTS", profileKey: "max_attempts"), let attempts = Int(text) {
      policy.attempts = max(1, attempts)
    }
    return policy
  }
}

/// What an error code of an AWS service means for retries.
///
/// Source: botocore's retry rules, https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
enum AWSErrorClass: Equatable {
  /// Too many calls: wait, then ask again.
  case throttled
  /// A failure of the service that passes: ask again.
  case transient
  /// The credentials have expired, or the clock is wrong: ask once more with others.
  case expired
  /// Asking again does not help.
  case final

  init(code: String) {
    self =
      switch code {
      case _ where Self.throttling.contains(code): .throttled
      case "RequestTimeout", "RequestTimeoutException", "IDPCommunicationError": .transient
      case "ExpiredToken", "ExpiredTokenException", "RequestExpired": .expired
      default: .final
      }
  }

  /// Whether to ask again after an answer, by the code of its error document, else by its status.
  static func retryDecision(_ response: HTTPResponse) -> RetryDecision {
    guard response.status >= 400 else { return .final }
    switch AWSErrorClass(code: AWSErrorDocument(response).code?.text ?? "") {
    case .throttled: return .retry(after: max(serverWait(response) ?? .zero, throttlePause))
    case .transient: return .retry(after: serverWait(response))
    case .expired: return .final
    case .final:
      guard [429, 500, 502, 503, 504, 509].contains(response.status) else { return .final }
      return .retry(after: serverWait(response))
    }
  }

  /// The shortest wait after throttling: EC2's token buckets refill slowly, and the account's other callers use them too.
  private static let throttlePause = Duration.milliseconds(500)

  private static func serverWait(_ response: HTTPResponse) -> Duration? {
    if let text = response.header("x-amz-retry-after"), let milliseconds = Int(text), milliseconds >= 0 {
      return .milliseconds(min(milliseconds, 5000))
    }
    return response.retryAfter
  }

  private static let throttling: Set<String> = [
    "RequestLimitExceeded", "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled",
    "RequestThrottledException", "TooManyRequestsException", "EC2ThrottledException", "BandwidthLimitExceeded",
    "LimitExceededException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
    "PriorRequestNotComplete", "SlowDown",
  ]
}
