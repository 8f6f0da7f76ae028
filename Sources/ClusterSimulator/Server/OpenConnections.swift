import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// The connections of a server, which are all closed before it stops.
///
/// A server that stops, or whose task is cancelled, leaves connections behind that nobody serves any more. When another request
/// comes over one of them, SwiftNIO finds that its stream has a writer that nobody finished, and ends the process.
final class OpenConnections: Sendable {
  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    var isClosed = false
  }

  private let state = Mutex(State())

  /// Takes a connection in; false where no more are wanted.
  fileprivate func add(_ channel: any Channel) -> Bool {
    let isAdded = state.withLock { state in
      if !state.isClosed { state.channels[ObjectIdentifier(channel)] = channel }
      return !state.isClosed
    }
    channel.closeFuture.whenComplete { [self] _ in
      state.withLock { _ = $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
    }
    return isAdded
  }

  /// Closes all connections, whatever is under way on them, and any that would still come.
  func close() async {
    let channels = state.withLock { state in
      state.isClosed = true
      return Array(state.channels.values)
    }
    for channel in channels { channel.close(promise: nil) }
    for channel in channels { try? await channel.closeFuture.get() }
  }

  /// A server that keeps its connections here.
  func server(
    _ build: @escaping @Sendable (@escaping HTTPChannelHandler.Responder) throws -> some ServerChildChannel
  ) -> HTTPServerBuilder {
    HTTPServerBuilder { [self] in ServedConnections(served: try build($0), open: self) }
  }
}

/// Connections that are served as long as they are open.
private struct ServedConnections<Served: ServerChildChannel>: ServerChildChannel {
  let served: Served
  let open: OpenConnections

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Served.Value> {
    if open.add(channel) { return served.setup(channel: channel, logger: logger) }
    return channel.close().flatMapThrowing { throw ChannelError.ioOnClosedChannel }
  }

  func handle(value: Served.Value, logger: Logger) async {
    // A task of its own, which ends no sooner than its connection.
    let serving = Task { await served.handle(value: value, logger: logger) }
    // Answers that wait, or go on by themselves as watches do, end with it.
    value.channel.closeFuture.whenComplete { _ in serving.cancel() }
    await serving.value
  }
}
