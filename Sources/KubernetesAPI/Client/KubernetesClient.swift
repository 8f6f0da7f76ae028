internal import OutsideText
public import Transport

/// Reads from the API server of one cluster. One value serves one collection: its retry policy has a deadline.
public struct KubernetesClient: Sendable {
  /// The cluster that is asked.
  public let connection: ClusterConnection

  let transport: any HTTPTransport
  var retry: RetryPolicy
  let limits: TransferLimits
  let progress: @Sendable (ListProgress) -> Void

  /// Makes a client.
  ///
  /// - Parameters:
  ///   - connection: the cluster to ask.
  ///   - transport: what sends the requests.
  ///   - retry: how often failures that pass are tried again, and until when.
  ///   - limits: what bounds each transfer. Compression is offered only where the connection accepts it, too.
  ///   - progress: called after each page, on any thread.
  public init(
    connection: ClusterConnection, transport: any HTTPTransport, retry: RetryPolicy,
    limits: TransferLimits = TransferLimits(), progress: @escaping @Sendable (ListProgress) -> Void = { _ in }
  ) {
    self.connection = connection
    self.transport = transport
    self.retry = retry
    var limits = limits
    limits.acceptsCompression = limits.acceptsCompression && connection.acceptsCompression
    self.limits = limits
    self.progress = progress
  }

  /// Sends a GET and returns the answer if its status is 200.
  ///
  /// A 401 renews the credentials once, and the request is sent once more with the new ones.
  /// - Parameter query: percent-encoded, without the question mark; empty for none.
  func get(
    _ request: APIRequest, query: String = "", accept: String
  ) async throws(KubernetesError) -> HTTPResponse {
    try await exchange(request, HTTPRequest(url: url(request, query), headers: [HTTPHeader("Accept", accept)]))
  }

  /// Sends a POST of a JSON object and returns the answer if it is a success; credentials are renewed as for `get`.
  func post(_ request: APIRequest, json: [UInt8]) async throws(KubernetesError) -> HTTPResponse {
    let headers = [HTTPHeader("Accept", "application/json"), HTTPHeader("Content-Type", "application/json")]
    return try await exchange(
      request, HTTPRequest(method: .post, url: url(request, ""), headers: headers, body: json))
  }

  /// Sends a message with credentials, and once more with renewed ones where they are refused.
  private func exchange(_ request: APIRequest, _ message: HTTPRequest) async throws(KubernetesError) -> HTTPResponse {
    try accepted(try await answer(request, message), request)
  }

  /// The answer to a message with credentials, whatever its status.
  func answer(_ request: APIRequest, _ message: HTTPRequest) async throws(KubernetesError) -> HTTPResponse {
    let authorization = try await authorization(request, replacing: nil)
    let response = try await send(request, message, authorization)
    guard response.status == 401 else { return response }
    let renewed = try await self.authorization(request, replacing: authorization)
    return renewed == authorization ? response : try await send(request, message, renewed)
  }

  func url(_ request: APIRequest, _ query: String) -> String {
    connection.server + request.path + (query.isEmpty ? "" : "?" + query)
  }

  private func authorization(
    _ request: APIRequest, replacing rejected: Authorization?
  ) async throws(KubernetesError) -> Authorization {
    guard connection.isEncrypted else { return Authorization() }
    do {
      return try await connection.credential.authorization(replacing: rejected)
    } catch {
      throw self.error(request, .credential(error))
    }
  }

  private func send(
    _ request: APIRequest, _ message: HTTPRequest, _ authorization: Authorization
  ) async throws(KubernetesError) -> HTTPResponse {
    do {
      return try await transport.send(prepared(message, request, authorization), policy: retry)
    } catch {
      throw self.error(request, .transport(error))
    }
  }

  private func prepared(_ message: HTTPRequest, _ request: APIRequest, _ authorization: Authorization) -> HTTPRequest {
    var message = message
    message.shownPath = .path(request.path)
    message.headers += connection.headers + authorization.headers
    message.endpoint = connection.endpoint
    message.endpoint.clientCertificate = authorization.clientCertificate ?? connection.endpoint.clientCertificate
    message.limits = limits
    return message
  }

  /// Sends a GET once and gives the answer to `sink` as it comes; credentials are renewed as for `get`.
  ///
  /// The time that it may take ends at the deadline of the retry policy only, however little comes.
  ///
  /// - Parameter stall: for how long nothing may come; nil for as long as it may take.
  func stream(
    _ request: APIRequest, query: String, stall: Duration? = nil, into sink: any ResponseSink
  ) async throws(KubernetesError) {
    let message = HTTPRequest(url: url(request, query), headers: [HTTPHeader("Accept", Encoding.acceptedOfWatches)])
    let authorization = try await authorization(request, replacing: nil)
    var response = try await stream(request, message, authorization, stall: stall, into: sink)
    if response.status == 401 {
      let renewed = try await self.authorization(request, replacing: authorization)
      if renewed != authorization {
        response = try await stream(request, message, renewed, stall: stall, into: sink)
      }
    }
    _ = try accepted(response, request)
  }

  private func stream(
    _ request: APIRequest, _ message: HTTPRequest, _ authorization: Authorization, stall: Duration?,
    into sink: any ResponseSink
  ) async throws(KubernetesError) -> HTTPResponse {
    var message = prepared(message, request, authorization)
    message.limits.total = ContinuousClock.now.duration(to: retry.deadline)
    message.limits.stall = stall ?? message.limits.total
    message.limits.stallBytesPerSecond = 0
    do {
      return try await transport.stream(message, into: sink)
    } catch {
      throw self.error(request, .transport(error))
    }
  }

  private func accepted(_ response: HTTPResponse, _ request: APIRequest) throws(KubernetesError) -> HTTPResponse {
    guard response.status != 200, response.status != 201 else { return response }
    throw error(request, .refused(Refusal(response)))
  }

  func error(_ request: APIRequest, _ problem: KubernetesError.Problem) -> KubernetesError {
    KubernetesError(
      cluster: .name(connection.name), server: .server(connection.server) ?? .withheld, request: request,
      problem: problem)
  }
}
