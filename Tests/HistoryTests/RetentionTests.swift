import Capacity
import Database
import Foundation
import HistoryFixture
import RandomHistory
import Testing

@testable import History

/// Rule 8: inside what is kept every past state reads as before, and what was pruned reads as unknown.
struct RetentionTests {
  /// How many random sequences are tried; `CAPDB_PROPERTY_SEQUENCES` asks for more.
  private static let sequences =
    ProcessInfo.processInfo.environment["CAPDB_PROPERTY_SEQUENCES"].flatMap { UInt64($0) } ?? 6

  /// The present of a history, and what it held.
  private final class Recorded {
    let directory: TemporaryDirectory
    let store: HistoryStore
    let reader: HistoryReader
    let identity = ClusterIdentity(name: "c1")
    var random: SeededGenerator
    var contents: RandomCluster
    var snapshots: [(moment: Timestamp, snapshot: Snapshot)] = []
    var horizons: [RetainedKind: Timestamp] = [:]
    var now = Fixture.start

    init(seed: UInt64) throws {
      directory = try TemporaryDirectory()
      store = try HistoryStore(path: directory.file("capdb.db"))
      try store.doNotWaitForDisk()
      reader = try HistoryReader(path: store.path)
      random = SeededGenerator(seed: seed)
      contents = RandomCluster(seed: seed)
    }

    func record() throws {
      now = now + random.pick([600, 7200, 40_000, 86_400])
      let snapshot = contents.snapshot(at: now)
      let run = CollectionRecord(startedAt: now, finishedAt: now + 2, milliseconds: 1500, bytesReceived: 42)
      let outcome = try store.record(snapshot, of: identity, run: run)
      snapshots.append((outcome.observedAt, snapshot))
    }

    /// A retention of some kinds, and what the horizon of each is.
    func retention() -> Retention {
      var retention = Retention()
      for kind in RetainedKind.allCases where kind != .collections && random.oneIn(2) {
        retention.seconds[kind] = Int64(random.number(0...8)) * 40_000
      }
      return retention
    }

    func prune(_ retention: Retention) throws {
      let pruning = try HistoryPruning(store)
      let cluster = try #require(try pruning.clusters().first)
      let preview = try pruning.preview(cluster, keeping: retention, at: now)
      let rows = try pruning.run(cluster, keeping: retention, at: now)
      let foreseen: Set<String> = Set(preview.map { "\($0.table) \($0.rows)" })
      let deleted: Set<String> = Set(rows.map { "\($0.table) \($0.rows)" })
      #expect(foreseen == deleted)
      for (kind, seconds) in retention.seconds {
        guard let last = snapshots.last(where: { $0.moment <= now + -seconds })?.moment else { continue }
        horizons[kind] = max(horizons[kind] ?? last, last)
      }
    }

    func check() throws {
      let cluster = try #require(try reader.clusters().first)
      for (moment, snapshot) in snapshots {
        let state = try #require(try reader.state(of: cluster.id, at: moment))
        let different = differingSources(state.snapshot, snapshot)
        for source in Source.allCases {
          let isKept = horizons[RetainedKind(source)].map { moment >= $0 } ?? true
          if isKept {
            #expect(!different.contains(source), "\(source) at \(moment)")
          } else if snapshot.status(of: source) == .complete {
            #expect(state.snapshot.status(of: source) == .pruned, "\(source) at \(moment)")
            #expect(state.snapshot.error(of: source)?.hasPrefix("pruned; known from ") == true)
          }
        }
      }
    }
  }

  @Test("states within what is kept stay, and before it they are unknown", arguments: 1...RetentionTests.sequences)
  func statesStay(seed: UInt64) throws {
    let recorded = try Recorded(seed: seed)
    for _ in 1...3 {
      for _ in 1...6 { try recorded.record() }
      try recorded.prune(recorded.retention())
      try recorded.check()
    }
    try recorded.record()
    try recorded.check()
    let problems: String? = try recorded.store.withConnection {
      try Statement("PRAGMA integrity_check", in: $0).first { $0.text() }
    }
    #expect(problems == "ok")
  }

  @Test("nothing stays that nothing refers to but the latest, and nothing is missing")
  func references() throws {
    let recorded = try Recorded(seed: 77)
    for _ in 1...40 { try recorded.record() }
    let before = try counts(recorded.store)
    try recorded.prune(
      Retention([.pods: 200_000, .events: 100_000, .nodes: 200_000, .enis: 100_000, .pending: 100_000]))
    try recorded.check()
    let after = try counts(recorded.store)
    for table in ["pod", "pod_state", "event", "node", "network_interface", "text", "pod_pending"] {
      #expect(after[table] ?? 0 < before[table] ?? 0, "\(table)")
    }
    try recorded.store.withConnection { connection in
      for (identity, state) in [("pod", "pod_state"), ("event", "event_state"), ("node", "node_state")] {
        let orphans = try Statement(
          """
          SELECT count(*) FROM \(identity) WHERE \(identity)_key NOT IN (SELECT \(identity)_key FROM \(state))
          AND \(identity)_key < (SELECT max(\(identity)_key) FROM \(identity))
          """, in: connection
        ).first { $0.integer() }
        #expect(orphans == 0, "\(identity)")
      }
    }
    // What came again has keys of its own, and is found.
    for _ in 1...10 { try recorded.record() }
    try recorded.check()
  }

