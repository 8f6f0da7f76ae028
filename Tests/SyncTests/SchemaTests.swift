import HubFixture
@testable import DatabasePostgres
@testable import Sync
import Capacity
import Foundation
import History
import Migrations
import PostgresServer
import RandomHistory
import Testing

@Suite("A hub's schema", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct SchemaTests {
  private let fixture: HubFixture

  init() throws {
    fixture = try HubFixture()
  }

  private func push() throws -> [ClusterSync] {
    let file = try fixture.file()
    try file.record(5)
    return try HistoryPush(of: file.path, to: fixture.hub()).run()
  }

  private func connection() throws -> PostgresConnection { try PostgresConnection(fixture.address()) }

  @Test("is made once by many first pushes at once")
  func race() async throws {
    let hub = try fixture.hub()
    let files = try (1...8).map { number in
      let file = try fixture.file("\(number).db")
      try file.record(3, of: "c\(number)", seed: UInt64(number))
      return file.path
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for path in files { group.addTask { _ = try HistoryPush(of: path, to: hub).run() } }
      try await group.waitForAll()
    }
    #expect(try fixture.reader().clusters().map(\.identity.name) == (1...8).map { "c\($0)" })
    #expect(try fixture.psql("SELECT count(*) FROM hub_migration").hasPrefix("\(Migration.hub.count)"))
  }

  @Test("of a later release takes pushes from this one and answers it")
  func laterHub() throws {
    _ = try fixture.hub().migrate()
    try fixture.psql(
      """
      INSERT INTO hub_migration VALUES (99, 'later', 'ffff', 0);
      ALTER TABLE pod_state ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm';
      ALTER TABLE collection ADD COLUMN later BIGINT;
      """)
    #expect(try push().map(\.outcome.collections) == [5])
    #expect(try fixture.reader().clusters().count == 1)
  }

  @Test("of an earlier release refuses this one until it is migrated, and then takes both")
  func earlierHub() throws {
    let earlier = Array(Migration.hub.dropLast())
    try HubSchema(connection(), of: fixture.address().name, migrations: earlier).migrate()
    let expected = HistoryError.olderHub(
      hub: try fixture.address().name, version: earlier.count, known: Migration.hub.count)
    #expect(throws: expected) { try push() }
    #expect(throws: expected) { try fixture.reader() }
    #expect("\(expected)".contains("--migrate"))
    #expect(try fixture.hub().migrate() == [Migration.hub.count])
    #expect(try fixture.hub().migrate() == [])
    try HubSchema(connection(), of: "hub", migrations: earlier).prepareForWriting()
    try HubSchema(connection(), of: "hub", migrations: earlier).checkForReading()
    #expect(try push().map(\.outcome.collections) == [10], "with those of the push that was refused")
  }

  @Test("that another build made is refused")
  func otherBuild() throws {
    _ = try fixture.hub().migrate()
    try fixture.psql("UPDATE hub_migration SET checksum = 'another' WHERE version = 1")
    let expected = HistoryError.differentHubMigration(
      hub: try fixture.address().name, version: 1, name: Migration.hub[0].name)
    #expect(throws: expected) { try push() }
  }

  @Test("that stops half-way leaves nothing")
  func halfWay() throws {
    var broken = Migration.hub
    broken.append(Migration(version: broken.count + 1, name: "broken", sql: "CREATE TABLE a (b INT); SELECT 1 / 0"))
    #expect(throws: PostgresError.self) { try HubSchema(connection(), of: "hub", migrations: broken).migrate() }
    #expect(try HubSchema(connection(), of: "hub").version() == nil)
    #expect(try push().map(\.outcome.collections) == [5])
  }

  @Test("is refused in a database that cannot hold every text")
  func encoding() throws {
    try fixture.server.psql(
      "CREATE DATABASE \(fixture.database)_latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    let hub = try fixture.hub(fixture.server.connectionString(database: fixture.database + "_latin"))
    let refusal = #expect(throws: PostgresError.self) { try hub.migrate() }
    #expect(refusal.map { "\($0)" }?.contains("UTF8") == true)
  }
}
