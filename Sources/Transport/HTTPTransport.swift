import CCurl
import OutsideText
import Synchronization

/// Sends HTTP requests. `CurlTransport` sends them over libcurl; tests use transports of their own.
public protocol HTTPTransport: Sendable {
  /// Sends one request, without retries, and returns the whole answer, whatever its status.
  ///
  /// Cancelling the task ends the transfer. The answer's body is in one buffer, which is never copied.
  ///
  /// - Throws: `TransportError` if there is no complete answer.
  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse

  /// Sends one request, without retries, and gives the answer to `sink` as it comes, if its status is 200.
  ///
  /// Cancelling the task ends the transfer. An answer with another status is returned whole.
  ///
  /// - Returns: the answer, of whose body nothing is kept that `sink` was given; also where `sink` ended the transfer.
  /// - Throws: `TransportError` if the answer ends early; `sink` has what came until then.
  func stream(_ request: HTTPRequest, into sink: any ResponseSink) async throws(TransportError) -> HTTPResponse
}

/// HTTP over libcurl's multi interface: one thread runs all transfers of a transport, and ends with its last reference.
///
/// Connections are reused between requests with equal endpoints, and HTTP/2 is used where a TLS server offers it. Redirects
/// are never followed, so that no credentials go elsewhere: a 3xx is an answer like any other. TLS is 1.2 or later.
public final class CurlTransport: HTTPTransport {
  /// How many connections may be open at a time; further requests wait.
  public struct ConnectionLimits: Hashable, Sendable {
    /// To one host.
    public var perHost: Int
    /// In all.
    public var total: Int

    /// By default 8 connections to one host and 64 in all.
    public init(perHost: Int = 8, total: Int = 64) {
      self.perHost = perHost
      self.total = total
    }
  }

  private let loop: EventLoop
  private let userAgent: String

  /// Starts the thread that runs the transfers.
  ///
  /// - Parameters:
  ///   - userAgent: the `User-Agent` of every request; never signed.
  ///   - connections: how many connections may be open.
  /// - Throws: `TransportError` of kind `.other` if libcurl or the thread cannot start.
  public init(
    userAgent: String = "capdb", connections: ConnectionLimits = ConnectionLimits()
  ) throws(TransportError) {
    self.userAgent = userAgent
    loop = EventLoop()
    try loop.start(connections)
  }

  /// The version of libcurl, for example `7.88.1`.
  public static var libraryVersion: String { String(cString: ccurl_version()) }

  deinit {
    loop.stop()
  }

  /// Sends one request; see `HTTPTransport.send(_:)`.
  ///
  /// - Throws: `TransportError`; of kind `.bodyTooLarge` as soon as the answer's head announces too much, `.interrupted`
  ///   for every kind of truncation (missing bytes, last chunk, end of an HTTP/2 stream or gzip trailer).
  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    try await submit(request, nil)
  }

  /// Sends one request and gives the answer to `sink` as it comes; see `HTTPTransport.stream(_:into:)`.
  ///
  /// Compression is not offered: a server would hold back what it has until there is enough to compress.
  ///
  /// - Throws: `TransportError`, as `send`; the size of the body has no limit.
  public func stream(
    _ request: HTTPRequest, into sink: any ResponseSink
  ) async throws(TransportError) -> HTTPResponse {
    var request = request
    request.limits.acceptsCompression = false
    return try await submit(request, sink)
  }

  private func submit(
    _ request: HTTPRequest, _ sink: (any ResponseSink)?
  ) async throws(TransportError) -> HTTPResponse {
    let ticket = Ticket()
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        loop.submit(
          Submission(request: request, userAgent: userAgent, sink: sink, ticket: ticket, continuation: continuation))
      }
    } onCancel: {
      loop.cancel(ticket)
    }
    return try outcome.get()
  }
}

/// Identifies one call of `send` or `stream`, so that it can be cancelled at any time, also before it is submitted.
final class Ticket: Sendable {
  private let flag = Atomic(false)

  /// Whether the caller has stopped waiting.
  var isCancelled: Bool { flag.load(ordering: .acquiring) }

  /// Marks the call as cancelled.
  func cancel() { flag.store(true, ordering: .releasing) }
}

/// A request on its way to the event loop, with the caller that waits for it.
struct Submission: Sendable {
  typealias Outcome = Result<HTTPResponse, TransportError>

  let request: HTTPRequest
  let userAgent: String
  /// Takes the answer as it comes; nil for one that is returned whole.
  let sink: (any ResponseSink)?
  let ticket: Ticket
  let continuation: CheckedContinuation<Outcome, Never>

  /// Ends the call without an answer.
  func fail(_ kind: TransportError.Kind, _ detail: SafeText) {
    let server = TargetURL.server(of: request.url)
    let proxy = request.endpoint.proxy.shown
    continuation.resume(returning: .failure(TransportError(kind: kind, server: server, proxy: proxy, detail: detail)))
  }
}
