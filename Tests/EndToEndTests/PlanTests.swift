import CapdbRunner
import Foundation
import Testing

/// `capdb plan` on the article's cluster, and on command lines that make no sense.
struct PlanTests {
  @Test func theArticleAtTwoReplicasRunsFortyTwoOfFifty() async throws {
    try await SimulatedEnvironment.withArticle(replicas: 2) { environment in
      #expect(try await environment.capdb("collect").exitCode == 0)
      let plan = ["plan", "--workload", "default/nginx-deployment", "--replicas", "50"]
      let outcome = try await environment.capdb.run(plan + ["--format", "csv"])
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      #expect(outcome.output == "workload,replicas,run,wait,reason\r\ndefault/nginx-deployment,50,42,8,PodSlots\r\n")
      let remedies = try await environment.capdb.run(plan + ["--remedies", "--format", "json"]).rows()
      #expect(remedies.first?["remedy"] == .text("add-nodes"))
      #expect(remedies.first?["nodes"] == .integer(1) && remedies.first?["run"] == .integer(50))
      let nodes = try await environment.capdb.run(plan + ["--nodes", "--format", "json"]).rows()
      #expect(nodes.map { $0["run"] } == [.integer(14), .integer(14), .integer(14)])
      let upgrade = try await environment.capdb("plan", "--upgrade", "--format", "json").rows()
      #expect(upgrade.map { $0["verdict"] } == [.text("fits"), .text("fits"), .text("fits")])
    }
  }

  @Test func anUnknownWorkloadIsAnsweredWithThoseThereAre() async throws {
    try await SimulatedEnvironment.withArticle(replicas: 2) { environment in
      #expect(try await environment.capdb("collect").exitCode == 0)
      let outcome = try await environment.capdb("plan", "--workload", "web/nginx", "--replicas", "3")
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("default/Deployment/nginx-deployment"))
      #expect(outcome.errors.split(separator: "\n").count == 1)
    }
  }

  @Test(arguments: [
    ["plan"], ["plan", "--workload", "a"], ["plan", "--replicas", "3"],
    ["plan", "--workload", "a", "--replicas", "3", "--upgrade"], ["plan", "--pods", "3", "--cni", "MAX_ENI=2"],
    ["plan", "--workload", "a", "--replicas", "3", "--cpu", "1"], ["plan", "--pods", "0"],
    ["plan", "--pods", "3", "--cpu", "a lot"], ["plan", "--upgrade", "--surge", "none"],
    ["plan", "--upgrade", "--since", "7d"], ["plan", "--cni", "WARM_IPS=2"], ["plan", "--cni", "MAX_ENI"],
    ["plan", "--pods", "3", "--nodes", "--remedies"], ["plan", "--cni", "MAX_ENI=2", "--at", "1d"],
  ])
  func wrongUsageIsOneClearLineAndExitCode64(arguments: [String]) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "capdb-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let outcome = try await CapdbRunner(directory: directory).run(arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
  }
}
