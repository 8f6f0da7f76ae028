public import Transport

/// Calls a service of the query protocol: a signed form to `/`.
public struct AWSQueryClient: Sendable {
  /// The region asked.
  public var region: String { session.region }

  private let session: AWSSession
  private let service: AWSService
  private let version: String
  /// Found once: a list has many pages.
  private let endpoint: Result<ServiceEndpoint, AWSError>

  /// Makes a client of `service`, whose API has this `version` (EC2: `2016-11-15`).
  public init(_ session: AWSSession, service: AWSService, version: String) {
    self.session = session
    self.service = service
    self.version = version
    endpoint = Result { () throws(AWSError) in try session.endpoint(of: service) }
  }

  /// Calls `action`. Throttling and passing failures are waited out as the environment's retry policy allows, and
  /// expired credentials are replaced once.
  ///
  /// - Parameter parameters: the form's other fields, already flattened (`Filter.1.Value.2`).
  /// - Returns: the answer, whose status is a success.
  /// - Throws: `AWSError`.
  public func call(
    _ action: String, _ parameters: [(name: String, value: String)] = []
  ) async throws(AWSError) -> HTTPResponse {
    let caller = AWSCaller(
      session.settings, service: service, endpoint: try endpoint.get(), region: session.region, action: action)
    let request = HTTPRequest(
      method: .post, url: caller.endpoint.url("/"), headers: [HTTPHeader("Content-Type", QueryForm.mediaType)],
      body: QueryForm(action: action, version: version, parameters).bytes, endpoint: caller.endpoint.endpoint,
      limits: TransferLimits(total: .seconds(120), bodyBytes: 256 << 20))
    return try await caller.send(request) { [credentials = session.credentials] (rejected) async throws(AWSError) in
      try await credentials.credentials(insteadOf: rejected)
    }
  }

  /// The facts of a call, for errors about its answer.
  /// - Throws: `AWSError.configuration` if the endpoint settings cannot be used.
  public func describe(_ action: String) throws(AWSError) -> AWSCall {
    AWSCall(
      service: service.rawValue, action: action, region: session.region, server: try endpoint.get().shownServer)
  }
}
