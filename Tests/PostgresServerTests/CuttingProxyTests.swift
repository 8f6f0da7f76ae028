import Foundation
import PostgresServer
import Testing

@Suite(
  "A proxy that cuts", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"),
  .timeLimit(.minutes(1)))
struct CuttingProxyTests {
  private let server: PostgresServer
  private let database: String
  private let proxy: CuttingProxy

  init() throws {
    server = try PostgresServer.shared.get()
    database = try server.createDatabase()
    proxy = try CuttingProxy(to: server.port)
  }

  private var url: String { server.connectionString(database: database, port: proxy.port) }

  private func fails(_ sql: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(throws: PostgresFailure.self, sourceLocation: sourceLocation) { try server.psql(sql, at: url) }
  }

  /// Runs a statement through the proxy on a thread of its own: those of tasks are few, and waiting would take one.
  private func start(_ sql: String) -> Task<String, any Error> {
    Task { [server, url] in
      try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try server.psql(sql, at: url) }) }
      }
    }
  }

  @Test func hundredThousandRowsPassUnchanged() throws {
    let rows = "SELECT n, md5(n::text) FROM generate_series(1, 100000) n"
    let copy = "CREATE TEMP TABLE copy (n INT, hash TEXT);\nCOPY copy FROM stdin WITH (DELIMITER '|');\n"
    let lines = try server.psql(rows, at: url)
    let echoed = try server.psql("\(copy)\(lines)\n\\.\nSELECT * FROM copy", at: url)
    #expect(echoed == (try server.psql(rows)))
    #expect(proxy.byteCount(from: .client) > lines.utf8.count)
  }

  @Test func everyByteCountsInBothDirections() throws {
    try server.psql("CREATE TABLE attempt (n INT)", database: database)
    try server.psql("INSERT INTO attempt VALUES (1)", at: url)
    let (sent, received) = (proxy.byteCount(from: .client), proxy.byteCount(from: .server))
    // A goodbye of five bytes follows the statement; the statement misses its last byte.
    proxy.cut(afterBytes: sent - 6, from: .client)
    fails("INSERT INTO attempt VALUES (2)")
    // The statement is done, and the last byte of the answer is missing.
    proxy.cut(afterBytes: received - 1, from: .server)
    fails("INSERT INTO attempt VALUES (3)")
    // As many as there are cut nothing.
    proxy.cut(afterBytes: sent, from: .client)
    try server.psql("INSERT INTO attempt VALUES (4)", at: url)
    #expect(try server.psql("SELECT n FROM attempt", database: database) == "1\n3\n4")
  }

  @Test func cutEndsStatementsThatRunAndNoneThatFollow() async throws {
    let running = start("SELECT pg_sleep(60)")
    let isSleeping = "SELECT count(*) FROM pg_stat_activity WHERE datname = '\(database)' AND wait_event = 'PgSleep'"
    while try server.psql(isSleeping) == "0" { try await Task.sleep(for: .milliseconds(10)) }
    #expect(proxy.connectionCount == 1)
    proxy.cut()
    #expect(proxy.connectionCount == 0)
    await #expect(throws: PostgresFailure.self) { try await running.value }
    #expect(try server.psql("SELECT 1", at: url) == "1")
  }

  @Test func stalledConnectionGoesOnWhereItWas() async throws {
    proxy.mode = .stall
    let stalled = start("SELECT 1")
    while proxy.connectionCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
    try await Task.sleep(for: .milliseconds(100))
    #expect(proxy.byteCount(from: .client) == 0)
    proxy.mode = .pass
    #expect(try await stalled.value == "1")
  }

  @Test func nobodyGetsInWhereTheProxyRefusesOrHasStopped() throws {
    proxy.mode = .refuse
    fails("SELECT 1")
    proxy.mode = .pass
    #expect(try server.psql("SELECT 1", at: url) == "1")
    proxy.stop()
    fails("SELECT 1")
    #expect(proxy.acceptedCount == 2)
  }
}
