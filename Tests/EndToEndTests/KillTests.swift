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
    let old = try files.contents(of: path)
    let usual = try await seconds(of: "backup", latest, "--db", path)
    for _ in 0..<Self.kills {
      let isReplacing = Bool.random()
      let target = isReplacing ? latest : copy
      try kill(["backup", target, "--db", path] + (isReplacing ? ["--force"] : []), within: usual)
      if isReplacing || FileManager.default.fileExists(atPath: target) {
        #expect(try files.contents(of: target) == old)
      }
      try? FileManager.default.removeItem(atPath: copy)
    }
    #expect(try await capdb("backup", copy, "--db", path).exitCode == 0)
    #expect(try [files.contents(of: copy), files.contents(of: path)] == [old, old])
    #expect(try await files.pods(of: copy) == files.pods(of: path))
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
    let states = try [files.contents(of: copy), files.contents(of: other)]
    #expect(states[0] != states[1])
    let usual = try await seconds(of: "restore", copy, "--yes", "--db", path)
    files.remove("capdb.db.before-restore-")
    var current = 0
    for _ in 0..<Self.kills {
      let next = 1 - current
      try kill(["restore", [copy, other][next], "--yes", "--db", path], within: usual)
      let now = try #require(states.firstIndex(of: files.contents(of: path)), "neither history")
      let kept = files.names("capdb.db.before-restore-").filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }
      if now == next {
        let name = try #require(kept.first, "the replaced history is gone")
        #expect(try files.contents(of: files.file(name)) == states[current])
      }
      // Until the next restore removes it, a second name of the history may be left.
      files.remove("capdb.db.before-restore-")
      current = now
    }
    #expect(try await capdb("restore", copy, "--yes", "--db", path).exitCode == 0)
    #expect(try files.contents(of: path) == states[0] && files.names("capdb.db.restoring") == [])
    #expect(try await files.pods(of: path) == files.pods(of: copy))
  }

  @Test("an upgrade goes on where it was, from every schema")
  func migrate() async throws {
    let older = SchemaFixtures.schemas.filter { $0 < Migration.all.count }
    var upgraded: [Int: (contents: [String: Int], answers: [String], seconds: Double)] = [:]
    for schema in older {
      let path = try files.copy(schema: schema, to: "undisturbed.db")
      let usual = try await seconds(of: "migrate", "--no-backup", "--db", path)
      upgraded[schema] = (try files.contents(of: path), try await files.answers(of: path), usual)
    }
    for number in 0..<max(Self.kills, older.count) {
      let schema = older[number % older.count]
      let expected = try #require(upgraded[schema])
      let path = try files.copy(schema: schema, to: "capdb.db")
      try kill(["migrate", "--no-backup", "--db", path], within: expected.seconds)
      _ = try files.contents(of: path)
      let next = try await capdb("migrate", "--no-backup", "--db", path)
      #expect(next.exitCode == 0, "schema \(schema): \(next)")
      #expect(try files.contents(of: path) == expected.contents, "schema \(schema)")
      // What the tables hold decides what reports say; the first of each schema is asked all the same.
      if number < older.count { #expect(try await files.answers(of: path) == expected.answers, "schema \(schema)") }
    }
  }

  @Test(
    "an upgrade of a hub is done or not begun, from every version",
    .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
  func migrateHub() async throws {
    let server = try PostgresServer.shared.get()
    let older = SchemaFixtures.hubVersions.filter { $0 < Migration.hub.count }
    var templates: [Int: (name: String, pods: String)] = [:]
    for version in older {
      let (template, database) = (try server.createDatabase(), try server.createDatabase())
      for name in [template, database] { try server.psql(SchemaFixtures.hub(version: version), database: name) }
      let url = server.connectionString(database: database)
      #expect(try await capdb("migrate", "--db", url).exitCode == 0)
      templates[version] = (template, try await files.pods(of: url))
    }
    for number in 0..<max(Self.kills, older.count) {
      let version = older[number % older.count]
      let template = try #require(templates[version])
      let database = "killed_\(number)"
      try server.psql("CREATE DATABASE \(database) TEMPLATE \"\(template.name)\"")
      let url = server.connectionString(database: database)
      try kill(["migrate", "--db", url], within: 0.3)
      let versions = try server.psql("SELECT max(version) FROM hub_migration", database: database)
      #expect(["\(version)", "\(Migration.hub.count)"].contains(versions), "from \(version)")
      #expect(try await capdb("migrate", "--db", url).exitCode == 0)
      #expect(try await files.pods(of: url) == template.pods, "from \(version)")
      try server.psql("DROP DATABASE \(database) WITH (FORCE)")
    }
  }
}

/// SIGKILL, which no program can ignore.
private func endAtOnce(_ process: Int32) { _ = kill(process, SIGKILL) }
