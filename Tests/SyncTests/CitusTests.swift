@testable import DatabasePostgres
@testable import Sync
import Capacity
import Database
import Foundation
import History
import HubFixture
import Migrations
import PostgresServer
import RandomHistory
import Testing

private let names = (1...6).map { "c\($0)" }

/// The set-up of docs/hub.md on Citus.
@Suite("A hub on Citus", .enabled(if: CitusCoordinator.isAvailable, "\(CitusCoordinator.requirement)"), .serialized)
struct CitusTests {
  @Test(
    "takes pushes, keeps each cluster on one worker, and answers as the files do", arguments: [true, false],
    [true, false])
  func pushAndRead(withPolicies: Bool, byCopy: Bool) throws {
    let fixture = try CitusFixture()
    if withPolicies { try fixture.grant() }
    let role = withPolicies ? "capdb_pusher" : "capdb_owner"
    let file = try fixture.file(names)
    _ = try HistoryPush(of: file.path, to: fixture.hub(role, byCopy: byCopy), changesPerTransaction: 20).run()
    try expectSame(fixture.reader(withPolicies ? "capdb_reader" : role), file.reader())
    let counts = try fixture.database.workers.prefix(2).map { try fixture.clusters(on: $0).count }
    #expect(counts.reduce(0, +) == names.count && counts.allSatisfy { $0 > 0 }, "\(counts)")
    for (index, name) in names.enumerated() { try file.record(3, of: name, seed: UInt64(index)) }
    let again = try HistoryPush(of: file.path, to: fixture.hub(role, byCopy: byCopy)).run()
    #expect(again.map(\.outcome.collections) == names.map { _ in 3 })
    try expectSame(fixture.reader(role), file.reader())
    #expect(try HistoryPush(of: file.path, to: fixture.hub(role)).run().map(\.relation) == names.map { _ in .same })
  }

