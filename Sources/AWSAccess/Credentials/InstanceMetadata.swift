import Capacity
import OutsideText
import Transport

/// The metadata service of an EC2 instance: version 2, else version 1.
///
/// Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
struct InstanceMetadata: Sendable {
  /// Why there is no answer.
  enum Failure: Error {
    /// `AWS_EC2_METADATA_DISABLED` is `true`.
    case disabled
    /// Not on an instance, or behind a hop limit.
    case unreachable(TransportError)
    /// Another status than 200.
    case status(Int)
    /// Only version 1 would answer, and it is switched off.
    case versionOneDisabled
  }

  private let settings: AWSSettings

  init(_ settings: AWSSettings) {
    self.settings = settings
  }

  /// The text at `/latest/meta-data/` + path.
  func get(_ path: SafeText) async throws(Failure) -> String {
    try await get(path, try await open())
  }

  /// Opens a session of the service: one token for any number of requests.
  func open() async throws(Failure) -> Token {
    guard settings.environment.flag("AWS_EC2_METADATA_DISABLED") != true else { throw .disabled }
    let response: HTTPResponse
    do throws(Failure) {
      response = try await send(
        .put, "/latest/api/token", "", [HTTPHeader("x-aws-ec2-metadata-token-ttl-seconds", "21600")])
    } catch {
      // With a hop limit of 1, the answer to the PUT does not reach a pod.
      guard case .unreachable(let failure) = error, [.timedOut, .stalled].contains(failure.kind) else { throw error }
      return try versionOne()
    }
    switch response.status {
    case 200: return Token(value: response.body.text)
    case 403, 404, 405: return try versionOne()
    default: throw .status(response.status)
    }
  }

  /// The text at `/latest/meta-data/` + path, in a session.
  ///
  /// - Parameter name: a name that the service gave before, appended to the path; no message shows it.
  func get(_ path: SafeText, named name: String = "", _ token: Token) async throws(Failure) -> String {
    let headers = token.value.map { [HTTPHeader("x-aws-ec2-metadata-token", $0)] } ?? []
    let response = try await send(.get, "/latest/meta-data/\(path)", name, headers)
    guard response.status == 200 else { throw .status(response.status) }
    return response.body.text
  }

  /// The session's token; none for version 1.
  struct Token: Sendable {
    fileprivate let value: String?
  }

  private func versionOne() throws(Failure) -> Token {
    guard !settings.flag("AWS_EC2_METADATA_V1_DISABLED", profileKey: "ec2_metadata_v1_disabled") else {
      throw .versionOneDisabled
    }
    return Token(value: nil)
  }

  private func send(
    _ method: HTTPRequest.Method, _ path: SafeText, _ name: String, _ headers: [HTTPHeader]
  ) async throws(Failure) -> HTTPResponse {
    let seconds = number("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout")
    var policy = settings.environment.retry
    policy.attempts = number("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts")
    let timeout = Duration.seconds(seconds)
    let request = HTTPRequest(
      method: method, url: baseURL + path.text + name, shownPath: path, headers: headers,
      endpoint: Endpoint(proxy: .none),
      limits: TransferLimits(connect: timeout, total: timeout, bodyBytes: 1 << 20))
    do {
      return try await settings.environment.transport.send(request, policy: policy)
    } catch {
      throw .unreachable(error)
    }
  }

  private func number(_ variable: String, _ key: String) -> Int {
    max(1, settings.value(variable, profileKey: key).flatMap { Int($0) } ?? 1)
  }

  private var baseURL: String {
    if let url = settings.value("AWS_EC2_METADATA_SERVICE_ENDPOINT", profileKey: "ec2_metadata_service_endpoint") {
      return url.hasSuffix("/") ? String(url.dropLast()) : url
    }
    let mode = settings.value(
      "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", profileKey: "ec2_metadata_service_endpoint_mode")
    return mode?.lowercased() == "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
  }
}

/// The role of the EC2 instance that the program runs on.
struct InstanceMetadataCredentials: CredentialProvider {
  var provider: CredentialFault.Provider { .instanceMetadata }
  let settings: AWSSettings

  func load() async throws(AWSError) -> CredentialProviderResult {
    let metadata = InstanceMetadata(settings)
    let path: SafeText = "iam/security-credentials/"
    do throws(InstanceMetadata.Failure) {
      let token = try await metadata.open()
      let role = try await metadata.get(path, token)[...].trimmingWhitespace
      guard !role.isEmpty else { return .notApplicable("the instance has no role") }
      return offer(try await metadata.get(path, named: String(role), token))
    } catch {
      return .notApplicable(reason(error))
    }
  }

  private func offer(_ text: String) -> CredentialProviderResult {
    guard let document = CredentialDocument(text.utf8) else {
      return .notApplicable("the instance metadata service gave unreadable keys")
    }
    guard document.code == nil || document.code == "Success", var credentials = document.credentials else {
      return .notApplicable(
        "the instance metadata service answered \(document.code.map { .word($0) ?? .withheld } ?? "without keys")")
    }
    credentials.expiration = credentials.expiration.map(postponed)
    return .credentials(credentials)
  }

  /// During an outage the service gives out expired keys, which EC2 goes on accepting: they are used, and the service is
  /// asked again in some minutes. Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html
  private func postponed(_ expiration: Timestamp) -> Timestamp {
    let now = settings.environment.now()
    return expiration > now + 15 * 60 ? expiration : now + 25 * 60
  }

  private func reason(_ failure: InstanceMetadata.Failure) -> SafeText {
    switch failure {
    case .disabled: "the instance metadata service is switched off by AWS_EC2_METADATA_DISABLED"
    case .unreachable: "no instance metadata service answers (not on EC2, or its hop limit is 1)"
    case .status(404): "the instance has no role"
    case .status(let status): "the instance metadata service answered with HTTP status \(status)"
    case .versionOneDisabled: "the instance metadata service gave no token, and version 1 is switched off"
    }
  }
}
