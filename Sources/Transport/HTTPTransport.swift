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
}

/// Identifies one call of `send`, so that it can be cancelled at any time, also before it is submitted.
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
  let ticket: Ticket
  let continuation: CheckedContinuation<Outcome, Never>

  /// Ends the call without an answer.
  func fail(_ kind: TransportError.Kind, _ detail: SafeText) {
    let server = TargetURL.server(of: request.url)
    let proxy = request.endpoint.proxy.shown
    continuation.resume(returning: .failure(TransportError(kind: kind, server: server, proxy: proxy, detail: detail)))
  }
}
