/// Sends HTTP requests. `CurlTransport` does it over libcurl; tests put their own in its place.
public protocol HTTPTransport: Sendable {
  /// Sends one request and returns the whole answer, whatever its status. Nothing is retried here.
  ///
  /// Cancelling the task ends the transfer. The answer's body is in one buffer, never copied.
  /// - Throws: `TransportError` if there is no complete answer.
  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}
