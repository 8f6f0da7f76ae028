import Capacity
import Database
import DatabasePostgres
import Foundation
import History
import PostgresServer
import Sync
import Testing
import Transport

@testable import Diagnosis

@Suite("The checks of configuration, database and hub")
struct LocalTests {
  private let folder: URL
  private let path: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "doctor-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    path = folder.appending(path: "capdb.db").path
  }

  private func findings(now: Timestamp = Timestamp(seconds: Int64(Date().timeIntervalSince1970))) async throws
    -> [String: Finding]
  {
    let world = try FakeWorld()
    var surroundings = world.surroundings()
    surroundings.now = { now }
    let findings = await DatabaseChecks(path, surroundings: surroundings, collectionDeadline: .seconds(120)).run()
    return Dictionary(uniqueKeysWithValues: findings.map { ($0.check, $0) })
  }

  private func record() throws {
    let store = try HistoryStore(path: path)
    let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
    let run = CollectionRecord(startedAt: now, finishedAt: now, milliseconds: 1, bytesReceived: 1, failure: "no")
    _ = try store.recordFailure(of: ClusterIdentity(name: "c"), run: run, notAsked: [])
    try store.close()
  }

  private func setMode(_ mode: Int, _ path: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  @Test("a history that is not there yet is well")
  func none() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let findings = try await findings()
    #expect(findings.values.allSatisfy { $0.result == .ok }, "\(findings)")
    #expect(!FileManager.default.fileExists(atPath: path) && !FileManager.default.fileExists(atPath: path + ".lock"))
  }

  @Test("a sound history is well; others' rights and a read-only mode warn")
  func modes() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try record()
    let sound = try await findings()
    #expect(sound.values.allSatisfy { $0.result == .ok } && sound.count == 7, "\(sound)")
    #expect(sound["database"]?.found.contains("1 cluster") == true)
    try setMode(0o644, path)
    #expect(try await findings()["database-files"]?.remedy == "chmod 600 \(path)")
    try setMode(0o400, path)
    let readOnly = try #require(try await findings()["database-files"])
    let expected: Finding.Result = geteuid() == 0 ? .warning : .failed
    #expect(readOnly.result == expected, "\(readOnly)")
    try setMode(0o600, path)
    try setMode(0o777, folder.path)
    #expect(try await findings()["database-files"]?.result == .warning)
  }

  @Test("a lock that is held is told, and warns once it is held too long")
  func lock() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try record()
    let lock = try CollectionLock(database: path)
    let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
    let held = try #require(try await findings()["database-lock"])
    #expect(held.result == .ok && held.found.contains("process \(getpid())"), "\(held)")
    let late = try #require(try await findings(now: now + 3600)["database-lock"])
    #expect(late.result == .warning && late.remedy?.contains("ps -o pid,etime,args -p \(getpid())") == true, "\(late)")
    withExtendedLifetime(lock) {}
  }

  @Test("a process that follows may hold the lock for days")
  func followingLock() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try record()
    let lock = try CollectionLock(database: path, purpose: .following)
    let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
    let held = try #require(try await findings(now: now + 3 * 86_400)["database-lock"])
    #expect(
      held.result == .ok && held.found == "capdb collect --follow (process \(getpid())) has been running for 3d",
      "\(held)")
    withExtendedLifetime(lock) {}
  }

  @Test("damage, other files and other schemas fail, and nothing is changed")
  func damaged() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("no database at all, but long enough to be one by its size".utf8).write(to: URL(filePath: path))
    #expect(try await findings()["database"]?.result == .failed)
    try FileManager.default.removeItem(atPath: path)
    try record()
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    let size = try handle.seekToEnd()
    for page in stride(from: UInt64(8192), to: size - 4096, by: 4096) {
      try handle.seek(toOffset: page)
      try handle.write(contentsOf: Data(repeating: 0x5a, count: 4096))
    }
    try handle.close()
    let damaged = try await findings()
    let results = [damaged["database"]?.result, damaged["database-integrity"]?.result]
    #expect(results.contains(.failed), "\(damaged)")
    #expect(damaged.values.contains { $0.remedy?.contains(".recover") == true }, "\(damaged)")
  }

  @Test("the configuration is told; one that cannot be read fails with the line to look at")
  func configuration() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "config.yaml")
    func check(_ text: String, mode: Int = 0o600) throws -> ConfigurationCheck {
      try Data(text.utf8).write(to: file)
      try setMode(mode, file.path)
      return ConfigurationCheck(explicit: file.path, environment: [:])
    }
    #expect(ConfigurationCheck(explicit: nil, environment: ["HOME": folder.path]).finding.result == .ok)
    #expect(try check("clusters: [{context: a}]").finding.found.hasSuffix("with one cluster"))
    let unknown = try check("deadlin: 5m").finding
    #expect(unknown.result == .failed && unknown.found.contains("deadline"), "\(unknown)")
    #expect(unknown.remedy?.hasPrefix("sed -n 1p ") == true && unknown.remedy?.hasSuffix("deadline") == true)
    let open = try check("hub: postgresql://me:hunter2@hub/x", mode: 0o644).finding
    #expect(open.result == .warning && open.remedy?.hasPrefix("chmod 600 ") == true, "\(open)")
    #expect(!"\(open)".contains("hunter2"))
    let missing = ConfigurationCheck(explicit: folder.path + "/none.yaml", environment: [:])
    #expect(missing.configuration == nil && missing.finding.result == .failed)
  }

  @Test("a hub out of reach fails, without its password")
  func hubOutOfReach() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let address = try #require(try PostgresAddress("postgresql://capdb:hunter2@127.0.0.1:1/fleet"))
    let findings = await HubChecks(address, of: path, surroundings: try FakeWorld().surroundings()).run()
    #expect(findings.map(\.result) == [.failed, .skipped], "\(findings)")
    #expect(
      !"\(findings)".contains("hunter2") && findings[0].remedy?.contains("postgresql://127.0.0.1:1/fleet") == true)
  }

  @Test(
    "a hub tells its version, missing rights and how far it is behind",
    .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
  func hub() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try record()
    let server = try PostgresServer.shared.get()
    let database = try server.createDatabase("doctor_\(UUID().uuidString.prefix(8).lowercased())")
    func findings(_ user: String? = nil) async throws -> [Finding] {
      let url = user.map { server.connectionString(database: database, user: $0) }
      let address = try #require(try PostgresAddress(url ?? server.connectionString(database: database)))
      return await HubChecks(address, of: path, surroundings: try FakeWorld().surroundings()).run()
    }
    let empty = try await findings()
    #expect(empty.map(\.result) == [.warning, .ok] && empty[0].found.contains("no tables yet"), "\(empty)")
    let location = try #require(try PostgresAddress(server.connectionString(database: database)))
    _ = try SyncHubForTests.push(path, to: location)
    let level = try await findings()
    #expect(level.map(\.result) == [.ok, .ok] && level[1].found == "the hub has everything", "\(level)")
    let role = "doctor_\(UUID().uuidString.prefix(8).lowercased())"
    _ = try server.psql(
      "CREATE ROLE \(role) LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role)", database: database)
    let reader = try await findings(role)
    #expect(reader[0].result == .failed && reader[0].found.contains("lacks INSERT, UPDATE, DELETE"), "\(reader)")
    _ = try server.psql("DELETE FROM hub_migration WHERE version > 1", database: database)
    let older = try await findings()
    #expect(older[0].result == .failed && older[0].remedy?.contains("sync --migrate") == true, "\(older)")
  }
}

/// Pushes a file to a hub.
private enum SyncHubForTests {
  static func push(_ path: String, to address: PostgresAddress) throws -> Int {
    try HistoryPush(of: path, to: .server(name: address.name) { try PostgresDatabase(address) }).run().count
  }
}
