/// Takes an answer while it comes, where it has no end that could be waited for.
///
/// It is called on the transport's thread, which waits meanwhile, so that nothing is buffered; it should be quick.
public protocol ResponseSink: Sendable {
  /// Takes status and headers of an answer with status 200.
  ///
  /// - Returns: whether the transfer goes on.
  func begin(_ head: HTTPResponse) -> Bool

  /// Takes the next bytes of the body, which must not be used after it returns.
  ///
  /// - Returns: whether the transfer goes on.
  func receive(_ piece: UnsafeRawBufferPointer) -> Bool
}

extension HTTPTransport {
  /// Sends one request, without retries, and gives the answer to `sink` as it comes.
  ///
  /// This one waits for the whole answer first: it serves transports that answer at once.
  public func stream(
    _ request: HTTPRequest, into sink: any ResponseSink
  ) async throws(TransportError) -> HTTPResponse {
    let response = try await send(request)
    guard response.status == 200 else { return response }
    let head = HTTPResponse(status: response.status, headers: response.headers, bytesReceived: response.bytesReceived)
    guard sink.begin(head) else { return head }
    _ = response.body.withUnsafeBytes { sink.receive($0) }
    return head
  }
}
