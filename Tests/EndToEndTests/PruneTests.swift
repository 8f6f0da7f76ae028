import CapdbRunner
import Foundation
import Testing

/// What a user sees of retention.
@Suite("Pruning")
struct PruneTests {
  private let files: SchemaFixtures

  init() throws {
    files = try SchemaFixtures()
  }

  private var capdb: CapdbRunner { files.capdb }

  /// Two weeks of the article's cluster, which are over.
  private func article() async throws -> String {
    let path = try files.copy(schema: 1, to: "capdb.db")
    #expect(try await capdb("migrate", "--no-backup", "--db", path).exitCode == 0)
    return path
  }

  @Test("deletes what a dry run counted, keeps what still holds, and says from when on the rest is known")
  func prune() async throws {
    let path = try await article()
    let pods = try await files.pods(of: path)
    let first = try await capdb("query", "SELECT min(started_at) FROM v_collections", "--format", "csv", "--db", path)
    let moment = try #require(first.output.split(separator: "\r\n").last.map(String.init))
    let prune = ["prune", "--keep", "pods=1d", "--keep", "subnets=1d", "--format", "json", "--db", path]
    let preview = try await capdb.run(prune + ["--dry-run"])
    #expect(preview.exitCode == 0, "\(preview)")
    let counted = try Self.rows(preview)
    #expect((counted["subnet_state"] ?? 0) > 0 && counted["node_state"] == nil, "\(counted)")
    #expect(try await Self.rows(capdb.run(prune + ["--dry-run"])) == counted, "nothing was deleted")

    let pruned = try await capdb.run(prune + ["--verbose"])
    #expect(try pruned.exitCode == 0 && Self.rows(pruned) == counted, "\(pruned)")
    #expect(try await files.pods(of: path) == pods)
    let before = try await capdb("report", "pods", "--at", moment, "--format", "csv", "--db", path)
    #expect(before.output.split(separator: "\r\n").count == 1, "\(before)")
    #expect(before.errors.contains("pods unknown at") && before.errors.contains("pruned; known from"), "\(before)")
    let again = try await capdb.run(prune + ["--verbose"])
    #expect(try again.exitCode == 0 && Self.rows(again).isEmpty, "\(again)")
  }

  @Test("makes the file smaller if asked to, and the history says the same")
  func vacuum() async throws {
    let path = try await article()
    let pruned = try await capdb("prune", "--keep", "all=1d", "--db", path)
    #expect(pruned.exitCode == 0 && pruned.output.isEmpty && pruned.errors.isEmpty, "\(pruned)")
    let (pods, size) = (try await files.pods(of: path), try Self.size(path))
    #expect(try await capdb("prune", "--vacuum", "--db", path).exitCode == 0)
    #expect(try Self.size(path) < size)
    #expect(try await files.pods(of: path) == pods)
    _ = try files.contents(of: path)
  }

  @Test(
    "refuses what is no retention, and a history for which there is none",
    arguments: [
      [], ["--keep", "pods"], ["--keep", "pods=12h"], ["--keep", "pod=1d"],
      ["--keep", "all=1d", "--dry-run", "--vacuum"],
    ])
  func refused(options: [String]) async throws {
    let path = try await article()
    let outcome = try await capdb.run(["prune", "--db", path] + options)
    #expect(outcome.exitCode == 64 && !outcome.errors.isEmpty, "\(outcome)")
  }

  @Test("happens once a day after a collection where the configuration says so")
  func afterCollections() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let configuration = environment.directory.appending(path: "capdb.yaml")
      try "retention: {pods: 30d}\n".write(to: configuration, atomically: true, encoding: .utf8)
      for collections in 1...2 {
        let outcome = try await environment.capdb("collect", "--config", configuration.path)
        #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(collections): \(outcome)")
        #expect(try environment.rowCounts()["prune_run"] == 1)
      }
    }
  }

  /// The rows of each table that a report of `capdb prune` names.
  private static func rows(_ outcome: CapdbRunner.Outcome) throws -> [String: Int64] {
    try outcome.rows().reduce(into: [:]) { rows, row in
      if let table = row["table"]?.text, let count = row["rows"]?.integer { rows[table, default: 0] += count }
    }
  }

  private static func size(_ path: String) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
  }
}
