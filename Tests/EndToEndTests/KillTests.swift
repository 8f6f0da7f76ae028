import CapdbRunner
import Foundation
import Migrations
import PostgresServer
import Testing

/// Ends capdb with SIGKILL at random moments. `CAPDB_TEST_KILLS` sets how often, for each command.
@Suite("Killed at any moment")
struct KillTests {
  private static let kills = ProcessInfo.processInfo.environment["CAPDB_TEST_KILLS"].flatMap { Int($0) } ?? 3
  private let files: SchemaFixtures

  init() throws {
    files = try SchemaFixtures()
  }

  private var capdb: CapdbRunner { files.capdb }

  /// How long a command takes when nobody kills it, in seconds.
  private func seconds(of arguments: String...) async throws -> Double {
    let begun = ContinuousClock.now
    let outcome = try await capdb.run(arguments)
    #expect(outcome.exitCode == 0, "\(outcome)")
    return (ContinuousClock.now - begun) / .seconds(1)
  }

  /// Starts capdb and kills it at a random moment of the time that it takes.
  private func kill(_ arguments: [String], within seconds: Double) throws {
    let process = Process()
    process.executableURL = CapdbRunner.binary
    process.arguments = arguments
    process.environment = capdb.environment
    process.currentDirectoryURL = files.directory
    for stream in [\Process.standardOutput, \.standardError, \.standardInput] {
      process[keyPath: stream] = FileHandle.nullDevice
    }
    try process.run()
    usleep(UInt32(Double.random(in: 0...seconds) * 1e6))
    endAtOnce(process.processIdentifier)
    process.waitUntilExit()
  }

  @Test("a backup leaves a whole file or none, or the former one, and the next one works")
  func backup() async throws {
    let path = try await files.latest("capdb.db")
    let (copy, latest) = (files.file("copy.db"), files.file("latest.db"))
    let old = try await files.pods(of: path)
    let usual = try await seconds(of: "backup", latest, "--db", path)
    for _ in 0..<Self.kills {
      let isReplacing = Bool.random()
      let target = isReplacing ? latest : copy
      try kill(["backup", target, "--db", path] + (isReplacing ? ["--force"] : []), within: usual)
      if isReplacing || FileManager.default.fileExists(atPath: target) {
        #expect(try await files.pods(of: target) == old)
        try files.expectIntact(target)
      }
      try? FileManager.default.removeItem(atPath: copy)
    }
    #expect(try await capdb("backup", copy, "--db", path).exitCode == 0)
    #expect(try await [files.pods(of: copy), files.pods(of: path)] == [old, old])
    #expect(files.names("copy.db.partial") == [])
  }

  @Test("a restore leaves the one history or the other, whole, and the replaced one is kept")
  func restore() async throws {
    let path = try await files.latest("capdb.db")
    let (copy, other) = (files.file("copy.db"), files.file("other.db"))
    #expect(try await capdb("backup", copy, "--db", path).exitCode == 0)
    #expect(try await capdb("backup", other, "--db", path).exitCode == 0)
    try files.python(
      "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(\"UPDATE cluster SET name = 'other'\"); c.commit()",
      other)
    let states = try await [files.pods(of: copy), files.pods(of: other)]
    #expect(states[0] != states[1])
    let usual = try await seconds(of: "restore", copy, "--yes", "--db", path)
    files.remove("capdb.db.before-restore-")
    var current = 0
    for _ in 0..<Self.kills {
      let next = 1 - current
      try kill(["restore", [copy, other][next], "--yes", "--db", path], within: usual)
      let pods = try await files.pods(of: path)
      let now = try #require(states.firstIndex(of: pods), "neither history")
      try files.expectIntact(path)
      let kept = files.names("capdb.db.before-restore-").filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }
      if now == next {
        let name = try #require(kept.first, "the replaced history is gone")
        #expect(try await files.pods(of: files.file(name)) == states[current])
      }
      // Until the next restore removes it, a second name of the history may be left.
      files.remove("capdb.db.before-restore-")
      current = now
    }
    #expect(try await capdb("restore", copy, "--yes", "--db", path).exitCode == 0)
    #expect(try await files.pods(of: path) == states[0] && files.names("capdb.db.restoring") == [])
  }

  @Test("an upgrade goes on where it was, from every schema")
  func migrate() async throws {
    let older = SchemaFixtures.schemas.filter { $0 < Migration.all.count }
    var answers: [Int: [String]] = [:]
    var usual: [Int: Double] = [:]
    for number in 0..<max(Self.kills, older.count) {
      let schema = older[number % older.count]
      if answers[schema] == nil {
        let path = try files.copy(schema: schema, to: "undisturbed.db")
        usual[schema] = try await seconds(of: "migrate", "--no-backup", "--db", path)
        answers[schema] = try await files.answers(of: path)
      }
      let path = try files.copy(schema: schema, to: "capdb.db")
      try kill(["migrate", "--no-backup", "--db", path], within: usual[schema] ?? 0.1)
      try files.expectIntact(path)
      let next = try await capdb("migrate", "--no-backup", "--db", path)
      #expect(next.exitCode == 0, "schema \(schema): \(next)")
      #expect(try await files.answers(of: path) == answers[schema], "schema \(schema)")
    }
  }

  @Test(
    "an upgrade of a hub is done or not begun, from every version",
    .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
  func migrateHub() async throws {
    let server = try PostgresServer.shared.get()
    let older = SchemaFixtures.hubVersions.filter { $0 < Migration.hub.count }
    for number in 0..<max(Self.kills, older.count) {
      let version = older[number % older.count]
      let database = try server.createDatabase()
      try server.psql(SchemaFixtures.hub(version: version), database: database)
      let url = server.connectionString(database: database)
      try kill(["migrate", "--db", url], within: 0.3)
      let versions = try server.psql("SELECT max(version) FROM hub_migration", database: database)
      #expect(["\(version)", "\(Migration.hub.count)"].contains(versions), "from \(version)")
      #expect(try await capdb("migrate", "--db", url).exitCode == 0)
      let pods = try await capdb("report", "pods", "--format", "csv", "--db", url)
      #expect(pods.exitCode == 0 && pods.output.contains("c1"), "\(pods)")
      try server.psql("DROP DATABASE \"\(database)\" WITH (FORCE)")
    }
  }
}

/// SIGKILL, which no program can ignore.
private func endAtOnce(_ process: Int32) { _ = kill(process, SIGKILL) }
