import CapdbRunner
import Foundation
import Testing

/// What people at a terminal get and pipes do not, through the built binary.
struct TerminalTests {
  /// Runs `body` with a history of one collection.
  private func withHistory(_ body: (SimulatedEnvironment) async throws -> Void) async throws {
    try await SimulatedEnvironment.withArticle(replicas: 40) { environment in
      let outcome = try await environment.capdb("collect")
      #expect(outcome.exitCode == 0, "stderr: \(outcome.errors)")
      try await body(environment)
    }
  }

  @Test func aTerminalGetsSparklinesInColourAndAPipeTheRows() async throws {
    try await withHistory { environment in
      let arguments = ["report", "pod-slots", "--since", "1d", "--step", "1d", "--by", "node"]
      let shown = try Pseudoterminal(capdb: environment.capdb).run(arguments)
      #expect(shown.hasPrefix("pod-slots, step 1d: "))
      #expect(shown.contains("\u{1B}[31m") || shown.contains("\u{1B}[33m"))
      #expect(shown.contains("▇") || shown.contains("█"))
      let piped = try await environment.capdb.run(arguments)
      #expect(piped.output.hasPrefix("time  "))
      #expect(piped.output.utf8.allSatisfy { $0 < 0x80 && $0 != 0x1B })
    }
  }

  @Test(arguments: [["NO_COLOR": "1", "LC_ALL": "C"], ["TERM": "dumb"]])
  func aPlainTerminalGetsNeitherColoursNorMoreThanASCII(environment: [String: String]) async throws {
    try await withHistory { simulated in
      let terminal = Pseudoterminal(capdb: simulated.capdb)
      for option in ["--chart", "--rows"] {
        let shown = try terminal.run(["report", "pod-slots", "--since", "1d", option], environment: environment)
        #expect(shown.contains("myeks"))
        #expect(shown.utf8.allSatisfy { $0 < 0x80 && $0 != 0x1B })
      }
    }
  }

  @Test func aChartInAPipeIsAsWideAsColumnsSaysAndWithoutColours() async throws {
    try await withHistory { environment in
      var capdb = environment.capdb
      capdb.environment["COLUMNS"] = "60"
      let outcome = try await capdb("report", "pod-slots", "--since", "1d", "--chart")
      #expect(outcome.exitCode == 0, "stderr: \(outcome.errors)")
      let lines = outcome.output.split(separator: "\n")
      #expect(lines.first?.hasPrefix("used_percent of myeks, step ") == true)
      #expect(lines.allSatisfy { $0.count <= 60 })
      #expect(lines.contains { $0.count == 60 })
      #expect(!outcome.output.contains("\u{1B}"))
    }
  }

  @Test func whatCannotBeDrawnIsOneClearLine() async throws {
    try await withHistory { environment in
      let several = try await environment.capdb("report", "subnets", "--since", "1d", "--chart")
      #expect(several.exitCode == 64)
      #expect(several.errors.contains("choose one with --cluster or --series, for example --series 'subnet-"))
      let unknown = try await environment.capdb("report", "subnets", "--since", "1d", "--series", "subnet-0")
      #expect(unknown.exitCode == 1)
      #expect(unknown.errors.hasPrefix("capdb: the span has no series 'subnet-0'; it has myeks/"))
    }
  }

  @Test(arguments: [
    ["report", "nodes", "--chart"], ["report", "nodes", "--series", "a"], ["report", "pod-slots", "--value", "nodes"],
    ["report", "pod-slots", "--chart", "--value", "group"], ["report", "pod-slots", "--chart", "--format", "csv"],
    ["report", "pod-slots", "--chart", "--rows"], ["completions", "tcsh"],
  ])
  func optionsThatDoNotFitAreWrongUsage(arguments: [String]) async throws {
    let capdb = CapdbRunner(directory: FileManager.default.temporaryDirectory)
    let outcome = try await capdb.run(arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.output.isEmpty)
  }
}
