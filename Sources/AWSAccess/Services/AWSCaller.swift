import Capacity
import OutsideText
import Transport

/// Sends requests to a service, signed or not, until there is an answer or no sense in asking again.
struct AWSCaller: Sendable {
  /// Gives credentials, others than those rejected.
  typealias CredentialSupply = @Sendable (_ rejected: Credentials?) async throws(AWSError) -> Credentials

  let call: AWSCall
  let endpoint: ServiceEndpoint
  private let settings: AWSSettings

  /// Makes a caller for one action of `service`.
  /// - Throws: `AWSError.configuration` if the endpoint settings cannot be used.
  init(_ settings: AWSSettings, service: AWSService, region: String, action: String) throws(AWSError) {
    let endpoint = try settings.endpoint(of: service, region: region)
    self.init(settings, service: service, endpoint: endpoint, region: region, action: action)
  }

  /// Makes a caller for one action of `service` at an endpoint that is known.
  init(_ settings: AWSSettings, service: AWSService, endpoint: ServiceEndpoint, region: String, action: String) {
    self.settings = settings
    self.endpoint = endpoint
    call = AWSCall(service: service.rawValue, action: action, region: region, server: endpoint.shownServer)
  }

  /// Sends without a signature.
  /// - Throws: `AWSError.refused`, `.unreachable`.
  func send(_ request: HTTPRequest) async throws(AWSError) -> HTTPResponse {
    let response: HTTPResponse
    do {
      response = try await settings.environment.transport.send(request, policy: policy) { AWSErrorClass.verdict($0) }
    } catch {
      throw .unreachable(call, error)
    }
    guard (200..<300).contains(response.status) else {
      throw .refused(AWSRefusal(call: call, response: response))
    }
    return response
  }

  /// Sends signed; credentials that the service calls expired are replaced once.
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
