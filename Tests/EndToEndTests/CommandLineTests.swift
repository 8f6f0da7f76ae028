import CapdbRunner
import Foundation
import Testing

/// What the command line answers before there is anything to collect.
struct CommandLineTests {
  private func withRunner(_ body: (CapdbRunner) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "capdb-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try await body(CapdbRunner(directory: directory))
  }

  @Test(arguments: [
    "collect", "report", "map", "forecast", "plan", "check", "export", "sync", "query", "status", "doctor", "prune",
    "backup", "restore", "forget", "migrate", "demo", "completions", "manual",
  ])
  func everyCommandHasHelpWithExamples(command: String) async throws {
    try await withRunner { capdb in
      let outcome = try await capdb(command, "--help")
      #expect(outcome.exitCode == 0)
      #expect(outcome.output.contains("EXAMPLES"))
    }
  }

  @Test(arguments: [
    ["report", "nonsense"], ["report", "nodes", "--sort", "nonsense"], ["report", "nodes", "--at", "soon"],
    ["report", "--nonsense"], ["collect", "--deadline", "soon"], ["report", "pods", "--format", "xls"],
    ["report", "pending", "--since", "1d", "--until", "2d"],
    ["collect", "--context", "a", "--context", "b", "--cluster-name", "c"],
    ["query"], ["query", "SELECT 1", "--file", "a.sql"], ["query", "SELECT 1", "--timeout", "soon"],
    ["query", "SELECT 1", "--limit=-1"], ["query", "SELECT :a", "--param", "a"], ["export"],
    ["forecast", "--by", "subnet"], ["forecast", "--at", "1d"], ["report", "forecast", "--step", "1h"],
    ["check", "--warning-used", "much"], ["check", "--critical-runway", "60d"],
  ])
  func wrongUsageIsOneClearMessageAndExitCode64(arguments: [String]) async throws {
    try await withRunner { capdb in
      let outcome = try await capdb.run(arguments)
      #expect(outcome.exitCode == 64)
      #expect(outcome.output.isEmpty)
      #expect(!outcome.errors.isEmpty)
    }
  }

  @Test func aReportWithoutAHistorySaysWhatToDo() async throws {
    try await withRunner { capdb in
      let outcome = try await capdb("report", "nodes")
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("capdb collect"))
      #expect(outcome.errors.contains(".local/share/capdb/capdb.db"))
    }
  }

  @Test func aCheckWithoutAHistoryIsUnknownInOneLine() async throws {
    try await withRunner { capdb in
      let outcome = try await capdb("check", "--verbose")
      #expect(outcome.exitCode == 3)
      #expect(outcome.output.hasPrefix("CAPDB UNKNOWN - ") && outcome.output.contains("capdb collect"))
      #expect(outcome.output.split(separator: "\n").count == 1 && outcome.errors.isEmpty)
    }
  }

  @Test func aCollectionWithoutAnyClusterSaysWhatWasLookedFor() async throws {
    try await withRunner { capdb in
      let outcome = try await capdb("collect")
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("kubeconfig"))
    }
  }

  @Test func aMistakeInTheConfigurationIsNamedWithItsLine() async throws {
    try await withRunner { capdb in
      let file = capdb.directory.appending(path: "config.yaml")
      try "clusters:\n  - contxt: a\n".write(to: file, atomically: true, encoding: .utf8)
      let outcome = try await capdb("collect", "--config", file.path)
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("config.yaml:2: unknown key (did you mean “context”?)"))
    }
  }

  @Test func aMissingDemoSaysHowToGetIt() async throws {
    try await withRunner { capdb in
      // A link in a folder of its own, on the file system of the binary.
      let folder = CapdbRunner.binary.deletingLastPathComponent().appending(path: "capdb-test-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let link = folder.appending(path: "capdb")
      try FileManager.default.linkItem(at: CapdbRunner.binary, to: link)
      let outcome = try await capdb("demo", "--db", "demo.db", shell: "exec '\(link.path)' \"$@\";")
      #expect(outcome.exitCode == 1 && outcome.output.isEmpty)
      #expect(outcome.errors.hasPrefix("capdb: the demo is a program of its own, capdb-demo, which is neither in"))
      #expect(outcome.errors.contains(folder.lastPathComponent) && outcome.errors.contains("make install"))
      let help = try await capdb("demo", "--help", shell: "exec '\(link.path)' \"$@\";")
      #expect(help.exitCode == 0 && help.output.contains("EXAMPLES"))
    }
  }

  @Test func theDemoSaysTheVersionOfCapdb() async throws {
    try await withRunner { capdb in
      let demo = CapdbRunner.binary.deletingLastPathComponent().appending(path: "capdb-demo").path
      let outcome = try await capdb("--version", shell: "exec '\(demo)' \"$@\";")
      #expect(outcome.exitCode == 0)
      #expect(outcome.output == (try await capdb("--version").output))
    }
  }

  @Test func theDemoNeverWritesIntoAHistory() async throws {
    try await withRunner { capdb in
      try "".write(to: capdb.directory.appending(path: "demo.db"), atomically: true, encoding: .utf8)
      let outcome = try await capdb("demo", "--db", "demo.db")
      #expect(outcome.exitCode == 1 && outcome.output.isEmpty)
      #expect(outcome.errors == "capdb: demo.db exists already; name a new file\n")
    }
  }

  @Test func theDemoTellsTheArticlesStory() async throws {
    try await withRunner { capdb in
      let outcome = try await capdb("demo", "--db", "demo.db")
      #expect(outcome.exitCode == 0, "stderr: \(outcome.errors)")
      #expect(outcome.output.contains("0/3 nodes are available: 3 Too many pods."))
      let nodes = try await capdb("report", "nodes", "--db", "demo.db", "--format", "json").rows()
      #expect(nodes.map { $0["pods_used"]?.integer } == [17, 17, 17])
      let pods = try await capdb("report", "pods", "--db", "demo.db", "--format", "json").rows()
      #expect(pods.count { $0["phase"] == .text("Pending") } == 8)
      let forecast = try await capdb("forecast", "--db", "demo.db", "--format", "json").rows()
      #expect(forecast.first?["note"] == .text("exhausted already"))
      let check = try await capdb("check", "--db", "demo.db")
      #expect(check.exitCode == 2, "stdout: \(check.output)")
      #expect(check.output.contains("myeks pod-slots: 100.0 % used"))
    }
  }
}
