import CapdbRunner
import Foundation
import Testing

/// What a user learns of the schema of a history and of what it takes.
@Suite("Schemas and sizes")
struct SchemaTests {
  private let files: SchemaFixtures

  init() throws {
    files = try SchemaFixtures()
  }

  @Test("the printed schema makes the tables and views that a history has")
  func printedSchema() async throws {
    let path = try await files.latest("capdb.db")
    let script = try await files.capdb("migrate", "--print-schema", "sqlite")
    #expect(script.exitCode == 0 && script.errors.isEmpty)
    try script.output.write(toFile: files.file("schema.sql"), atomically: true, encoding: .utf8)
    try files.python(
      """
      import os, sqlite3, sys
      def schema(database):
          return database.execute("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY 2").fetchall()
      made, found = sqlite3.connect(":memory:"), sqlite3.connect(sys.argv[1])
      made.executescript(open(os.path.join(os.path.dirname(sys.argv[1]), "schema.sql")).read())
      assert len(schema(made)) > 40 and schema(made) == schema(found), set(schema(made)) ^ set(schema(found))
      """, path)
    let hub = try await files.capdb("migrate", "--print-schema", "postgresql")
    #expect(hub.exitCode == 0 && hub.output.contains("CREATE TABLE pod_state") && hub.output.contains("BIGINT"))
    #expect(try await files.capdb("migrate", "--print-schema", "oracle").exitCode == 64)
  }

  @Test("the sizes of kinds add up, and say how much a day brings")
  func sizes() async throws {
    let path = try await files.latest("capdb.db")
    let outcome = try await files.capdb("status", "--sizes", "--format", "json", "--db", path)
    let rows = try outcome.rows()
    let total = try #require(rows.last)
    #expect(total["kind"]?.text == "total" && rows.count > 8, "\(outcome)")
    #expect(rows.dropLast().compactMap { $0["rows"]?.integer }.reduce(0, +) == total["rows"]?.integer)
    let bytes = rows.dropLast().compactMap { $0["bytes"]?.integer }.reduce(0, +)
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64 ?? 0
    #expect(bytes > size / 4 && bytes <= total["bytes"]?.integer ?? 0, "\(bytes) of \(size)")
    #expect(total["growth_per_day_bytes"]?.integer ?? 0 > 0 && total["days_until_full"]?.integer ?? 0 > 0)
  }

  @Test("the version is a semantic one, with the commit where the build knows it")
  func version() async throws {
    let outcome = try await files.capdb("--version")
    let form = /\d+\.\d+\.\d+( \([0-9a-f]{12}(-dirty)?\))?\n/
    #expect(outcome.output.wholeMatch(of: form) != nil, "\(outcome)")
  }
}
