import Capacity
import Foundation
import RandomHistory
import GRDB
import HistoryFixture
import Testing

@testable import History

/// Rule 4: for every recorded snapshot S at time t, reading the history at t gives S back.
struct PastStateTests {
  /// How many random sequences are tried; `CAPDB_PROPERTY_SEQUENCES` asks for more.
  private static let sequences =
    ProcessInfo.processInfo.environment["CAPDB_PROPERTY_SEQUENCES"].flatMap { UInt64($0) } ?? 25

  /// What was recorded of one cluster.
  private struct Recorded {
    var identity: ClusterIdentity
    var contents: RandomCluster
    var snapshots: [(moment: Timestamp, snapshot: Snapshot)] = []
    /// Each pod's first sighting.
    var firstSeen: [UID: Timestamp] = [:]
  }

  @Test("the state at every past collection is what was recorded", arguments: 1...PastStateTests.sequences)
  func everyPastStateIsRebuilt(seed: UInt64) throws {
    let directory = try TemporaryDirectory()
    let store = try HistoryStore(path: directory.file("capdb.db"))
    // This test is not about power cuts, and thousands of waits for the disk would be all it did.
    try store.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = OFF") }
    let reader = try HistoryReader(path: directory.file("capdb.db"))
    var random = SeededGenerator(seed: seed)
    var clusters = (1...random.number(1...3)).map { number in
      Recorded(
        identity: ClusterIdentity(name: "cluster-\(number)"), contents: RandomCluster(seed: seed * 10 + UInt64(number)))
    }
    var clock = Timestamp(seconds: 1_800_000_000)
    for _ in 1...12 {
      let index = random.number(0...clusters.count - 1)
      // Same second, a minute on, or the clock is set back.
      clock = clock + random.pick([0, 1, 60, 60, 60, 300, -500])
      try record(&clusters[index], at: clock, into: store, failing: random.oneIn(12))
      try check(clusters[index], in: reader)
    }
    for cluster in clusters { try check(cluster, in: reader) }
  }

  private func record(
    _ cluster: inout Recorded, at clock: Timestamp, into store: HistoryStore, failing: Bool
  ) throws {
    var run = CollectionRecord(startedAt: clock, finishedAt: clock + 2, milliseconds: 1500, bytesReceived: 42)
    if failing {
      run.failure = "no kubeconfig"
      let outcome = try store.recordFailure(of: cluster.identity, run: run)
      cluster.snapshots.append((outcome.observedAt, unknown(.failed, "no kubeconfig")))
      return
    }
    let snapshot = cluster.contents.snapshot(at: clock)
    let outcome = try store.record(snapshot, of: cluster.identity, run: run)
    #expect(outcome.number == Int64(cluster.snapshots.count + 1))
    if let last = cluster.snapshots.last { #expect(outcome.observedAt > last.moment) }
    cluster.snapshots.append((outcome.observedAt, snapshot))
    for pod in snapshot.pods.value ?? [] {
      cluster.firstSeen[pod.uid] = cluster.firstSeen[pod.uid] ?? outcome.observedAt
    }
  }

  private func check(_ cluster: Recorded, in reader: HistoryReader) throws {
    guard !cluster.snapshots.isEmpty else { return }
    let id = try #require(try reader.clusters().first { $0.identity.name == cluster.identity.name }).id
    for recorded in cluster.snapshots {
      let state = try #require(try reader.state(of: id, at: recorded.moment))
      #expect(state.observedAt == recorded.moment)
      #expect(differingSources(state.snapshot, recorded.snapshot) == [])
      for pod in state.snapshot.pods.value ?? [] {
        let first = state.podsSeen[pod.uid]?.first
        #expect(first == cluster.firstSeen[pod.uid], "first sighting of \(pod.uid)")
      }
    }
    #expect(try reader.state(of: id, at: cluster.snapshots[0].moment + -1) == nil)
    try checkLatest(cluster, id, reader)
  }

  /// Without a moment, each source comes as it last answered in full.
  private func checkLatest(_ cluster: Recorded, _ id: Int64, _ reader: HistoryReader) throws {
    var latest = cluster.snapshots[cluster.snapshots.count - 1].snapshot
    for (_, snapshot) in cluster.snapshots.reversed() {
      if latest.nodes.value == nil { latest.nodes = snapshot.nodes.value.map { .known($0) } ?? latest.nodes }
      if latest.pods.value == nil { latest.pods = snapshot.pods.value.map { .known($0) } ?? latest.pods }
      if latest.cni.value == nil { latest.cni = snapshot.cni.value.map { .known($0) } ?? latest.cni }
    }
    let state = try #require(try reader.state(of: id, at: nil))
    let differing = Set(differingSources(state.snapshot, latest))
    #expect(differing.isDisjoint(with: [.nodes, .pods, .cni]))
  }

  private func unknown(_ status: SourceStatus, _ error: String) -> Snapshot {
    Snapshot(
      nodes: .unknown(status, error: error), pods: .unknown(status, error: error),
      events: .unknown(status, error: error), cni: .unknown(status, error: error),
      ciliumNodes: .unknown(status, error: error),
      instances: .unknown(status, error: error), instanceTypes: .unknown(status, error: error),
      networkInterfaces: .unknown(status, error: error), subnets: .unknown(status, error: error),
      vpcs: .unknown(status, error: error), cidrReservations: .unknown(status, error: error))
  }
}
