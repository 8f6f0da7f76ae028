import Capacity
import Database
import DatabasePostgres
import Foundation
import History
import HubFixture
import PostgresServer
import RandomHistory
import Testing

@testable import Sync

/// What is deleted with a cluster, and what stays.
@Suite("Forgetting a cluster", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct ForgettingTests {
  private let fixture: HubFixture

  init() throws {
    fixture = try HubFixture()
  }

  private func hub() throws -> ClusterForgetting {
    try ClusterForgetting(hub: PostgresDatabase(fixture.address()))
  }

  @Test("deletes its rows of every table, in a file and in a hub, and no others")
  func everyTable() throws {
    let file = try fixture.file()
    for name in ["c1", "c2", "c3"] { try file.record(6, of: name, seed: UInt64(name.utf8.count), every: 5000) }
    _ = try HistoryPush(of: file.path, to: fixture.hub()).run()
    try HistoryPush(of: file.path, to: fixture.hub()).remember(
      at: HubFixture.start, HistoryPush(of: file.path, to: fixture.hub()).run())
    let others = try [fixture.rows(ofClusterNamed: "c1"), fixture.rows(ofClusterNamed: "c3")]
    let count = try fixture.rows(ofClusterNamed: "c2").values.reduce(0) { $0 + $1.count }
    let found = try hub().find(.name("c2"))
    #expect(found.collections == 6 && found.rows == Int64(count) && count > 50)
    #expect(found.span == HubFixture.start...(HubFixture.start + 25_000))
    #expect(try hub().forget(found.cluster.id).rows == Int64(count))
    #expect(try [fixture.rows(ofClusterNamed: "c1"), fixture.rows(ofClusterNamed: "c3")] == others)
    #expect(try fixture.psql("SELECT count(*) FROM pod_state WHERE cluster_id = \(found.cluster.id)") == "0")

    let own = try ClusterForgetting(path: file.path)
    let here = try own.find(.name("c2"))
    // With the cursor of the hub.
    #expect(here.collections == 6 && here.rows == Int64(count) + 1)
    #expect(try own.forget(here.cluster.id).rows == here.rows)
    try expectSame(fixture.reader(), file.reader())
    #expect(try file.rows().values.allSatisfy { rows in rows.allSatisfy { !$0.isEmpty } })
    #expect(try HistoryPush(of: file.path, to: fixture.hub()).run().map(\.relation) == [.same, .same])
    try file.record(1, of: "c2")
    #expect(try HistoryPush(of: file.path, to: fixture.hub()).run(["c2"]).map(\.outcome.collections) == [1])
  }

  @Test("asks which of several clusters of one name is meant")
  func namesakes() throws {
    let file = try fixture.file()
    try file.record(4, of: "c1")
    var again = RandomFile.identity("c1")
    again.uid = RandomFile.identity("another").uid
    file.clusters["c1"]?.next = HubFixture.start + 100_000
    try file.record(4, of: "c1", as: again)
    _ = try HistoryPush(of: file.path, to: fixture.hub()).run()
    for forgetting in [try hub(), try ClusterForgetting(path: file.path)] {
      let refusal = #expect(throws: ForgettingError.self) { try forgetting.find(.name("c1")) }
      guard case .ambiguousCluster("c1", _, let matching) = refusal else {
        Issue.record("\(String(describing: refusal))")
        continue
      }
      #expect(matching.count == 2 && matching.count { $0.hasSuffix(", retired)") } == 1, "\(matching)")
      let former = try #require(matching.first { $0.hasSuffix(", retired)") }?.prefix { $0 != " " })
      let number = try #require(Int64(former))
      #expect(try forgetting.find(.number(number)).cluster.retiredAt != nil)
      _ = try forgetting.forget(number)
      #expect(try forgetting.find(.name("c1")).cluster.retiredAt == nil)
      #expect(throws: ForgettingError.self) { try forgetting.find(.number(number)) }
      #expect(throws: ForgettingError.self) { try forgetting.find(.name("c9")) }
    }
    try expectSame(fixture.reader(), file.reader())
  }

  @Test("waits for a push of the cluster, and a role without rights on hub_member is told what stayed")
  func rights() throws {
    let file = try fixture.file()
    for name in ["c1", "c2"] { try file.record(4, of: name) }
    for role in ["capdb_pusher", "capdb_member", "capdb_reader"] {
      try fixture.psql(
        "DO $$ BEGIN CREATE ROLE \(role) LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$")
    }
    _ = try HistoryPush(of: file.path, to: fixture.hub()).run()
    try fixture.psql(ConfigFile.text("hub/rights.sql"))
    let number = try hub().find(.name("c1")).cluster.id
    try fixture.psql("INSERT INTO hub_member VALUES ('somebody', \(number))")
    let url = fixture.server.connectionString(database: fixture.database, user: "capdb_pusher")
    let pusher = try ClusterForgetting(hub: PostgresDatabase(fixture.address(url)))
    #expect(try pusher.forget(number).keptTables == ["hub_member"])
    #expect(try fixture.psql("SELECT count(*) FROM hub_member") == "1")
    let reader = fixture.server.connectionString(database: fixture.database, user: "capdb_reader")
    let second = try hub().find(.name("c2")).cluster.id
    #expect(throws: PostgresError.self) {
      try ClusterForgetting(hub: PostgresDatabase(fixture.address(reader))).forget(second)
    }
    #expect(try hub().find(.name("c2")).collections == 4)
    let holder = try PostgresDatabase(fixture.address())
    let forgotten = try holder.withConnection { connection in
      try connection.execute("BEGIN; SELECT cluster_id FROM cluster WHERE cluster_id = \(second) FOR UPDATE")
      let waiter = try PostgresDatabase(fixture.address(fixture.url + "&options=-cstatement_timeout%3D300"))
      let error = #expect(throws: PostgresError.self) { try ClusterForgetting(hub: waiter).forget(second) }
      try connection.execute("ROLLBACK")
      return error
    }
    #expect(forgotten.map { "\($0)" }?.contains("57014") == true, "it waits for the lock")
    #expect(try hub().forget(second).rows > 0)
  }
}
