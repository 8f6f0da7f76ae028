import Synchronization

/// A small HTTP/1.1 server on 127.0.0.1 for tests: a thread per connection, and replies that may go wrong on purpose.
///
///     let server = try LoopbackServer { request in
///       request.path == "/version" ? .text(#"{"major":"1"}"#) : .response(status: 404)
///     }
///     let url = server.url + "/version"
///
/// It ends with `stop()` or with its last reference, and then breaks off what is still open.
public final class LoopbackServer: Sendable {
  /// Answers one request; called on the connection's thread, for several connections at once.
  public typealias Handler = @Sendable (LoopbackRequest) -> LoopbackReply

  /// Why there is no server.
  public struct StartError: Error {
    /// What failed, and the value of `errno`.
    public var detail: String
  }

  /// The port it listens on.
  public let port: Int
  private let core: LoopbackCore

  /// Starts to listen on a free port of 127.0.0.1.
  /// - Throws: `StartError` if there is no such port.
  public init(_ handler: @escaping Handler) throws {
    let listener = try Socket.listen()
    port = listener.port
    core = LoopbackCore(listener: listener.descriptor, handler: handler)
    core.start()
  }

  deinit {
    core.stop()
  }

  /// `http://127.0.0.1:PORT`.
  public var url: String { "http://127.0.0.1:\(port)" }

  /// Every request so far, in the order of arrival.
  public var requests: [LoopbackRequest] { core.state.withLock { $0.requests } }

  /// How many connections were accepted so far.
  public var connectionCount: Int { core.state.withLock { $0.accepted } }

  /// Stops listening and breaks off every connection; returns when no thread of the server runs any more.
  public func stop() {
    core.stop()
  }
}