  @Test("takes several pushes of the same clusters at once")
  func atOnce() async throws {
    let fixture = try CitusFixture()
    try fixture.grant()
    let file = try fixture.file(Array(names.prefix(3)))
    let (path, hub) = (file.path, try fixture.hub("capdb_pusher"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 1...3 {
        group.addTask { _ = try HistoryPush(of: path, to: hub, changesPerTransaction: 20).run() }
      }
      try await group.waitForAll()
    }
    try expectSame(fixture.reader("capdb_reader"), file.reader())
  }

  @Test("has views that give what they give in one PostgreSQL")
  func views() throws {
    let (fixture, plain) = (try CitusFixture(), try HubFixture())
    try fixture.grant()
    let file = try fixture.file(Array(names.prefix(3)), collections: 30)
    try file.store.withConnection { connection in
      try PrunedSpanTable.put(Timestamp(seconds: 0)..<HubFixture.start, of: .events, cluster: 1, in: connection)
      // A pod that only changes tell of.
      try connection.execute(
        """
        INSERT INTO short_lived_pod (short_lived_pod_key, cluster_id, uid, pod_template_key, name_suffix, phase, observed_at,
          collection)
        SELECT 1, 1, i.uid, i.pod_template_key, i.name_suffix, 2, c.observed_at, c.number FROM pod i, collection c
        WHERE i.cluster_id = 1 AND c.cluster_id = 1 ORDER BY c.number DESC, i.pod_key LIMIT 1
        """)
    }
    for hub in [try fixture.hub("capdb_pusher"), try plain.hub()] { _ = try HistoryPush(of: file.path, to: hub).run() }
    let views = try plain.psql("SELECT viewname FROM pg_views WHERE schemaname = 'public' ORDER BY 1")
      .split(separator: "\n")
    #expect(views.count > 15)
    for view in views {
      let sql = "SELECT * FROM \(view)"
      let here = try fixture.database.psql(sql, as: "capdb_reader").split(separator: "\n").sorted()
      let there = try plain.psql(sql).split(separator: "\n").sorted()
      #expect(here == there && !there.isEmpty, "\(view): \(here.first ?? ""), \(there.first ?? "")")
    }
  }

  @Test("lets a cluster's own role push that cluster and see no other, once the rights are granted again")
  func oneRolePerCluster() throws {
    let fixture = try CitusFixture()
    try fixture.grant()
    let file = try fixture.file(["c1", "c2"])
    _ = try HistoryPush(of: file.path, to: fixture.hub("capdb_pusher")).run(["c2"])
    let own = try fixture.hub("capdb_c1")
    #expect(throws: PostgresError.self) { try HistoryPush(of: file.path, to: own).run(["c1"]) }
    let number = try #require(try HistoryPush(of: file.path, to: own).preview(["c1"]).first?.numberInHub)
    let members = "INSERT INTO hub_member VALUES ('capdb_c1', \(number)), ('capdb_c1', 5), ('o''dd', 7)"
    try fixture.database.psql(members, as: "capdb_owner")
    try fixture.grant()
    #expect(try HistoryPush(of: file.path, to: own).run(["c1"]).map(\.outcome.collections) == [8])
    try file.record(2, of: "c1")
    #expect(try HistoryPush(of: file.path, to: own).run(["c1"]).map(\.outcome.collections) == [2])
    #expect(try fixture.reader("capdb_c1").clusters().map(\.id) == [number])
    #expect(throws: PostgresError.self) { try HistoryPush(of: file.path, to: own, isReplacing: true).run(["c2"]) }
    try expectSame(fixture.reader("capdb_reader"), file.reader())
    try fixture.database.psql("DELETE FROM hub_member WHERE role_name = 'capdb_c1'", as: "capdb_owner")
    try fixture.grant()
    #expect(try fixture.reader("capdb_c1").clusters().isEmpty)
  }

  @Test(
    "refuses rows that are there already, so that a push that was overtaken is run again", arguments: [true, false])
  func duplicateRows(withPolicies: Bool) throws {
    let fixture = try CitusFixture()
    try fixture.grant()
    let connection = try fixture.connection(withPolicies ? "capdb_pusher" : "capdb_owner")
    let target = InsertTarget(
      table: "text", columns: ["text_key", "value"], key: ["text_key"], constant: ("cluster_id", 7),
      replacing: .nothing)
    func insert(_ keys: ClosedRange<Int64>) throws {
      try connection.transaction(.writing) {
        try connection.insert(into: target) { writer in
          for key in keys {
            writer.integer(key)
            Array("text".utf8).withUnsafeBytes { writer.text($0) }
            try writer.endRow()
          }
        }
      }
    }
    try insert(1...3)
    let error = #expect(throws: PostgresError.self) { try insert(3...4) }
    #expect(error.map { connection.isTransient($0) } == true, "\(error.map { "\($0)" } ?? "")")
    #expect(try fixture.database.psql("SELECT count(*) FROM capdb.text") == "3")
  }

  @Test("gives up a lock that another holds on a worker")
  func lockTimeout() throws {
    let fixture = try CitusFixture()
    let holder = try fixture.connection("capdb_owner")
    let waiter = try fixture.connection("capdb_owner")
    try holder.execute("INSERT INTO cluster VALUES (7, 0, NULL, 1, NULL, 'c1', '1', 'x')")
    try holder.execute("BEGIN")
    try holder.execute("SELECT cluster_id FROM cluster WHERE cluster_id = 7 FOR UPDATE")
    waiter.lockSeconds = 1
    let begun = ContinuousClock.now
    let error = #expect(throws: PostgresError.self) {
      try waiter.transaction(.writing) {
        try waiter.execute("SELECT cluster_id FROM cluster WHERE cluster_id = 7 FOR UPDATE")
      }
    }
    #expect(error.map { "\($0)" }?.contains("55P03") == true, "\(error.map { "\($0)" } ?? "")")
    #expect(ContinuousClock.now - begun < .seconds(20))
    #expect(try waiter.query("SELECT current_setting('lock_timeout')").text(0, 0) == "0")
  }

  @Test("is migrated while its tables are distributed, and its scripts can be run again")
  func migration() throws {
    let earlier = Array(Migration.hub.prefix(3))
    let fixture = try CitusFixture { try HubSchema($0, of: "hub", migrations: earlier).migrate() }
    try fixture.grant()
    #expect(try fixture.hub("capdb_owner").migrate() == (4...Migration.hub.count).map { $0 })
    for _ in 1...2 {
      try fixture.distribute()
      try fixture.grant()
    }
    let tables = try fixture.database.psql(
      """
      SELECT count(*), count(p.logicalrelid), count(DISTINCT p.colocationid),
        (SELECT count(*) FROM pg_dist_shard WHERE logicalrelid = 'capdb.cluster'::regclass)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'cluster_id'
      LEFT JOIN pg_dist_partition p ON p.logicalrelid = c.oid
      WHERE relnamespace = 'capdb'::regnamespace AND relkind = 'r' AND relname <> 'hub_member'
      """)
    #expect(tables == "28|28|1|6")
    let file = try fixture.file(Array(names.prefix(3)))
    _ = try HistoryPush(of: file.path, to: fixture.hub("capdb_pusher")).run()
    try expectSame(fixture.reader("capdb_reader"), file.reader())
  }

