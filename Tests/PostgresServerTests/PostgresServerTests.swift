import Foundation
import PostgresServer
import Testing

@Suite(
  "A PostgreSQL server for tests", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"),
  .timeLimit(.minutes(2)))
struct PostgresServerTests {
  @Test func databasesOfTheSharedServerKnowNothingOfEachOther() throws {
    let server = try PostgresServer.shared.get()
    let (one, other) = (try server.createDatabase(), try server.createDatabase())
    try server.psql(
      "CREATE TABLE node (name TEXT COLLATE \"C\"); INSERT INTO node VALUES ('a|b'), ('ä')", database: one)
    #expect(try server.psql("SELECT name, 1 FROM node ORDER BY name", database: one) == "a|b|1\nä|1")
    #expect(try server.psql("SELECT to_regclass('node') IS NULL", database: other) == "t")
  }

  @Test func failedStatementSaysWhatTheServerSaid() throws {
    let server = try PostgresServer.shared.get()
    let failure = #expect(throws: PostgresFailure.self) { try server.psql("SELECT 1;\nSELECT nothing") }
    #expect(try #require(failure).description.contains("column \"nothing\" does not exist"))
  }

  @Test func encodingAndLocaleAreWhatWasAskedFor() throws {
    var options = ServerOptions()
    options.locale = "C"
    options.settings = ["work_mem": "5MB"]
    let server = try PostgresServer.start(options)
    let question = """
      SELECT getdatabaseencoding(), datcollate, current_setting('work_mem') FROM pg_database
      WHERE datname = current_database()
      """
    #expect(try server.psql(question) == "UTF8|C|5MB")
    #expect(
      try PostgresServer.shared.get().psql(question.replacing("work_mem", with: "fsync")) == "UTF8|C.UTF-8|off")
  }

  @Test func committedRowsSurviveEveryEndOfTheServer() throws {
    let server = try PostgresServer.start()
    try server.psql("CREATE TABLE ending (way TEXT)")
    for (ending, recoveries) in [(PostgresServer.Ending.fast, 0), (.immediate, 1), (.killed, 2)] {
      try server.psql("INSERT INTO ending VALUES ('\(ending)')")
      try server.kill(ending)
      let failure = #expect(throws: PostgresFailure.self) { try server.psql("SELECT 1") }
      #expect(try #require(failure).description.contains("Is the server running"))
      try server.restart()
      #expect(server.log.ranges(of: "was not properly shut down").count == recoveries)
    }
    #expect(try server.psql("SELECT way FROM ending") == "fast\nimmediate\nkilled")
  }

  @Test func stoppedServerLeavesNothingAndItsNeighbourAlone() throws {
    let server = try PostgresServer.start()
    // Started later, it would keep the first one alive if it had inherited what that one listens to.
    let neighbour = try PostgresServer.start()
    let lines = try String(contentsOf: server.folder.appending(path: "data/postmaster.pid"), encoding: .utf8)
    let process = try #require(lines.split(separator: "\n").first)
    #expect(FileManager.default.fileExists(atPath: "/proc/\(process)"))
    server.stop()
    #expect(!FileManager.default.fileExists(atPath: "/proc/\(process)"))
    #expect(!FileManager.default.fileExists(atPath: server.folder.path))
    #expect(try neighbour.psql("SELECT 1") == "1")
  }

  @Test func serverWithPasswordAndCertificateTakesNothingLess() throws {
    var options = ServerOptions()
    options.password = "p@ss/wörd: 1%"
    options.isEncrypted = true
    let server = try PostgresServer.start(options)
    let url = server.connectionString()
    #expect(try server.psql("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", at: url) == "t")
    let refusals = [
      server.connectionString(password: "another"): "password authentication failed",
      url.replacing("sslmode=verify-full", with: "sslmode=disable"): "no encryption",
      url.replacing("@localhost", with: "@elsewhere.example"): "does not match host name",
    ]
    for (url, reason) in refusals {
      let failure = #expect(throws: PostgresFailure.self) { try server.psql("SELECT 1", at: url) }
      #expect(failure?.description.contains(reason) == true, "\(failure?.description ?? "")")
    }
  }

  @Test func serverThatCannotStartSaysWhy() throws {
    var options = ServerOptions()
    options.settings = ["max_connections": "many"]
    let failure = #expect(throws: PostgresFailure.self) { try PostgresServer.start(options) }
    #expect(try #require(failure).description.contains("invalid value for parameter \"max_connections\""))
  }
}
