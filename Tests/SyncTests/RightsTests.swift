import HubFixture
@testable import DatabasePostgres
@testable import Sync
import Capacity
import Foundation
import History
import PostgresServer
import RandomHistory
import Testing

/// The roles of docs/hub.md can do what it says, and nothing more.
@Suite("The rights on a hub", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"), .serialized)
struct RightsTests {
  private let fixture: HubFixture
  private let server: PostgresServer

  init() throws {
    // Roles belong to a whole server.
    server = try PostgresServer.start()
    fixture = try HubFixture(server: server)
    try fixture.psql(
      """
      CREATE ROLE capdb_owner LOGIN;
      CREATE ROLE capdb_pusher LOGIN;
      CREATE ROLE capdb_reader LOGIN;
      CREATE ROLE capdb_member NOLOGIN;
      CREATE ROLE capdb_c1 LOGIN IN ROLE capdb_member;
      REVOKE ALL ON DATABASE \(fixture.database) FROM PUBLIC;
      GRANT CONNECT, TEMPORARY ON DATABASE \(fixture.database) TO capdb_pusher, capdb_member;
      GRANT CONNECT ON DATABASE \(fixture.database) TO capdb_reader, capdb_owner;
      ALTER DATABASE \(fixture.database) SET search_path = capdb;
      CREATE SCHEMA capdb AUTHORIZATION capdb_owner;
      """)
    _ = try hub("capdb_owner").migrate()
    try server.psql(ConfigFile.text("hub/rights.sql"), at: url("capdb_owner"))
  }

  private func url(_ role: String) -> String { server.connectionString(database: fixture.database, user: role) }

  private func hub(_ role: String) throws -> SyncHub { try fixture.hub(url(role)) }

  private func file() throws -> RandomFile {
    let file = try fixture.file()
    try file.record(10, of: "c1", seed: 1)
    try file.record(10, of: "c2", seed: 2)
    return file
  }

  @Test("let a pusher push every cluster and a reader read them")
  func pusherAndReader() throws {
    let file = try file()
    let syncs = try HistoryPush(of: file.path, to: hub("capdb_pusher")).run()
    #expect(syncs.map(\.outcome.collections) == [10, 10])
    let reader = try HistoryReader(hub: PostgresDatabase(fixture.address(url("capdb_reader"))))
    try expectSame(reader, file.reader())
    #expect(throws: PostgresError.self) {
      try HistoryPush(of: file.path, to: hub("capdb_reader"), isReplacing: true).run()
    }
    #expect(throws: PostgresError.self) {
      try server.psqlAsPostgresError("CREATE TABLE x (a INT)", at: url("capdb_pusher"))
    }
  }

  @Test("let a cluster's own role push that cluster, with the number that a preview shows, and see no other")
  func oneRolePerCluster() throws {
    let file = try file()
    _ = try HistoryPush(of: file.path, to: hub("capdb_pusher")).run(["c2"])
    let own = try hub("capdb_c1")
    #expect(throws: PostgresError.self) { try HistoryPush(of: file.path, to: own).run(["c1"]) }
    let number = try #require(try HistoryPush(of: file.path, to: own).preview(["c1"]).first?.numberInHub)
    try server.psql("INSERT INTO hub_member VALUES ('capdb_c1', \(number))", at: url("capdb_owner"))
    #expect(try HistoryPush(of: file.path, to: own).run(["c1"]).map(\.outcome.collections) == [10])
    let clusters = try HistoryReader(hub: PostgresDatabase(fixture.address(url("capdb_c1")))).clusters()
    #expect(clusters.map(\.identity.name) == ["c1"] && clusters.map(\.id) == [number])
    #expect(throws: PostgresError.self) { try HistoryPush(of: file.path, to: own, isReplacing: true).run(["c2"]) }
    try expectSame(HistoryReader(hub: PostgresDatabase(fixture.address(url("capdb_reader")))), file.reader())
  }

  @Test("that are missing are named, with where to look")
  func missingRights() throws {
    let file = try file()
    try fixture.psql("REVOKE INSERT ON capdb.pod FROM capdb_pusher")
    let error = #expect(throws: PostgresError.self) { try HistoryPush(of: file.path, to: hub("capdb_pusher")).run() }
    let words = error.map { "\($0)" } ?? ""
    #expect(words.contains("permission denied for table pod") && words.contains("docs/hub.md"), "\(words)")
    let other = try HubFixture(server: server)
    try other.psql("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    let url = server.connectionString(database: other.database, user: "capdb_pusher")
    let refusal = #expect(throws: HistoryError.self) { try HistoryPush(of: file.path, to: other.hub(url)).run() }
    #expect(refusal.map { "\($0)" }?.contains("--migrate") == true)
  }
}

extension PostgresServer {
  fileprivate func psqlAsPostgresError(_ sql: String, at url: String) throws {
    guard let address = try PostgresAddress(url) else { return }
    try PostgresConnection(address).execute(sql)
  }
}
