import CapdbRunner
import Capacity
import ClusterSimulator
import Foundation
import PostgresServer
import Testing

/// What a user sees of a hub: cron lines, addresses, refusals.
@Suite("Syncing", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct SyncTests {
  @Test("collect --sync records and brings it to the hub, and status tells how far the hub is")
  func collectAndSync() async throws {
    try await SimulatedEnvironment.withArticle(replicas: 15) { environment in
      let server = try PostgresServer.shared.get()
      let url = server.connectionString(database: try server.createDatabase())
      let first = try await environment.capdb("collect", "--sync", "--hub", url)
      #expect(first.exitCode == 0 && first.output.isEmpty && first.errors.isEmpty, "cron hears nothing")
      try environment.scale(to: 42)
      #expect(try await environment.capdb("collect").exitCode == 0)
      let behind = try await environment.capdb("status", "--hubs", "--format", "json").rows()
      #expect(behind.map { $0["collections_behind"]?.integer } == [1])
      #expect(behind[0]["hub"]?.text?.hasPrefix("postgresql://localhost") == true)
      #expect(try await environment.capdb("collect", "--sync", "--hub", url).exitCode == 0)
      let level = try await environment.capdb("status", "--hubs", "--format", "json").rows()
      #expect(level.map { $0["collections_behind"]?.integer } == [0])
      for topic in ["nodes", "pods", "enis", "collections", "pending"] {
        let fromHub = try await environment.capdb("report", topic, "--format", "csv", "--db", url)
        #expect(fromHub.output == (try await environment.capdb("report", topic, "--format", "csv")).output)
      }
    }
  }

  @Test("a hub that is down neither fails nor holds up a collection, and the next sync catches up")
  func hubDown() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let nobody = "postgresql://capdb:hunter2@127.0.0.1:1/fleet"
      let outcome = try await environment.capdb("collect", "--sync", "--hub", nobody)
      #expect(outcome.exitCode == 0)
      #expect(outcome.errors.contains("hub postgresql://127.0.0.1:1/fleet") && outcome.errors.contains("catches up"))
      #expect(!outcome.errors.contains("hunter2"))
      #expect(outcome.errors.split(separator: "\n").count == 1)
      let server = try PostgresServer.shared.get()
      let proxy = try CuttingProxy(to: server.port)
      defer { proxy.stop() }
      proxy.mode = .stall
      let database = try server.createDatabase()
      let stalled = server.connectionString(database: database, port: proxy.port) + "&connect_timeout=2"
      #expect(try await environment.capdb("collect", "--sync", "--hub", stalled).exitCode == 0)
      proxy.mode = .pass
      let sync = try await environment.capdb("sync", stalled, "--verbose")
      #expect(sync.exitCode == 0 && sync.output.contains("2 collections"), "\(sync.output)\(sync.errors)")
    }
  }

  @Test("every form of address goes, over TLS and with a password, which is never shown")
  func addresses() async throws {
    var options = ServerOptions()
    options.password = "s3cret pw:/@"
    options.isEncrypted = true
    let server = try PostgresServer.start(options)
    defer { server.stop() }
    try await SimulatedEnvironment.withArticle { environment in
      #expect(try await environment.capdb("collect").exitCode == 0)
      let database = try server.createDatabase("fleet")
      let url = server.connectionString(database: database)
      func sync(_ hub: String, _ variables: [String: String] = [:]) async throws -> CapdbRunner.Outcome {
        var capdb = environment.capdb
        capdb.environment.merge(variables) { $1 }
        let outcome = try await capdb("sync", hub, "--verbose")
        #expect(!(outcome.output + outcome.errors).contains("s3cret"))
        return outcome
      }
      #expect(try await sync(url).exitCode == 0)
      let parameters = "host=localhost hostaddr=127.0.0.1 port=\(server.port) dbname=fleet user=postgres"
      let tls = "sslmode=verify-full sslrootcert=\(server.certificate.path)"
      #expect(try await sync("\(parameters) \(tls)", ["PGPASSWORD": "s3cret pw:/@"]).exitCode == 0)
      let variables = [
        "PGHOST": "localhost", "PGHOSTADDR": "127.0.0.1", "PGPORT": "\(server.port)", "PGDATABASE": "fleet",
        "PGUSER": "postgres", "PGPASSWORD": "s3cret pw:/@", "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": server.certificate.path,
      ]
      #expect(try await sync("postgresql://", variables).exitCode == 0)
      let passwords = environment.directory.appending(path: "pgpass")
      try "localhost:*:fleet:postgres:s3cret pw\\:/@\n".write(to: passwords, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: passwords.path)
      #expect(try await sync("\(parameters) \(tls)", ["PGPASSFILE": passwords.path]).exitCode == 0)

      let wrong = try await sync(server.connectionString(database: "fleet", password: "s3cret but wrong"))
      #expect(wrong.exitCode == 1 && wrong.errors.contains("password authentication failed"), "\(wrong.errors)")
      let distrusted = try await sync("\(parameters) sslmode=verify-full", ["PGPASSWORD": "s3cret pw:/@"])
      #expect(distrusted.exitCode == 1, "\(distrusted.errors)")
      let malformed = try await sync("postgresql://postgres:s3cret@localhost:12:34/fleet")
      #expect(malformed.exitCode == 1 && malformed.errors.contains("port"), "\(malformed.errors)")
    }
  }

  @Test("a file as the hub merges histories, and --pull takes one out again")
  func fileHub() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      #expect(try await environment.capdb("collect").exitCode == 0)
      let dry = try await environment.capdb("sync", "fleet.db", "--dry-run")
      #expect(dry.exitCode == 0 && dry.output.contains("1 collection ("), "\(dry.errors)")
      #expect(!FileManager.default.fileExists(atPath: environment.directory.path + "/fleet.db"))
      #expect(try await environment.capdb("sync", "fleet.db").exitCode == 0)
      let pods = try await environment.capdb("report", "pods", "--format", "csv").output
      #expect(try await environment.capdb("report", "pods", "--format", "csv", "--db", "fleet.db").output == pods)
      let name = try await environment.capdb("status", "--format", "json").rows()[0]["cluster"]?.text ?? ""
      #expect(try await environment.capdb("sync", "fleet.db", "--pull", name, "--db", "again.db").exitCode == 0)
      #expect(try await environment.capdb("report", "pods", "--format", "csv", "--db", "again.db").output == pods)
      let unknown = try await environment.capdb("sync", "fleet.db", "--pull", "nobody", "--db", "again.db")
      #expect(unknown.exitCode == 1 && unknown.errors.contains("has no cluster nobody; it has \(name)"))
      let itself = try await environment.capdb("sync", environment.database)
      #expect(itself.exitCode == 64 && itself.errors.contains("is the history itself"))
    }
  }

  @Test("a restored file is told of what it lacks, and a pull brings it back")
  func restored() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let server = try PostgresServer.shared.get()
      let url = server.connectionString(database: try server.createDatabase())
      #expect(try await environment.capdb("collect", "--sync", "--hub", url).exitCode == 0)
      let backup = environment.database + ".backup"
      try FileManager.default.copyItem(atPath: environment.database, toPath: backup)
      try environment.scale(to: 15)
      #expect(try await environment.capdb("collect", "--sync", "--hub", url).exitCode == 0)
      try FileManager.default.removeItem(atPath: environment.database)
      try FileManager.default.moveItem(atPath: backup, toPath: environment.database)
      let behind = try await environment.capdb("sync", url)
      #expect(behind.exitCode == 1 && behind.errors.contains("--pull"), "\(behind.errors)")
      try environment.scale(to: 30)
      // A collection of the second that the hub's latest is of would have no place behind it.
      try await Task.sleep(for: .seconds(2))
      let diverged = try await environment.capdb("collect", "--sync", "--hub", url)
      #expect(diverged.exitCode == 0 && diverged.errors.contains("another history"), "\(diverged.errors)")
      let name = try await environment.capdb("status", "--format", "json").rows()[0]["cluster"]?.text ?? ""
      let pull = try await environment.capdb("sync", url, "--pull", name, "--verbose")
      #expect(pull.exitCode == 0 && pull.output.contains("recorded again"), "\(pull.output)\(pull.errors)")
      #expect(try await environment.capdb("sync", url).exitCode == 0)
      let rows = try await environment.capdb("report", "collections", "--format", "json", "--db", url).rows()
      #expect(rows.count == 3)
    }
  }

  @Test("what is not a hub is refused with a word on what to do")
  func refusals() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let server = try PostgresServer.shared.get()
      let url = server.connectionString(database: try server.createDatabase())
      let empty = try await environment.capdb("report", "--db", url)
      #expect(empty.exitCode == 1 && empty.errors.contains("--migrate"), "\(empty.errors)")
      let unnamed = try await environment.capdb("sync")
      #expect(unnamed.exitCode == 64 && unnamed.errors.contains("CAPDB_HUB"))
      let collect = try await environment.capdb("collect", "--db", url)
      #expect(collect.exitCode == 64 && collect.errors.contains("capdb sync"))
      #expect(try await environment.capdb("collect", "--hub", url).exitCode == 64)
      #expect(try await environment.capdb("sync", "--pull", "a", "--cluster", "b", url).exitCode == 64)
      #expect(try await environment.capdb("collect", "--cluster-name", "a").exitCode == 0)
      #expect(try await environment.capdb("sync", url, "--replace").exitCode == 0)
      let missing = try await environment.capdb("sync", url, "--db", "nowhere.db")
      #expect(missing.exitCode == 1 && missing.errors.contains("no history"))
      let schema = try await environment.capdb("sync", "--print-schema")
      #expect(schema.exitCode == 0)
      let made = server.connectionString(database: try server.createDatabase())
      try server.psql(schema.output, at: made)
      let migrate = try await environment.capdb("sync", "--migrate", made)
      #expect(migrate.exitCode == 0 && migrate.output.contains("is up to date"), "\(migrate.errors)")
    }
  }
}
