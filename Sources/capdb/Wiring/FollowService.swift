import Capacity
import Collection
import Database
import Foundation
import History
import Logging
import Server
import ServiceManager
import Settings

/// `capdb collect --follow`: follows clusters until the process is told to end.
struct FollowService: Sendable {
  /// What the configuration and the options say, which SIGHUP has read anew.
  struct Settings: Sendable {
    var follow: FollowRun
    var configuration: CapdbConfiguration
    /// Where the history is pushed to; nil if it is not.
    var sync: HistoryLocation?
    var syncEvery: Duration
  }

  var path: String
  var settings: Settings
  /// Reads configuration and options again.
  var reread: @Sendable () throws -> Settings
  /// Shows the history meanwhile; nil if nobody asked for it.
  var server: CapdbServer?
  let manager: ServiceManager

  /// Follows until SIGTERM or SIGINT. What was told by then is written.
  ///
  /// - Throws: `HistoryError` if the history cannot be written or another collection is running; `ListenError`.
  func run() async throws {
    let signals = serviceSignals()
    let lock = try CollectionLock(database: path, purpose: .following)
    defer { withExtendedLifetime(lock) {} }
    let recorder = PatientRecorder(StoreRecorder(try settings.follow.collections.store(path)))
    try await withThrowingTaskGroup(of: Void.self) { group in
      if let server {
        group.addTask {
          try await server.run(handlesSignals: false, onListening: ServeOptions.saysWhere(.file(path)))
        }
      }
      group.addTask { await follow(recorder, until: signals) }
      if let interval = manager.watchdogInterval { group.addTask { await keepWatchdogQuiet(interval) } }
      // The first to end is the follower, or a server that cannot listen.
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  /// Follows until a signal says to end, and with other settings after each that says to read them.
  private func follow(_ recorder: any SnapshotRecorder, until signals: AsyncStream<ServiceSignal>) async {
    var settings = settings
    var followers = start(settings, recorder)
    for await signal in signals {
      if signal == .end { break }
      manager.reloading()
      do {
        let next = try reread()
        await followers.end()
        settings = next
        followers = start(settings, recorder)
      } catch {
        settings.follow.collections.say("\(error); what was read before stays in force", .error)
        manager.ready(status: status(settings))
      }
    }
    manager.stopping()
    await followers.end()
  }

  private func start(_ settings: Settings, _ recorder: any SnapshotRecorder) -> Followers {
    let status = status(settings)
    StandardError.print("capdb: \(status) into \(path) until Ctrl-C or SIGTERM")
    // A cluster that cannot be reached must not keep the service from starting.
    manager.ready(status: status)
    return Followers(
      clusters: Task { await settings.follow.run(into: recorder) },
      chores: Task.detached { await FollowChores(path: path, settings: settings).run() })
  }

  private func status(_ settings: Settings) -> String {
    let count = settings.follow.collections.targets.count
    return "following \(count) \(count == 1 ? "cluster" : "clusters")"
  }

  private func keepWatchdogQuiet(_ interval: Duration) async {
    while !Task.isCancelled {
      manager.watchdog()
      try? await Task.sleep(for: interval)
    }
  }
}

/// What runs with one set of settings.
private struct Followers {
  var clusters: Task<Void, Never>
  /// They are cut off where they are: what they do is done in transactions, and again the next time.
  var chores: Task<Void, Never>

  /// Ends both, once what is at hand is written.
  func end() async {
    chores.cancel()
    clusters.cancel()
    await clusters.value
  }
}

/// What a follower does from time to time beside following: pushes to the hub, and prunes once a day.
private struct FollowChores: Sendable {
  let path: String
  let settings: FollowService.Settings

  /// How often it looks whether it is time to prune.
  private static let pruneEvery = Duration.seconds(900)

  func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await every(Self.pruneEvery) { PruneRun.afterCollection(into: path, settings.configuration) }
      }
      guard let location = settings.sync else { return }
      group.addTask {
        await every(settings.syncEvery) {
          let collections = settings.follow.collections
          SyncRun(path: path, location: location, isTalkative: collections.isTalkative).pushAfterCollection {
            collections.say($0, .error)
          }
        }
      }
    }
  }

  /// Does work again and again, on a thread that may wait.
  private func every(_ interval: Duration, _ work: @escaping @Sendable () -> Void) async {
    while (try? await Task.sleep(for: interval)) != nil {
      await withCheckedContinuation { continuation in
        DispatchQueue.global(qos: .utility).async {
          work()
          continuation.resume()
        }
      }
    }
  }
}

/// Waits where another process writes to the history for longer than a statement waits: a follower goes on.
actor PatientRecorder: SnapshotRecorder {
  private let base: any SnapshotRecorder
  private static let patience = Duration.seconds(120)

  init(_ base: any SnapshotRecorder) {
    self.base = base
  }

  nonisolated var isPreview: Bool { base.isPreview }

  func known(_ cluster: String) async throws -> KnownCluster { try await patiently { try await $0.known(cluster) } }

  func recorded(_ cluster: String) async throws -> RecordedObjects {
    try await patiently { try await $0.recorded(cluster) }
  }

  func recordedNetwork(_ cluster: String) async throws -> Snapshot? {
    try await patiently { try await $0.recordedNetwork(cluster) }
  }

  func record(
    _ collected: CollectedCluster, as identity: ClusterIdentity, run: CollectionRecord
  ) async throws -> RecordedOutcome {
    try await patiently { try await $0.record(collected, as: identity, run: run) }
  }

  func recordFailure(of cluster: String, run: CollectionRecord, notAsked: Set<Source>) async throws {
    try await patiently { try await $0.recordFailure(of: cluster, run: run, notAsked: notAsked) }
  }

  private func patiently<Result: Sendable>(
    _ work: @Sendable (any SnapshotRecorder) async throws -> Result
  ) async throws -> Result {
    let end = ContinuousClock.now + Self.patience
    while true {
      do {
        return try await work(base)
      } catch SQLiteError.busy where ContinuousClock.now < end && !Task.isCancelled {
        try await Task.sleep(for: .milliseconds(200))
      }
    }
  }
}
