import Capacity
import Database
import DatabasePostgres
import History
import HubFixture
import PostgresServer
import RandomHistory
import Sync
import Testing

@Suite("A reader", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct SnapshotTests {
  @Test("that holds a snapshot answers all questions from it while a history is replaced", arguments: HubKind.allCases)
  func replacing(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let first = try hub.fixture.file()
    try first.record(30, of: "c1", seed: 3)
    try hub.push(first)
    let second = try hub.fixture.file("second.db")
    try second.record(40, of: "c1", seed: 4)
    let reader = try #require(try hub.reader() as? HistoryReader)
    try reader.holdSnapshot()
    let before = try reader.clusters()
    try hub.push(second, isReplacing: true, changesPerTransaction: 1)
    #expect(try reader.clusters() == before)
    try expectSame(reader, first.reader())
    try expectSame(hub.reader(), second.reader())
  }
}

@Suite("A fleet's questions", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct FleetReadingTests {
  @Test("have the same answers whether or not the clusters are read together")
  func together() throws {
    let fixture = try HubFixture()
    let file = try fixture.file()
    for (index, name) in ["c1", "c2", "c3"].enumerated() {
      try file.record(40, of: name, seed: UInt64(7 + index), every: 4000)
    }
    _ = try HistoryPush(of: file.path, to: fixture.hub()).run()
    let reader = try fixture.reader()
    try reader.holdSnapshot()
    let clusters = try reader.clusters().map(\.id)
    try reader.prepare(for: clusters)
    try expectSame(reader, file.reader())
    // More clusters than are read at once.
    let inParts = try HistoryReader(hub: PostgresDatabase(fixture.address()), clustersAtOnce: 2)
    try inParts.holdSnapshot()
    try inParts.prepare(for: clusters)
    try expectSame(inParts, file.reader())
    // A cluster that was not named is read alone.
    let other = try fixture.reader()
    try other.holdSnapshot()
    try other.prepare(for: Array(clusters.dropLast()))
    try expectSame(other, file.reader())
  }
}

@Suite("A first push", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct StatisticsTests {
  /// `reltuples` of tables that nobody has looked at is -1, before PostgreSQL 14 it is 0.
  private func unknown(_ fixture: HubFixture) throws -> String {
    try fixture.psql(
      """
      SELECT string_agg(relname::text, ' ' ORDER BY relname) FROM pg_class
      WHERE relname IN ('cluster', 'collection', 'pod', 'pod_state', 'text') AND relkind = 'r' AND reltuples <= 0
      """)
  }

  @Test("ends with what the planner needs to know, also for a role that owns nothing")
  func statistics() throws {
    let fixture = try HubFixture()
    _ = try fixture.hub().migrate()
    #expect(try unknown(fixture) == "cluster collection pod pod_state text")
    let file = try fixture.file()
    try file.record(20, of: "c1", seed: 3)
    let role = "pusher_\(fixture.database)"
    try fixture.psql(
      """
      CREATE ROLE \(role) LOGIN PASSWORD 'x';
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO \(role);
      GRANT TEMPORARY ON DATABASE \(fixture.database) TO \(role)
      """)
    let url = fixture.server.connectionString(database: fixture.database, user: role, password: "x")
    _ = try HistoryPush(of: file.path, to: fixture.hub(url)).run()
    #expect(try unknown(fixture) == "")
    try fixture.psql("DROP OWNED BY \(role); DROP ROLE \(role)")
  }
  @Test("does not wait for another one that gathers it")
  func gatheredByAnother() throws {
    let fixture = try HubFixture()
    _ = try fixture.hub().migrate()
    try PostgresDatabase(fixture.address()).withConnection { other in
      try other.transaction(.writing) {
        try other.execute("SELECT capdb_analyze()")
        // Whoever waited would fail.
        try fixture.psql("SET lock_timeout = '5s'; SELECT capdb_analyze()")
      }
    }
  }
}
