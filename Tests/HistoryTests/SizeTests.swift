import Capacity
import Foundation
import RandomHistory
import GRDB
import HistoryFixture
import Testing

@testable import History

/// What a collection adds to the file. `CAPDB_SIZE_PODS=150000` runs the trial that the decision records cite.
@Suite(.serialized) struct SizeTests {
  private static let pods = ProcessInfo.processInfo.environment["CAPDB_SIZE_PODS"].flatMap { Int($0) } ?? 9000
  private static let start = Timestamp(seconds: 1_800_000_000)
  private let directory: TemporaryDirectory
  private let store: HistoryStore
  private var clock = SizeTests.start
  private var cluster = LargeCluster(nodes: pods / 30, pods: pods, interfacesPerNode: 3, at: start)

  init() throws {
    directory = try TemporaryDirectory()
    store = try HistoryStore(path: directory.file("capdb.db"))
    print("peak memory with the snapshot: \(Self.peakMemory())")
    try report("first collection") { try collect() }
    print("  \(try bytes()) bytes in the file, peak memory \(Self.peakMemory())")
  }

  @Test("1 % of the pods changing phase adds at most 150 bytes for each")
  mutating func changedPhases() throws {
    let perPod = try bytesPerPod { cluster, _ in cluster.changePhases(Self.pods / 100) }
    print("  \(perPod) bytes per pod that changed its phase")
    #expect(perPod <= 150)
  }

  @Test("1 % of the pods replaced by new ones adds at most 150 bytes for each")
  mutating func replacedPods() throws {
    let perPod = try bytesPerPod { cluster, clock in cluster.replacePods(Self.pods / 100, at: clock) }
    print("  \(perPod) bytes per pod that was replaced")
    #expect(perPod <= 150)
  }

  @Test("an unchanged cluster adds at most 512 bytes")
  mutating func unchanged() throws {
    // What is the same has the same cost whatever its size; many rounds, so that whole pages say something.
    try report("unchanged collection") { try collect() }
    let reader = try HistoryReader(path: store.path)
    try report("reading the state of now") { _ = try reader.state(of: 1, at: nil) }
    cluster = LargeCluster(nodes: 3, pods: 90, interfacesPerNode: 3, at: Self.start)
    try collect()
    let before = try bytes()
    for _ in 1...200 { try collect() }
    let added = (try bytes() - before) / 200
    print("  \(added) bytes for each")
    #expect(added <= 512)
  }

  /// Several rounds, so that whole pages say something about single rows.
  private mutating func bytesPerPod(_ change: (inout LargeCluster, Timestamp) -> Void) throws -> Int64 {
    let rounds = 10
    let before = try bytes()
    for round in 1...rounds {
      change(&cluster, clock + 300)
      try report("changed collection") { try collect() }
      print("  round \(round): \(try bytes() - before) bytes in all")
    }
    return (try bytes() - before) / Int64(rounds * (Self.pods / 100))
  }

  private mutating func collect() throws {
    clock = clock + 300
    let run = CollectionRecord(startedAt: clock, finishedAt: clock + 2, milliseconds: 1500, bytesReceived: 767_000_000)
    _ = try store.record(cluster.snapshot, of: ClusterIdentity(name: "large", uid: UID(high: 1, low: 2)), run: run)
  }

  /// The size of the database file once everything is in it.
  private func bytes() throws -> Int64 {
    try store.queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      return try Int64.fetchOne(
        database, sql: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") ?? 0
    }
  }

  private func report(_ what: String, _ body: () throws -> Void) rethrows {
    let processorTime = clock_t.now
    let duration = try ContinuousClock().measure(body)
    print("\(what): \(duration), \((clock_t.now - processorTime) / (CLOCKS_PER_SEC / 1000)) ms on the processor")
  }

  private static func peakMemory() -> String {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    return status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }.map { String($0.dropFirst(7)) } ?? "unknown"
  }
}

extension clock_t {
  /// Processor time that the process has used.
  fileprivate static var now: clock_t { clock() }
}
