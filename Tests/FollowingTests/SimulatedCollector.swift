import Capacity
import ClusterSimulator
import Collection
import Database
import Foundation
import History
import KubernetesAPI
import Testing
import Transport

/// When the simulated clusters of these tests come up: 2026-01-05T00:00:00Z.
let start = Timestamp(seconds: 1_767_571_200)

/// A folder that goes with the test.
private final class TemporaryFolder: Sendable {
  private let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "following-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func file(_ name: String) -> String { url.appending(path: name).path }
}

/// Collects a simulated cluster, without EC2, into a history of its own.
struct Collector {
  let server: SimulatorServer
  private let folder: TemporaryFolder
  private let store: HistoryStore
  private let transport: CurlTransport

  init(_ server: SimulatorServer) throws {
    let folder = try TemporaryFolder()
    let store = try HistoryStore(path: folder.file("capdb.db"))
    try store.doNotWaitForDisk()
    try self.init(server, folder, store)
  }

  private init(_ server: SimulatorServer, _ folder: TemporaryFolder, _ store: HistoryStore) throws {
    self.server = server
    self.folder = folder
    self.store = store
    transport = try CurlTransport()
  }

  /// The same history, collected from another server.
  func moved(to other: SimulatorServer) throws -> Collector { try Collector(other, folder, store) }

  /// Follows where that is possible.
  func policy(isFull: Bool = false) -> FollowingPolicy {
    FollowingPolicy(isFull: isFull) { [store, name] in
      try store.recordedObjects(clusterNamed: name)
    }
  }

  private var name: String { server.cluster.settings.name }

  /// - Parameter isRecordedWhole: whether what lists never show is recorded too.
  @discardableResult
  func collect(_ policy: FollowingPolicy, isRecordedWhole: Bool = true) async throws -> CollectionMethod {
    var collected = try await gather(policy)
    if !isRecordedWhole {
      collected.supplement = CollectionSupplement(
        resumePoints: collected.supplement.resumePoints, changedPods: collected.supplement.changedPods)
    }
    _ = try record(collected)
    return collected.method
  }

  /// Collects without recording.
  func gather(_ policy: FollowingPolicy) async throws -> CollectedCluster {
    await ClusterCollector(
      kubernetes: reach().kubernetes, ec2: nil, known: try store.known(clusterNamed: name), following: policy
    ).collect(now: server.cluster.now)
  }

  /// Records a collection, and returns its number.
  func record(_ collected: CollectedCluster) throws -> Int64 {
    let now = server.cluster.now
    let identity = ClusterIdentity(
      name: name, uid: collected.uid, kubernetesVersion: collected.kubernetesVersion ?? "", region: "")
    let run = CollectionRecord(
      startedAt: now, finishedAt: now, milliseconds: 0, bytesReceived: 0, method: collected.method)
    return try store.record(
      collected.snapshot, of: identity, run: run, supplement: collected.supplement
    ).number
  }

  /// The server, without EC2.
  func reach() -> ReachableCluster {
    let connection = ClusterConnection(
      name: name, server: server.kubernetesURL, certificateAuthorityPEM: Array(server.caPEM.utf8), environment: [:]
    ) { [token = server.token] _ in token }
    let client = KubernetesClient(
      connection: connection, transport: transport,
      retry: RetryPolicy(attempts: 2, base: .milliseconds(1), cap: .milliseconds(20), deadline: .now + .seconds(120)))
    // The simulator tells at once what changed.
    return ReachableCluster(
      kubernetes: KubernetesClientSources(client, eventQuiet: .milliseconds(300)), ec2: nil)
  }

  /// What is known of the cluster.
  func known() throws -> KnownCluster { try store.known(clusterNamed: name) }

  /// The rows of all views as text, but for how the cluster was read. Tables have keys in the order in which rollups were
  /// written, which is that of a dictionary.
  func rows() throws -> [String: [String]] {
    let ignored = ["nodes_how", "pods_how", "listed_because", "differences"]
    return try store.withConnection { connection in
      var rows: [String: [String]] = [:]
      for view in try Self.texts("SELECT name FROM sqlite_schema WHERE type = 'view'", connection) {
        let columns = try Self.texts("SELECT name FROM pragma_table_info('\(view)')", connection)
          .filter { !ignored.contains($0) }.map { "quote(\($0))" }
        let row = columns.joined(separator: " || ', ' || ")
        rows[view] = try Self.texts("SELECT \(row) FROM \(view)", connection).sorted()
      }
      return rows
    }
  }

  /// The pods that came and went.
  func shortLivedPods() throws -> [ShortLivedPod] {
    try read { try $0.shortLivedPods(of: $1, in: start..<(start + 86_400)) }
  }

  /// The spells in which pods waited.
  func spells() throws -> [PendingSpell] {
    try read { try $0.pendingSpells(of: $1, in: start..<(start + 86_400)) }
  }

  /// The pod slots of the cluster in the latest hour.
  func peak() throws -> TrendInterval<String, SlotCounters> {
    let trend = try read { try $0.slotTrend(of: $1, by: .cluster, in: start..<(start + 86_400), bucketSeconds: 3600) }
    return try #require(trend.intervals.last)
  }

  private func read<Result>(_ body: (HistoryReader, RecordedCluster.ID) throws -> Result) throws -> Result {
    let reader = try HistoryReader(path: folder.file("capdb.db"))
    return try body(reader, try #require(try reader.clusters().first).id)
  }

  /// The reasons of the events that are recorded as they are.
  func eventReasons() throws -> [String] { try store.recordedObjects(clusterNamed: name).events.map(\.reason) }

  /// Nodes and pods as they are recorded.
  func state() throws -> [String] {
    let objects = try store.recordedObjects(clusterNamed: name)
    return (objects.nodes.map { "\($0)" } + objects.pods.map { "\($0)" }).sorted()
  }

  /// When the settings of the CNI, events and pods were known last, after each collection.
  func knownAt() throws -> [(settings: Int64, events: Int64, pods: Int64)] {
    try store.withConnection { connection in
      var moments: [(settings: Int64, events: Int64, pods: Int64)] = []
      try Statement(
        "SELECT cni_known_at, events_known_at, pods_known_at FROM collection ORDER BY number", in: connection
      ).forEach { moments.append(($0.integer(), $0.integer(), $0.integer())) }
      return moments
    }
  }

  /// The same after more collections that list.
  func state(after collections: Int) async throws -> [String] {
    for _ in 0..<collections { _ = try await collect(FollowingPolicy()) }
    return try state()
  }

  /// Changes what is recorded of two pods and a node.
  func damage() throws {
    try store.withConnection { connection in
      try connection.execute(
        """
        UPDATE pod_state SET phase = 4
        WHERE pod_state_key IN (SELECT pod_state_key FROM pod_state WHERE valid_to = 253402300799 LIMIT 2)
        """)
      try connection.execute(
        """
        UPDATE node_state SET is_ready = 0
        WHERE node_state_key = (SELECT min(node_state_key) FROM node_state WHERE valid_to = 253402300799)
        """)
    }
  }

  private static func texts(_ sql: String, _ connection: any Connection) throws -> [String] {
    var texts: [String] = []
    try Statement(sql, in: connection).forEach { texts.append($0.optionalText() ?? "NULL") }
    return texts
  }
}
