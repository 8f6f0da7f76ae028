import DatabasePostgres
import HubFixture
@testable import Sync
import Capacity
import DatabasePostgres
import Foundation
import History
import PostgresServer
import RandomHistory
import Testing

/// The set-up of docs/hub.md over several servers, made by the script that it names.
@Suite(
  "A hub over two servers", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"), .serialized)
struct PartitionTests {
  private let near: HubFixture
  private let far: PostgresServer

  init() throws {
    near = try HubFixture(server: PostgresServer.shared.get())
    far = try PostgresServer.start()
    for schema in ["capdb", "capdb_2"] {
      try far.psql("CREATE SCHEMA \(schema)")
      let url = far.connectionString() + "&options=-csearch_path%3D\(schema)"
      _ = try near.hub(url).migrate()
    }
    _ = try near.hub().migrate()
    try near.psql(
      """
      CREATE EXTENSION postgres_fdw;
      CREATE SERVER hub_2 FOREIGN DATA WRAPPER postgres_fdw
        OPTIONS (host '127.0.0.1', port '\(far.port)', dbname 'postgres', batch_size '1000');
      CREATE USER MAPPING FOR postgres SERVER hub_2 OPTIONS (user 'postgres');
      """)
    try near.psql(ConfigFile.text("hub/partitions.sql"))
  }

  @Test("takes pushes, keeps each cluster on one of them, and answers as the files do", arguments: [true, false])
  func pushAndRead(byCopy: Bool) throws {
    let file = try near.file()
    let names = (1...8).map { "c\($0)" }
    for (index, name) in names.enumerated() { try file.record(12, of: name, seed: UInt64(index), every: 5000) }
    _ = try HistoryPush(of: file.path, to: near.hub(byCopy: byCopy), changesPerTransaction: 20).run()
    try expectSame(near.reader(), file.reader())
    let there = Int(
      try far.psql("SELECT (SELECT count(*) FROM capdb.cluster) + (SELECT count(*) FROM capdb_2.cluster)"))
    #expect(there.map { $0 > 0 && $0 < names.count } == true, "some here, some there")
    for (index, name) in names.enumerated() { try file.record(3, of: name, seed: UInt64(index)) }
    let again = try HistoryPush(of: file.path, to: near.hub(byCopy: byCopy)).run()
    #expect(again.map(\.outcome.collections) == names.map { _ in 3 })
    try expectSame(near.reader(), file.reader())
  }

  @Test("deletes old rows on each of them")
  func retention() throws {
    let file = try near.file()
    let names = (1...4).map { "c\($0)" }
    for (index, name) in names.enumerated() { try file.record(12, of: name, seed: UInt64(index), every: 5000) }
    _ = try HistoryPush(of: file.path, to: near.hub()).run()
    let moment = HubFixture.start + 30_000
    let pruning = try HistoryPruning(hub: PostgresDatabase(near.address()))
    let kinds = RetainedKind.allCases.filter { $0 != .rollups }
    for cluster in try pruning.clusters() {
      let rows = try pruning.run(
        cluster, keeping: Retention(Dictionary(uniqueKeysWithValues: kinds.map { ($0, 0) })), at: moment)
      #expect(rows.first { $0.table == "collection" }?.rows == 6)
    }
    for name in names { try expectSameStates(near.reader(), file.reader(), of: name, from: moment) }
    try file.record(2, of: "c1", seed: 0)
    #expect(try HistoryPush(of: file.path, to: near.hub()).run(["c1"]).map(\.outcome.collections) == [2])
    try expectSameStates(near.reader(), file.reader(), of: "c1", from: moment)
  }

  @Test("forgets clusters of both servers, and leaves the others")
  func forgetting() throws {
    let file = try near.file()
    let names = (1...8).map { "c\($0)" }
    for (index, name) in names.enumerated() { try file.record(3, of: name, seed: UInt64(index), every: 5000) }
    _ = try HistoryPush(of: file.path, to: near.hub()).run()
    let forgetting = try ClusterForgetting(hub: PostgresDatabase(near.address()))
    for name in names.dropLast() {
      let rows = try near.rows(ofClusterNamed: name).values.reduce(0) { $0 + $1.count }
      let found = try forgetting.find(.name(name))
      #expect(found.rows == Int64(rows) && rows > 3 && found.collections == 3)
      #expect(try forgetting.forget(found.cluster.id).rows == Int64(rows))
    }
    let own = try ClusterForgetting(path: file.path)
    for name in names.dropLast() { _ = try own.forget(own.find(.name(name)).cluster.id) }
    try expectSame(near.reader(), file.reader())
    #expect(try near.reader().clusters().map(\.identity.name) == ["c8"])
    #expect(try far.psql("SELECT (SELECT count(*) FROM capdb.pod) + (SELECT count(*) FROM capdb_2.pod)") != "")
  }

  @Test("takes two pushes of one cluster at once")
  func atOnce() async throws {
    let file = try near.file()
    for name in ["c1", "c2", "c3"] { try file.record(10, of: name, seed: 3, every: 5000) }
    let path = file.path
    let hub = try near.hub()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 1...3 {
        group.addTask { _ = try HistoryPush(of: path, to: hub, changesPerTransaction: 20).run() }
      }
      try await group.waitForAll()
    }
    try expectSame(near.reader(), file.reader())
  }
}
