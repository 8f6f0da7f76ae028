import CapdbRunner
import Capacity
import ClusterSimulator
import Foundation
import History
import Testing

/// `report --format html` and `--output`, as a user runs them.
@Suite struct ReportOutputTests {
  /// A folder with a history of one collection.
  private static func withHistory(_ body: (CapdbRunner, URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "report-output-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let database = folder.appending(path: "capdb.db").path
    let begin = Timestamp(seconds: 1_795_392_000)
    let cluster = try SimulatedCluster.article(replicas: 50, startingAt: begin, settings: SimulatedCluster.Settings())
    let store = try HistoryStore(path: database)
    let run = CollectionRecord(startedAt: begin, finishedAt: begin, milliseconds: 1, bytesReceived: 1)
    _ = try store.record(cluster.snapshot(), of: cluster.identity, run: run)
    try store.close()
    try await body(CapdbRunner(directory: folder, environment: ["CAPDB_DB": database]), folder)
  }

  private func mode(_ file: URL) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
  }

  @Test(arguments: ["summary", "nodes", "pod-slots", "pending", "forecast", "status", "collections"])
  func everyTopicIsAPage(topic: String) async throws {
    try await Self.withHistory { capdb, folder in
      let outcome = try await capdb("report", topic, "--format", "html", "--output", "page.html", shell: "umask 027;")
      #expect(outcome.exitCode == 0 && outcome.output.isEmpty, "\(outcome.errors)")
      let page = folder.appending(path: "page.html")
      let text = String(decoding: try Data(contentsOf: page), as: UTF8.self)
      #expect(text.hasPrefix("<!doctype html>\n<html lang=\"en\">") && text.hasSuffix("</html>\n"))
      #expect(try mode(page) == 0o640)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path).contains { $0.hasSuffix(".partial") } == false)
    }
  }

  @Test func everyFormatGoesToAFileAndToStandardOutput() async throws {
    try await Self.withHistory { capdb, folder in
      for format in ["table", "csv", "json", "html"] {
        let printed = try await capdb("report", "nodes", "--format", format, "--output", "-").output
        _ = try await capdb("report", "nodes", "--format", format, "--output", "file")
        let written = String(decoding: try Data(contentsOf: folder.appending(path: "file")), as: UTF8.self)
        // The last line of a page says when it was made.
        #expect(written.split(separator: "Made by")[0] == printed.split(separator: "Made by")[0])
      }
    }
  }

  @Test func whatCannotBeWrittenIsNamedBeforeTheHistoryIsAsked() async throws {
    try await Self.withHistory { capdb, folder in
      let missing = try await capdb("report", "--format", "html", "--output", "none/x.html", "--db", "nothing.db")
      #expect(missing.exitCode == 1)
      #expect(missing.errors.hasPrefix("capdb: cannot write none/x.html: No such file or directory"))
      let directory = try await capdb("report", "--format", "html", "--output", folder.path)
      #expect(directory.exitCode == 1 && directory.errors.contains("Is a directory"))
      let full = try await capdb("report", "--format", "html", "--output", "/dev/full")
      #expect(full.exitCode == 1 && full.errors.contains("cannot write /dev/full"))
    }
  }

  @Test func aFileKeepsItsContentsUntilTheNewOnesAreThere() async throws {
    try await Self.withHistory { capdb, folder in
      let file = folder.appending(path: "old.html")
      try Data("old".utf8).write(to: file)
      let outcome = try await capdb("report", "--format", "html", "--output", "old.html", "--cluster", "none")
      #expect(outcome.exitCode == 1 && outcome.errors.contains("has no cluster 'none'"))
      #expect(try Data(contentsOf: file) == Data("old".utf8))
      try FileManager.default.createSymbolicLink(
        atPath: folder.appending(path: "link").path, withDestinationPath: "old.html")
      #expect(try await capdb("report", "--format", "html", "--output", "link").exitCode == 0)
      #expect(try Data(contentsOf: file).count > 10_000)
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: folder.appending(path: "link").path) == "old.html")
    }
  }

  @Test(
    arguments: [
      (["--format", "pdf"], 64, "pdf"), (["nope", "--format", "html"], 64, "no report topic 'nope'"),
      (["--format", "html", "--by", "zone"], 64, "has no --by"),
      (["--format", "html", "--sort", "nodes"], 64, "has no --sort"),
      (["--format", "html", "--since", "soon"], 64, "'soon' is no time"),
      (["--format", "html", "--chart"], 64, "--chart cannot be combined"),
      (["--format", "html", "--output", ""], 64, "--output needs the name"),
      (["--format", "html", "--db", "none.db"], 1, "no history at"),
    ] as [([String], Int32, String)])
  func badInputHasAClearError(arguments: [String], code: Int32, words: String) async throws {
    try await Self.withHistory { capdb, folder in
      let outcome = try await capdb.run(["report"] + arguments)
      #expect(outcome.exitCode == code)
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
  }
}
