import Synchronization
import OutsideText

/// HTTP over libcurl's multi interface: one thread runs every transfer of one transport.
///
/// Connections are reused between requests with equal endpoints, HTTP/2 is taken where a TLS server offers it, and
/// redirects are never followed: a 3xx is an answer like any other, so no credentials travel along. TLS is 1.2 at least.
public final class CurlTransport: HTTPTransport {
  /// How many connections may be open at a time; requests beyond that wait for their turn.
  public struct ConnectionLimits: Hashable, Sendable {
    /// To one host.
    public var perHost: Int
    /// In all.
    public var total: Int

    /// Makes limits; by default 8 connections to one host and 64 in all.
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

  deinit {
    loop.stop()
  }

  /// Sends one request and returns the whole answer. See `HTTPTransport.send(_:)`.
  ///
  /// - Throws: `TransportError`; of kind `.bodyTooLarge` as soon as the answer's head promises too much, `.interrupted`
  ///   for every kind of truncation (length, last chunk, HTTP/2 stream or gzip trailer missing).
  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let ticket = Ticket()
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        loop.submit(Submission(request: request, userAgent: userAgent, ticket: ticket, continuation: continuation))
      }
    } onCancel: {
      loop.cancel(ticket)
    }
    return try outcome.get()
  }

  /// Ends every transfer under way with `.cancelled`, closes the connections and returns when the thread is done.
  ///
  /// Requests that come later fail with `.cancelled`. Without this call the thread ends with the last reference.
  public func shutdown() async {
    await loop.stopAndWait()
  }
}

/// Stands for one call of `send`, so that it can be cancelled at any time, also before it was submitted.
final class Ticket: Sendable {
  private let flag = Atomic(false)

  /// Whether the caller does not wait any more.
  var isCancelled: Bool { flag.load(ordering: .acquiring) }

  /// Marks the call as cancelled.
  func cancel() { flag.store(true, ordering: .releasing) }
}

/// A request on its way to the event loop, with the caller that waits for it.
struct Submission: Sendable {
  /// What a caller gets.
  typealias Outcome = Result<HTTPResponse, TransportError>

  let request: HTTPRequest
  let userAgent: String
  let ticket: Ticket
  let continuation: CheckedContinuation<Outcome, Never>

  /// Ends the call without an answer.
  func fail(_ kind: TransportError.Kind, _ detail: SafeText) {
    let server = TargetURL.server(of: request.url)
    let proxy = request.endpoint.proxy.shown
    continuation.resume(returning: .failure(TransportError(kind: kind, server: server, proxy: proxy, detail: detail)))
  }
}
