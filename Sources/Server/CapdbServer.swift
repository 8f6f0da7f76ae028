import Capacity
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import UnixSignals

/// A server that shows a history: pages for people, JSON for programs, metrics for Prometheus. It writes nothing.
///
/// Requests are received and answered on event loops, which never wait; what is read from the history is read on threads of
/// its own.
public struct CapdbServer: Sendable {
  private let history: ServedHistory
  private let configuration: ServerConfiguration
  private let logger: Logger

  /// Makes a server.
  public init(_ history: ServedHistory, configuration: ServerConfiguration, logger: Logger) {
    self.history = history
    self.configuration = configuration
    self.logger = logger
  }

  /// Serves until the process gets SIGTERM or SIGINT, then finishes the requests under way; or until the task is cancelled.
  ///
  /// - Parameters:
  ///   - handlesSignals: whether the server takes the signals of the process. If not, because it runs beside something else that
  ///     does, it finishes the requests under way when the task is cancelled; else those are cancelled with it.
  ///   - onListening: called with the address once clients can connect.
  /// - Throws: `ListenError`; what opening the history throws.
  public func run(
    handlesSignals: Bool = true, onListening: @escaping @Sendable (ListenAddress) -> Void
  ) async throws {
    // What is wrong from the beginning is said at the beginning.
    _ = try history.open().reading.clusters()
    let limits = configuration.limits
    let threads = NIOThreadPool(numberOfThreads: limits.threads)
    let watchThread = NIOThreadPool(numberOfThreads: 1)
    threads.start()
    watchThread.start()
    let watch = HistoryWatch(history, threads: watchThread, logger: logger)
    watch.look()
    let responder = responder(watch, threads)
    let group = serviceGroup(
      [application(responder, onListening: onListening), WatchService(watch: watch)],
      signals: handlesSignals ? [.sigterm, .sigint] : [])
    do {
      if handlesSignals { try await group.run() } else { try await Self.runInGoodOrder(group) }
    } catch {
      throw ListenError(error, address: configuration.address) ?? error
    }
    try await watchThread.shutdownGracefully()
    try await threads.shutdownGracefully()
  }

  private func responder(_ watch: HistoryWatch, _ threads: NIOThreadPool) -> Responder {
    let limits = configuration.limits
    let counts = RequestCounts()
    let store = AnswerStore(history, watch, threads: threads, limits: limits, logger: logger)
    let site = Site(
      store: store, watch: watch, counts: counts, configuration: configuration, limits: limits,
      runName: String(UInt32.random(in: .min ... .max), radix: 36))
    return Responder(
      site: site, access: AccessControl(token: configuration.token, limits: limits),
      hosts: HostNames(configuration.hostNames + [configuration.address.host]), limits: limits,
      rate: limits.requestsPerSecond.map { RateLimiter(perSecond: $0, burst: limits.burst) }, counts: counts,
      logger: logger)
  }

  /// Runs services until the task is cancelled, and then lets them finish.
  private static func runInGoodOrder(_ group: ServiceGroup) async throws {
    // A task of its own, which the cancellation does not reach.
    let services = Task { try await group.run() }
    try await withTaskCancellationHandler {
      try await services.value
    } onCancel: {
      Task { await group.triggerGracefulShutdown() }
    }
  }

  private func serviceGroup(_ services: [any Service], signals: [UnixSignal]) -> ServiceGroup {
    var group = ServiceGroupConfiguration(services: services, gracefulShutdownSignals: signals, logger: Self.quiet)
    group.maximumGracefulShutdownDuration = configuration.limits.endDuration
    return ServiceGroup(configuration: group)
  }

  /// The library's messages are about its own life; those of an operator's interest come from this module.
  private static let quiet = Logger(label: "capdb.http") { _ in SwiftLogNoOpLogHandler() }

  private func application(
    _ responder: Responder, onListening: @escaping @Sendable (ListenAddress) -> Void
  ) -> some Service {
    let address = configuration.address
    let limits = configuration.limits
    let channel = HTTP1Channel.Configuration(
      additionalChannelHandlers: [BodyLimitHandler(limit: limits.bodyBytes * 4)],
      idleTimeout: .nanoseconds(Int64(limits.idleDuration / .nanoseconds(1))),
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: 2 * limits.headerBytes, maxHeaderFieldCount: 100))
    return Application(
      responder: responder, server: .http1(configuration: channel),
      configuration: ApplicationConfiguration(
        address: .hostname(address.host, port: address.port),
        availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: Self.quiet)),
      onServerRunning: { onListening(address.with(port: $0.localAddress?.port ?? address.port)) }, logger: Self.quiet)
  }
}

/// Looks at the history as long as the server serves.
private struct WatchService: Service {
  let watch: HistoryWatch

  func run() async throws {
    await cancelWhenGracefulShutdown { await watch.run() }
  }
}
