import Glibc
import LoopbackServer
import Synchronization

/// A loopback TCP proxy that is a bad network on demand: it breaks connections off, holds them up, or lets nobody in.
///
///     let proxy = try CuttingProxy(to: server.port)
///     let url = server.connectionString(database: database, port: proxy.port)
///     proxy.cut(afterBytes: 4096, from: .client)
///
/// It ends with `stop()` or with its last reference.
public final class CuttingProxy: Sendable {
  /// A side of every connection.
  public enum Side: Sendable {
    /// Who connected to the proxy.
    case client
    /// What the proxy stands in front of.
    case server
  }

  /// What becomes of connections.
  public enum Mode: Sendable {
    /// All bytes pass.
    case pass
    /// No byte passes; connections stay open, and new ones are accepted.
    case stall
    /// New connections are broken off at once; those that are open stay so.
    case refuse
  }

  /// The port of 127.0.0.1 to connect to.
  public let port: Int
  private let core: ProxyCore

  /// Starts to listen in front of this port of 127.0.0.1, where nobody has to be yet.
  public init(to server: Int) throws {
    let listener = try Socket.listen()
    port = listener.port
    core = ProxyCore(listener: listener.descriptor, server: server)
    core.start()
  }

  deinit {
    core.stop()
  }

  /// What becomes of connections from now on.
  public var mode: Mode {
    get { core.state.withLock { $0.mode } }
    set { core.state.withLock { $0.mode = newValue } }
  }

  /// Resets all connections, on both sides, and returns when that is done.
  public func cut() {
    core.cut()
  }

  /// Lets this many more bytes pass from one side, over all connections together, and resets all connections in place of
  /// handing on the next; once, and then everything passes again.
  ///
  /// With 0 bytes from the server, what a client asks for is done and the answer is lost.
  public func cut(afterBytes count: Int, from side: Side) {
    core.state.withLock { $0.allowance[side] = count }
  }

  /// How many bytes have passed from one side so far.
  public func byteCount(from side: Side) -> Int {
    core.state.withLock { $0.passed[side, default: 0] }
  }

  /// How many connections are open.
  public var connectionCount: Int { core.state.withLock { $0.connections.count } }

  /// How many connections were accepted so far, broken off ones too.
  public var acceptedCount: Int { core.state.withLock { $0.accepted } }

  /// Stops listening and resets all connections; returns when no thread of the proxy runs any more.
  public func stop() {
    core.stop()
  }
}
