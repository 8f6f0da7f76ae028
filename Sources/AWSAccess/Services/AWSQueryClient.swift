public import Transport

/// A service of AWS's query protocol.
public struct AWSQueryClient: Sendable {
  /// The region asked.
  public var region: String { session.region }

  private let session: AWSSession
  private let service: AWSService
  private let version: String
  /// Determined once: a list has many pages.
  private let endpoint: Result<ServiceEndpoint, AWSError>

  /// - Parameter version: the version of the service's API (EC2: `2016-11-15`).
  public init(_ session: AWSSession, service: AWSService, version: String) {
    self.session = session
    self.service = service
    self.version = version
    endpoint = Result { () throws(AWSError) in try session.settings.endpoint(of: service, region: session.region) }
  }

  /// Calls `action`. After throttling and failures that pass it is called again, as far as the environment's retry policy
  /// allows; expired credentials are replaced once.
  ///
  /// - Parameter parameters: the form's other fields, already flattened (`Filter.1.Value.2`).
  /// - Returns: an answer whose status is a success.
  /// - Throws: `AWSError`.
  public func call(
    _ action: String, _ parameters: [(name: String, value: String)] = []
  ) async throws(AWSError) -> HTTPResponse {
    let caller = AWSCaller(
      session.settings, service: service, endpoint: try endpoint.get(), region: session.region, action: action)
    let request = caller.queryRequest(
      version: version, parameters, limits: TransferLimits(total: .seconds(120), bodyBytes: 256 << 20))
    return try await caller.send(request, signedBy: session.credentialSupply)
  }

  /// The facts of a call, for errors about its answer.
  /// - Throws: `AWSError.configuration` if the endpoint settings cannot be used.
  public func describe(_ action: String) throws(AWSError) -> AWSCall {
    AWSCall(
      service: service.rawValue, action: action, region: session.region, server: try endpoint.get().shownServer)
  }
}