  @Test("collections stay as long as facts are read at their moment, or a hub goes on from them")
  func collections() throws {
    let recorded = try Recorded(seed: 9)
    for _ in 1...30 { try recorded.record() }
    let days = 86_400 as Int64
    try recorded.prune(Retention([.collections: days, .pods: days]))
    #expect(try counts(recorded.store)["collection"] == 30, "other facts are kept")
    let all = Retention(Dictionary(uniqueKeysWithValues: RetainedKind.allCases.map { ($0, 2 * days) }))
    try recorded.store.withConnection { connection in
      try connection.execute("INSERT INTO hub_cursor VALUES ('hub', 1, 12, 0)")
    }
    try recorded.prune(all)
    #expect(
      try recorded.reader.collections(of: 1, in: Fixture.start..<recorded.now + 1, limit: nil).first?.number == 12)
    try recorded.store.withConnection { try $0.execute("DELETE FROM hub_cursor") }
    try recorded.prune(all)
    let first = try #require(
      try recorded.reader.collections(of: 1, in: Fixture.start..<recorded.now + 1, limit: nil).first)
    #expect(first.observedAt <= recorded.now + -2 * days && first.number > 12)
    #expect(try recorded.reader.state(of: 1, at: first.observedAt + -1) == nil)
    #expect(try recorded.reader.prunedSpans(of: 1).end(.collections, at: Fixture.start) == first.observedAt)
    let latest = try #require(recorded.snapshots.last)
    #expect(
      differingSources(try #require(try recorded.reader.state(of: 1, at: latest.moment)).snapshot, latest.snapshot)
        == [])
  }

  @Test("trends of rollups stay, those of states are unknown, and Pending spells are those that ended since")
  func trends() throws {
    let recorded = try Recorded(seed: 21)
    for _ in 1...40 { try recorded.record() }
    let span = Fixture.start..<(recorded.now + 1)
    let reader = recorded.reader
    let days = try reader.slotTrend(of: 1, by: .cluster, in: span, bucketSeconds: 86_400)
    let minutes = try reader.slotTrend(of: 1, by: .cluster, in: span, bucketSeconds: 600)
    let spells = try reader.pendingSpells(of: 1, in: span)
    try recorded.prune(Retention([.pods: 400_000, .pending: 300_000]))
    let horizon = try #require(recorded.horizons[.pods])
    let daysAfter = try reader.slotTrend(of: 1, by: .cluster, in: span, bucketSeconds: 86_400)
    #expect(daysAfter.buckets == days.buckets && Set(daysAfter.intervals) == Set(days.intervals))
    let after = try reader.slotTrend(of: 1, by: .cluster, in: span, bucketSeconds: 600)
    #expect(after.buckets.filter { $0.startsAt < horizon.bucket(of: 600) }.allSatisfy { $0.knownAt == nil })
    #expect(
      after.buckets.filter { $0.startsAt >= horizon.bucket(of: 600) }
        == minutes.buckets.filter { $0.startsAt >= horizon.bucket(of: 600) })
    let known = try #require(recorded.horizons[.pending])
    #expect(spells.contains { $0.endedAt.map { $0 < known } ?? false })
    #expect(try reader.pendingSpells(of: 1, in: span) == spells.filter { $0.endedAt.map { $0 >= known } ?? true })
  }

  @Test("a run that was cut off is gone on with, and reads right in between")
  func cutOff() throws {
    let recorded = try Recorded(seed: 5)
    for _ in 1...20 { try recorded.record() }
    let retention = Retention([.pods: 200_000, .enis: 200_000, .rollups: 200_000])
    try recorded.store.database.transaction(.writing) { connection in
      let cluster = try #require(try ClusterTable.cluster(id: 1, in: connection))
      _ = try PruningHorizons(retention, of: cluster, at: recorded.now, in: connection).write(to: connection)
    }
    let last = try #require(recorded.snapshots.last { $0.moment <= recorded.now + -200_000 }).moment
    recorded.horizons = [.pods: last, .enis: last]
    try recorded.check()
    try recorded.prune(retention)
    try recorded.check()
  }

  private func counts(_ store: HistoryStore) throws -> [String: Int] {
    try store.withConnection { connection in
      try HistoryTable.all(in: connection).reduce(into: [:]) { counts, table in
        counts[table.name] = try Statement("SELECT count(*) FROM \(table.name)", in: connection).first {
          Int($0.integer())
        }
      }
    }
  }
}
