import Capacity
import Collection
import Foundation
import History
import KubernetesAPI
import Logging
import Manual
import Settings
import Synchronization
import Transport

/// The names under which clusters are recorded in one run. A name stands for one cluster.
final class TakenNames: Sendable {
  private let taken = Mutex<Set<String>>([])

  /// Takes a name; false if it is taken already.
  func take(_ name: String) -> Bool {
    taken.withLock { $0.insert(name).inserted }
  }
}

/// Collects clusters concurrently and hands their results to a recorder, one at a time.
struct CollectionRun: Sendable {
  /// How many clusters are collected at once: enough to use the time spent waiting, few enough for a small machine.
  static let concurrency = 8

  var targets: [ClusterSettings]
  /// How long the collection of one cluster may take.
  var deadline: Duration
  var logger: Logger
  var environment: [String: String]
  /// Whether a line is printed for each cluster, and not only for those with a failure.
  var isTalkative: Bool
  /// Whether failures and notices go to the log, as they do if it is JSON.
  var logsFailures = false
  /// Whether the command line names the clusters, so that their names may be repeated; else a configuration may.
  var areNamed = false
  /// Whether everything is listed, and compared with what following what changed has made of it.
  var isFull = false
  /// The longest time between two full lists of a cluster, in seconds.
  var fullEvery = FollowingPolicy.usualFullEvery
  /// Whether collections ask what changed since the one before, where they can.
  var follows = false
  let clock = SystemClock()
  var progress = ProgressDisplay()
  /// The kubeconfig files of the run, each of which is read once.
  let files = RunFiles()

  /// Collects all clusters and records the results.
  ///
  /// - Returns: whether every cluster was collected completely.
  /// - Throws: `HistoryError` if the history cannot be written or another collection is running.
  func record(_ path: String) async throws -> Bool {
    let lock = try CollectionLock(database: path)
    defer { withExtendedLifetime(lock) {} }
    let store = try HistoryStore(path: path) { schema in
      // Cron would mail whatever is printed.
      if isTalkative {
        StandardError.print("capdb: upgrading \(path) from schema \(schema); this may take minutes")
      }
    }
    return try await run(StoreRecorder(store), over: try Self.transport())
  }

  /// Collects all clusters and prints what would be recorded.
  ///
  /// - Returns: whether every cluster was collected completely.
  /// - Throws: `HistoryError` if the history cannot be read.
  func preview(_ path: String) async throws -> Bool {
    try await run(PreviewRecorder(path: path), over: try Self.transport())
  }

  /// Collects all clusters over one transport.
  ///
  /// - Returns: whether every cluster was collected completely.
  /// - Throws: `HistoryError` from the recorder; the collections that are still running are cancelled.
  private func run(_ recorder: any SnapshotRecorder, over transport: any HTTPTransport) async throws -> Bool {
    let names = TakenNames()
    func collect(_ target: ClusterSettings) async throws -> Bool {
      try await ClusterRun(run: self, target: target, transport: transport, names: names).collect(into: recorder)
    }
    return try await withThrowingTaskGroup(of: Bool.self) { group in
      var waiting = targets[...]
      for target in waiting.prefix(Self.concurrency) { group.addTask { try await collect(target) } }
      waiting = waiting.dropFirst(Self.concurrency)
      var isComplete = true
      while let succeeded = try await group.next() {
        isComplete = isComplete && succeeded
        if let target = waiting.popFirst() { group.addTask { try await collect(target) } }
      }
      return isComplete
    }
  }

  /// A transport that sends the name and version of capdb as its `User-Agent`.
  static func transport() throws(TransportError) -> CurlTransport {
    try CurlTransport(userAgent: "capdb/\(Version.current)")
  }
}
