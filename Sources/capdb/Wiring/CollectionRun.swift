import Capacity
import Foundation
import History
import KubernetesAPI
import Logging
import Manual
import Settings
import Transport

/// Collects clusters side by side and hands each one's result to a recorder, one at a time.
struct CollectionRun: Sendable {
  /// How many clusters are collected at once: enough to hide each other's waiting, few enough for one small machine.
  static let concurrency = 8

  var targets: [ClusterSettings]
  /// How long the collection of one cluster may take.
  var deadline: Duration
  var logger: Logger
  var environment: [String: String]
  /// Print a line for each cluster, and not only for those with a failure.
  var isTalkative: Bool
  /// Failures and notices go through the log, for those who collect it as JSON.
  var logsFailures = false
  let clock = SystemClock()
  var progress = ProgressDisplay()
  /// What the run reads of kubeconfigs, each file once.
  let files = RunFiles()

  /// Collects and records.
  ///
  /// - Returns: whether every cluster was collected completely.
  /// - Throws: `HistoryError` where the history cannot be written or another collection is running.
  func record(_ path: String) async throws -> Bool {
    let lock = try CollectionLock(database: path)
    defer { withExtendedLifetime(lock) {} }
    let store = try HistoryStore(path: path) { schema in
      // Cron hears nothing of what goes well.
      if isTalkative {
        StandardError.print("capdb: bringing \(path) up to date from schema \(schema); this may take minutes")
      }
    }
    return try await run(StoreRecorder(store), over: try Self.transport())
  }

  /// Collects and prints what would be recorded.
  ///
  /// - Returns: whether every cluster was collected completely.
  /// - Throws: `HistoryError` where the history cannot be read.
  func preview(_ path: String) async throws -> Bool {
    try await run(PreviewRecorder(path: path), over: try Self.transport())
  }

  /// Collects all clusters over a transport that stays open.
  ///
  /// - Returns: whether every cluster was collected completely.
  /// - Throws: `HistoryError` from the recorder; the clusters still under way are given up.
  private func run(_ recorder: any SnapshotRecorder, over transport: any HTTPTransport) async throws -> Bool {
    let names = ClusterNames()
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

  /// The transport of a command, by whose name servers know it.
  static func transport() throws(TransportError) -> CurlTransport {
    try CurlTransport(userAgent: "capdb/\(Version.current)")
  }
}
