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
  private let taken = Mutex<[String: Int]>([:])

  /// Takes a name for one of the clusters of the run; false if another has it already.
  func take(_ name: String, for number: Int) -> Bool {
    taken.withLock { taken in
      let holder = taken[name] ?? number
      taken[name] = holder
      return holder == number
    }
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
  /// How often EC2 is asked; nil for each time.
  var ec2Every: Duration?
  let clock = SystemClock()
  var progress = ProgressDisplay()
  /// The kubeconfig files of the run, each of which is read once.
  var files = RunFiles()

  /// Collects all clusters and records the results.
  ///
  /// - Returns: whether every cluster was collected completely.
  /// - Throws: `HistoryError` if the history cannot be written or another collection is running.
  func record(_ path: String) async throws -> Bool {
    let lock = try CollectionLock(database: path)
    defer { withExtendedLifetime(lock) {} }
    return try await run(StoreRecorder(try store(path)), over: try Self.transport())
  }

  /// Opens the history for writing.
  ///
  /// - Throws: `HistoryError`, `SQLiteError`.
  func store(_ path: String) throws -> HistoryStore {
    try HistoryStore(path: path) { schema in
      // Cron would mail whatever is printed.
      if isTalkative {
        StandardError.print("capdb: upgrading \(path) from schema \(schema); this may take minutes")
      }
    }
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
    func collect(_ number: Int) async throws -> Bool {
      let cluster = ClusterRun(
        run: self, target: targets[number], transport: transport, names: names, number: number)
      return try await cluster.collect(into: recorder)
    }
    return try await withThrowingTaskGroup(of: Bool.self) { group in
      var waiting = targets.indices
      for number in waiting.prefix(Self.concurrency) { group.addTask { try await collect(number) } }
      waiting = waiting.dropFirst(Self.concurrency)
      var isComplete = true
      while let succeeded = try await group.next() {
        isComplete = isComplete && succeeded
        if let number = waiting.popFirst() { group.addTask { try await collect(number) } }
      }
      return isComplete
    }
  }

  /// Says something on stderr, or in the log where that is what is collected.
  func say(_ message: String, _ level: Logger.Level) {
    if logsFailures {
      logger.log(level: level, "\(message)")
    } else {
      progress.interrupt { StandardError.print("capdb: \(message)") }
    }
  }

  /// A transport that sends the name and version of capdb as its `User-Agent`.
  static func transport(
    connections: CurlTransport.ConnectionLimits = .init()
  ) throws(TransportError) -> CurlTransport {
    try CurlTransport(userAgent: "capdb/\(Version.current)", connections: connections)
  }
}
