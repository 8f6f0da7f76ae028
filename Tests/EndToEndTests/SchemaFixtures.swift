import CapdbRunner
import Foundation
import GRDB
import Testing

/// A folder with databases that releases of capdb wrote, as the fixtures have them.
final class SchemaFixtures: Sendable {
  let directory: URL
  let capdb: CapdbRunner

  init() throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "capdb-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    capdb = CapdbRunner(directory: directory)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/databases")

  /// The schemas of which there are databases, earliest first.
  static let schemas: [Int] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.compactMap { $0.firstMatch(of: /^schema-([0-9]+)\.sqlite$/).flatMap { Int($0.output.1) } }.sorted()
  }()

  /// The versions of hubs of which there are dumps, earliest first.
  static let hubVersions: [Int] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.compactMap { $0.firstMatch(of: /^hub-([0-9]+)\.sql$/).flatMap { Int($0.output.1) } }.sorted()
  }()

  /// The dump of a hub.
  static func hub(version: Int) throws -> String {
    try String(contentsOf: folder.appending(path: "hub-\(version).sql"), encoding: .utf8)
  }

  /// The path of a file of the folder.
  func file(_ name: String) -> String { directory.appending(path: name).path }

  /// The files whose names begin like this.
  func names(_ prefix: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []).filter { $0.hasPrefix(prefix) }
      .sorted()
  }

  /// A copy of the database with this schema.
  func copy(schema: Int, to name: String) throws -> String {
    let path = file(name)
    for suffix in ["", "-wal", "-shm", "-journal"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    try FileManager.default.copyItem(
      atPath: Self.folder.appending(path: "schema-\(schema).sqlite").path, toPath: path)
    return path
  }

  /// The newest of the databases, with this release's schema.
  func latest(_ name: String) async throws -> String {
    let path = try copy(schema: #require(Self.schemas.last), to: name)
    #expect(try await capdb("migrate", "--no-backup", "--db", path).exitCode == 0)
    // As every collection leaves it.
    try python("import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('PRAGMA journal_mode = WAL')", path)
    return path
  }

  /// What reports say of a history.
  func answers(of path: String) async throws -> [String] {
    var answers: [String] = []
    for topic in ["nodes", "pods", "collections"] {
      let outcome = try await capdb("report", topic, "--format", "csv", "--db", path)
      #expect(outcome.exitCode == 0 && !outcome.output.isEmpty, "\(topic) of \(path): \(outcome.errors)")
      answers.append(outcome.output)
    }
    return answers
  }

  /// The pods that a history knows.
  func pods(of path: String) async throws -> String {
    let outcome = try await capdb("report", "pods", "--format", "csv", "--db", path)
    #expect(outcome.exitCode == 0 && !outcome.output.isEmpty, "\(path): \(outcome.errors)")
    return outcome.output
  }

  /// All that a database holds: a hash of the rows of each table, but for the times at which steps were applied and the
  /// numbers of rollups, whose order is any. Fails where its structure is damaged.
  func contents(of path: String) throws -> [String: Int] {
    try #require(FileManager.default.fileExists(atPath: path), "\(path) is gone")
    return try DatabaseQueue(path: path).read { database in
      #expect(try String.fetchOne(database, sql: "PRAGMA integrity_check") == "ok", "\(path)")
      let tables = try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
      return try tables.reduce(into: [:]) { hashes, table in
        let columns = try database.columns(in: table).map(\.name)
          .filter { $0 != "applied_at" && !$0.hasSuffix("_rollup_key") }
        let values = columns.map { "quote(\"\($0)\")" }.joined(separator: " || ',' || ")
        hashes[table] = try String.fetchAll(database, sql: "SELECT \(values) FROM \"\(table)\" ORDER BY 1").hashValue
      }
    }
  }

  /// Removes the files whose names begin like this.
  func remove(_ prefix: String) {
    for name in names(prefix) { try? FileManager.default.removeItem(atPath: file(name)) }
  }

  /// Runs a script with a path as its argument.
  func python(_ script: String, _ path: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, path]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  /// A database of another program.
  func foreign() throws -> Data {
    let path = file("foreign.db")
    try python("import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('CREATE TABLE IF NOT EXISTS t (a)')", path)
    return try Data(contentsOf: URL(filePath: path))
  }

  /// The same database, as if a later release had written it.
  func newer(_ contents: Data) throws -> Data {
    let path = file("newer.db")
    try contents.write(to: URL(filePath: path))
    try python(
      """
      import sqlite3, sys
      db = sqlite3.connect(sys.argv[1])
      db.execute("PRAGMA user_version = 99")
      db.execute("PRAGMA journal_mode = DELETE")
      """, path)
    return try Data(contentsOf: URL(filePath: path))
  }
}
