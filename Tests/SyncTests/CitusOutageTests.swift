@testable import DatabasePostgres
@testable import Sync
import Capacity
import Foundation
import History
import HubFixture
import PostgresServer
import RandomHistory
import Testing

private let names = (1...6).map { "c\($0)" }

/// One of two workers is as good as dead: its connections are reset, and none is let in.
@Suite(
  "A hub on Citus without one of its workers",
  .enabled(if: CitusCoordinator.isAvailable, "\(CitusCoordinator.requirement)"), .serialized)
struct CitusOutageTests {
  private let fixture: CitusFixture
  private let file: RandomFile
  private let lost: CitusDatabase.Worker
  /// The names of the clusters on the lost worker.
  private let lostNames: Set<String>

  init() throws {
    fixture = try CitusFixture()
    try fixture.grant()
    file = try fixture.file(names)
    _ = try HistoryPush(of: file.path, to: fixture.hub("capdb_pusher")).run()
    lost = fixture.database.workers[0]
    let there = try fixture.clusters(on: lost)
    lostNames = Set(try fixture.reader("capdb_reader").clusters().filter { there.contains($0.id) }.map(\.identity.name))
    try #require(!lostNames.isEmpty && lostNames.count < names.count)
  }

  private var push: HistoryPush {
    get throws { HistoryPush(of: file.path, to: try fixture.hub("capdb_pusher")) }
  }

  @Test("takes pushes of the clusters of the others, says what was not pushed, and catches up")
  func pushes() throws {
    for (index, name) in names.enumerated() { try file.record(3, of: name, seed: UInt64(index)) }
    try file.record(2, of: "new", seed: 77)
    lost.vanish()
    for sync in try push.run() {
      let isLost = lostNames.contains(sync.cluster) || sync.cluster == "new"
      #expect(sync.isPushed(isReplacing: false) != isLost, "\(sync)")
      #expect(sync.outcome.collections == (isLost ? 0 : 3))
      if case .unknown(let reason) = sync.relation {
        #expect(reason.contains("127.0.0.1:\(lost.proxy.port)"), "\(reason)")
      }
    }
    #expect(try push.preview().map(\.outcome.collections) == names.map { _ in 0 } + [0])
    #expect(try push.run().filter { $0.relation == .same }.count == names.count - lostNames.count)
    lost.comeBack()
    #expect(try push.run().allSatisfy { $0.isPushed(isReplacing: false) })
    try expectSame(fixture.reader("capdb_reader"), file.reader())
  }

  @Test("adds no cluster a second time whose UID was learnt since, and whose number was made of its name")
  func laterUID() throws {
    let laterNames = (1...6).map { "n\($0)" }
    for name in laterNames {
      var identity = RandomFile.identity(name)
      identity.uid = nil
      try file.record(2, of: name, as: identity)
    }
    _ = try push.run()
    for name in laterNames { try file.record(2, of: name) }
    lost.vanish()
    let syncs = try push.run().filter { laterNames.contains($0.cluster) }
    #expect(Set(syncs.map { $0.isPushed(isReplacing: false) }) == [true, false])
    lost.comeBack()
    #expect(try push.run().allSatisfy { $0.isPushed(isReplacing: false) })
    try expectSame(fixture.reader("capdb_reader"), file.reader())
  }

  @Test("answers for the clusters of the others and names the worker", arguments: ["capdb_reader", "capdb_owner"])
  func reports(role: String) throws {
    let reader = try fixture.reader(role)
    let all = try reader.clusters()
    #expect(try reader.serversOutOfReach() == [])
    lost.vanish()
    for _ in 1...2 {
      let clusters = try reader.clusters()
      #expect(clusters == all.filter { !lostNames.contains($0.identity.name) })
      #expect(try reader.serversOutOfReach() == ["127.0.0.1:\(lost.proxy.port)"])
    }
    let own = try file.reader()
    for cluster in try reader.clusters() {
      let here = try #require(try own.clusters().first { $0.identity.name == cluster.identity.name })
      let state = try #require(try reader.state(of: cluster.id, at: nil))
      #expect(try state.snapshot.pods == own.state(of: here.id, at: nil)?.snapshot.pods)
    }
    lost.comeBack()
    #expect(try reader.clusters() == all && reader.serversOutOfReach() == [])
  }

  @Test("lets a report on the fleet be made of one snapshot of the others")
  func snapshot() throws {
    lost.vanish()
    let reader = try fixture.reader("capdb_reader")
    try reader.holdSnapshot()
    let clusters = try reader.clusters()
    #expect(!clusters.isEmpty && clusters.allSatisfy { !lostNames.contains($0.identity.name) })
    #expect(try reader.serversOutOfReach() == ["127.0.0.1:\(lost.proxy.port)"])
    try reader.prepare(for: clusters.map(\.id))
    for cluster in clusters {
      let span = cluster.firstCollectedAt..<((cluster.lastCollectedAt ?? cluster.firstCollectedAt) + 1)
      let trend = try reader.slotTrend(of: cluster.id, by: .cluster, in: span, bucketSeconds: 3600)
      #expect(!trend.buckets.isEmpty)
    }
    lost.comeBack()
  }

  @Test("lets a member see its own cluster and no other")
  func members() throws {
    let reader = try fixture.reader("capdb_reader")
    let here = try #require(try reader.clusters().first { !lostNames.contains($0.identity.name) })
    try fixture.database.psql("INSERT INTO hub_member VALUES ('capdb_c1', \(here.id))", as: "capdb_owner")
    try fixture.grant()
    lost.vanish()
    #expect(try fixture.reader("capdb_c1").clusters() == [here])
  }

  @Test("fails a push and a report with the worker's name if no worker is left")
  func noWorker() throws {
    for worker in fixture.database.workers { worker.vanish() }
    #expect(try push.run().allSatisfy { !$0.isPushed(isReplacing: true) })
    let reader = try fixture.reader("capdb_reader")
    let error = #expect(throws: PostgresError.self) { try reader.clusters() }
    #expect(error.map { "\($0)" }?.contains("127.0.0.1") == true)
  }

  @Test("lets pull the clusters of the others")
  func pull() throws {
    lost.vanish()
    let live = try #require(names.first { !lostNames.contains($0) })
    let path = fixture.directory.file("pulled.db")
    let pulled = try HistoryPull(to: path, from: fixture.hub("capdb_reader")).run(live)
    #expect(pulled.outcome.collections == 8)
    let dead = try #require(lostNames.first)
    let error = #expect(throws: HistoryError.self) {
      try HistoryPull(to: path, from: fixture.hub("capdb_reader")).run(dead)
    }
    #expect(error == .outOfReach(dead, servers: ["127.0.0.1:\(lost.proxy.port)"]))
  }

  @Test("has all of a push or nothing where the worker is lost in the middle", arguments: [0, 20_000])
  func lostMidway(bytes: Int) throws {
    for (index, name) in names.enumerated() { try file.record(10, of: name, seed: UInt64(index)) }
    lost.proxy.cut(afterBytes: bytes, from: .client)
    _ = try? push.run()
    #expect(try push.run().allSatisfy { $0.isPushed(isReplacing: false) })
    try expectSame(fixture.reader("capdb_reader"), file.reader())
  }
}