  @Test("can be made of a hub that has policies and rows, and whose functions no worker has")
  func laterDistribution() throws {
    let fixture = try CitusFixture(isDistributed: false) { connection in
      try connection.execute("SET citus.enable_ddl_propagation = off")
      try CitusFixture.migrate(connection)
    }
    try fixture.grant()
    let file = try fixture.file(Array(names.prefix(3)))
    _ = try HistoryPush(of: file.path, to: fixture.hub("capdb_pusher")).run()
    try fixture.distribute()
    try fixture.grant()
    for (index, name) in names.prefix(3).enumerated() { try file.record(3, of: name, seed: UInt64(index)) }
    let syncs = try HistoryPush(of: file.path, to: fixture.hub("capdb_pusher")).run()
    #expect(syncs.map(\.outcome.collections) == [3, 3, 3])
    try expectSame(fixture.reader("capdb_reader"), file.reader())
    #expect(try fixture.database.psql("SELECT count(pod_ip) > 0 FROM v_pods", as: "capdb_reader") == "t")
  }

  @Test("moves clusters to a new worker while they are pushed")
  func rebalancing() async throws {
    let fixture = try CitusFixture(workers: 1)
    try fixture.grant()
    let file = try fixture.file(names, collections: 40)
    let (path, hub, database) = (file.path, try fixture.hub("capdb_pusher"), fixture.database)
    let newcomer = database.workers[1]
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { _ = try HistoryPush(of: path, to: hub, changesPerTransaction: 20).run() }
      group.addTask {
        try database.add(newcomer)
        try database.psql("SELECT rebalance_table_shards()")
      }
      try await group.waitForAll()
    }
    #expect(try fixture.clusters(on: newcomer).count > 0)
    try expectSame(fixture.reader("capdb_reader"), file.reader())
  }

  @Test("deletes old rows, and forgets whole clusters")
  func retention() throws {
    let fixture = try CitusFixture()
    let file = try fixture.file(Array(names.prefix(2)), collections: 40)
    let syncs = try HistoryPush(of: file.path, to: fixture.hub("capdb_owner")).run()
    #expect(syncs.map(\.outcome.collections) == [40, 40])
    let number = try #require(try fixture.reader("capdb_owner").clusters().first { $0.identity.name == "c1" }?.id)
    let database = fixture.database
    let moment = HubFixture.start + 100_000
    let pruning = try HistoryPruning(hub: PostgresDatabase(fixture.address("capdb_owner")))
    let kinds = RetainedKind.allCases.filter { $0 != .rollups }
    let retention = Retention(Dictionary(uniqueKeysWithValues: kinds.map { ($0, 0) }))
    let cluster = try #require(try pruning.clusters().first { $0.id == number })
    let preview = try pruning.preview(cluster, keeping: retention, at: moment)
    let rows = try pruning.run(cluster, keeping: retention, at: moment)
    #expect(Set(preview.map { "\($0.table) \($0.rows)" }) == Set(rows.map { "\($0.table) \($0.rows)" }))
    try expectSameStates(fixture.reader("capdb_owner"), file.reader(), from: moment)
    let kept = try database.psql("SELECT count(*) FROM collection WHERE cluster_id = \(number)", as: "capdb_owner")
    #expect(kept == "20")
    let other = "SELECT count(*) FROM collection WHERE cluster_id <> \(number)"
    #expect(try database.psql(other, as: "capdb_owner") == "40")
    try fixture.grant()
    try database.psql("INSERT INTO hub_member VALUES ('capdb_c1', \(number))", as: "capdb_owner")
    let before = try fixture.rows(of: number)
    let forgetting = try ClusterForgetting(hub: PostgresDatabase(fixture.address("capdb_owner")))
    let found = try forgetting.find(.name("c1"))
    #expect(found.cluster.id == number && found.collections == 20 && found.rows == before, "\(found)")
    let forgotten = try forgetting.forget(number)
    #expect(forgotten.rows == before && forgotten.members == 1 && forgotten.keptTables.isEmpty)
    #expect(try fixture.rows(of: number) == 0)
    #expect(try fixture.reader("capdb_owner").clusters().map(\.identity.name) == ["c2"])
    #expect(try database.psql("SELECT count(*) FROM text WHERE cluster_id = \(number)", as: "capdb_owner") == "0")
    #expect(try database.psql(other, as: "capdb_owner") == "40")
  }
}
