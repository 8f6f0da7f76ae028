import CapdbRunner
import Foundation
import Testing

/// `capdb map` through the built binary: the article's cluster as it grows, against what the reports say of it.
struct MapTests {
  /// Runs `body` with a history of the article's cluster at 2, 30 and 50 replicas.
  private func withHistory(_ body: (SimulatedEnvironment) async throws -> Void) async throws {
    try await SimulatedEnvironment.withArticle(replicas: 2) { environment in
      for replicas in [2, 30, 50] {
        if replicas > 2 { try environment.scale(to: replicas) }
        let outcome = try await environment.capdb("collect")
        #expect(outcome.exitCode == 0, "stderr: \(outcome.errors)")
        try await Task.sleep(for: .milliseconds(1100))
      }
      try await body(environment)
    }
  }

  private func rows(_ environment: SimulatedEnvironment, _ arguments: String...) async throws -> [[String: Any]] {
    let outcome = try await environment.capdb.run(["report"] + arguments + ["--format", "json"])
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    return object?["rows"] as? [[String: Any]] ?? []
  }

  @Test func aPipeGetsABoxForEachNodeWithACellForEachSlot() async throws {
    try await withHistory { environment in
      let outcome = try await environment.capdb("map")
      #expect(outcome.exitCode == 0, "stderr: \(outcome.errors)")
      #expect(outcome.output.utf8.allSatisfy { $0 < 0x80 && $0 != 0x1B })
      let nodes = try await rows(environment, "nodes")
      #expect(outcome.output.components(separatedBy: "17/17 full").count == nodes.count + 1)
      #expect(outcome.output.components(separatedBy: "HH###############").count == nodes.count + 1)
      #expect(outcome.output.contains("51 of 51 slots used, 0 more pods fit, 8 pods without a node"))
      #expect(outcome.output.contains("PodSlots 8: 0/3 nodes are available: 3 Too many pods."))
    }
  }

  @Test func anEarlierMomentShowsWhatWasThere() async throws {
    try await withHistory { environment in
      let first = try #require(try await rows(environment, "collections").last?["started_at"] as? String)
      let outcome = try await environment.capdb("map", "--at", first, "--by", "zone")
      let pods = try await rows(environment, "pods", "--at", first)
      #expect(outcome.output.contains("\(pods.count) of 51 slots used") && outcome.output.contains(". free"))
      #expect(
        outcome.output.contains("zone ap-northeast-2a: 1 node") && outcome.output.contains("0 pods without a node"))
    }
  }

  @Test func aTerminalGetsShapesIn256ColoursUnlessPlain() async throws {
    try await withHistory { environment in
      let terminal = Pseudoterminal(capdb: environment.capdb)
      let colored = try terminal.run(["map"])
      #expect(colored.contains("\u{1B}[38;5;32m■■■■■■■■■■■■■■■\u{1B}[0m"))
      for (arguments, variables) in [(["map", "--plain"], [:]), (["map"], ["NO_COLOR": "1"])] {
        let plain = try terminal.run(arguments, environment: variables)
        #expect(plain.contains("HH###############") && !plain.contains("\u{1B}"))
      }
    }
  }

  @Test func theChangesAreJSONWithEachFactOnce() async throws {
    try await withHistory { environment in
      let outcome = try await environment.capdb("map", "--format", "json")
      let changes = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      #expect((changes["moments"] as? [Int])?.count == 3)
      #expect((changes["nodes"] as? [Int])?.count == 3 * 5)
      #expect((changes["waits"] as? [Int])?.count == 8 * 5)
      let placements = try #require(changes["placements"] as? [Any])
      #expect(placements.count == 51 * 7)
    }
  }

  @Test func thePageIsWrittenWholeOrNotAtAll() async throws {
    try await withHistory { environment in
      let file = environment.directory.appending(path: "map.html")
      let written = try await environment.capdb("map", "--format", "html", "--output", file.path)
      #expect(written.exitCode == 0 && written.output.isEmpty, "stderr: \(written.errors)")
      let page = try String(contentsOf: file, encoding: .utf8)
      #expect(page.hasPrefix("<!doctype html>") && page.contains("id=\"map-data\""))
      let nowhere = try await environment.capdb("map", "--format", "html", "--output", "/nonexistent/map.html")
      #expect(nowhere.exitCode == 1 && nowhere.errors.contains("/nonexistent/map.html"))
    }
  }

  @Test func whoHadAnAddressIsARowOrAClearLine() async throws {
    try await withHistory { environment in
      let pod = try #require(
        try await rows(environment, "pods").first { $0["host_network"] as? Bool == false && $0["pod_ip"] is String })
      let address = try #require(pod["pod_ip"] as? String)
      let holders = try await rows(environment, "pods", "--ip", address)
      #expect(holders.map { $0["pod"] as? String } == [pod["pod"] as? String])
      let nobody = try await environment.capdb("report", "pods", "--ip", "192.0.2.1")
      #expect(nobody.exitCode == 0 && nobody.errors.contains("myeks: no pod had 192.0.2.1 at "))
    }
  }

  @Test(arguments: [
    ["map", "--by", "node"], ["map", "--since", "1d"], ["map", "--format", "json", "--at", "1d"],
    ["map", "--format", "svg"], ["map", "--at", "yesterday"], ["map", "--limit", "-1"],
    ["map", "--format", "html", "--limit", "3"], ["report", "nodes", "--ip", "10.0.0.1"],
    ["report", "pods", "--ip", "10.0.0.256"],
  ])
  func whatDoesNotFitIsWrongUsage(arguments: [String]) async throws {
    let capdb = CapdbRunner(directory: FileManager.default.temporaryDirectory)
    let outcome = try await capdb.run(arguments)
    #expect(outcome.exitCode == 64 && outcome.output.isEmpty && !outcome.errors.isEmpty)
  }
}
