import CapdbRunner
import ClusterSimulator
import Foundation
import Testing

/// Collections that ask only for what changed, as users meet them.
@Suite("Following", .serialized)
struct FollowingTests {
  /// The latest row of the report `collections`.
  private func latest(_ environment: SimulatedEnvironment) async throws -> [String: JSONValue] {
    let outcome = try await environment.capdb("report", "collections", "--limit", "1", "--format", "json")
    return try #require(try outcome.rows().first)
  }

  /// Collects as the configuration of an empty file says.
  private func collect(_ environment: SimulatedEnvironment, _ options: String...) async throws -> CapdbRunner.Outcome {
    try await environment.capdb.run(["collect"] + options)
  }

  @Test("a configuration with `follow: false` lists everything")
  func unasked() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let file = environment.directory.appending(path: "listing.yaml").path
      try "follow: false\n".write(toFile: file, atomically: true, encoding: .utf8)
      for _ in 1...2 {
        #expect(try await environment.capdb("collect", "--config", file).exitCode == 0)
        let row = try await latest(environment)
        #expect(row["how"] == .text("listed") && row["listed_because"] == .null, "\(row)")
      }
    }
  }

  @Test("the second collection follows, and a full list agrees with it")
  func follows() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      #expect(try await collect(environment).exitCode == 0)
      let listed = try await latest(environment)
      #expect(listed["how"] == .text("listed"))
      try environment.scale(to: 30)
      let outcome = try await collect(environment)
      #expect(outcome.exitCode == 0 && outcome.errors.isEmpty && outcome.output.isEmpty, "\(outcome.errors)")
      let followed = try await latest(environment)
      #expect(followed["how"] == .text("followed") && followed["listed_because"] == .null, "\(followed)")
      #expect(followed["pods"] == .integer(39) && followed["status"] == .text("complete"))
      #expect(try await collect(environment, "--full").exitCode == 0)
      let full = try await latest(environment)
      #expect(full["how"] == .text("listed") && full["differences"] == .integer(0), "\(full)")
      // Collections of one second are recorded a second after each other, and status shows none of the future.
      try await Task.sleep(for: .seconds(3))
      let status = try #require(try await environment.capdb("status", "--format", "json").rows().first)
      #expect(status["differences_7d"] == .integer(0) && status["how"] == .text("listed"), "\(status)")
    }
  }

  @Test("pods that came and went are reported with node, address and span")
  func shortLived() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      #expect(try await collect(environment).exitCode == 0)
      try environment.scale(to: 20)
      try environment.scale(to: 2)
      #expect(try await collect(environment).exitCode == 0)
      let rows = try await environment.capdb("report", "pods", "--short-lived", "--format", "json").rows()
      #expect(rows.count == 18)
      for row in rows {
        #expect(row["node"]?.text != nil && row["pod_ip"]?.text != nil && row["seconds"]?.integer != nil, "\(row)")
      }
      #expect(try await environment.capdb("report", "nodes", "--short-lived").exitCode == 64)
    }
  }

  @Test("without the right to watch everything is listed, and the doctor names the right")
  func denied() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      environment.server.inject(Fault("watch /api/v1/pods", .forbidden))
      #expect(try await collect(environment).exitCode == 0)
      #expect(try await collect(environment).exitCode == 0)
      let row = try await latest(environment)
      #expect(row["how"] == .text("mixed") && row["status"] == .text("complete"))
      #expect(row["listed_because"] == .text("pods: RBAC does not allow to watch"))
      let doctor = try await environment.capdb("doctor", "--format", "json")
      let finding = try #require(try doctor.rows().first { $0["check"] == .text("watch pods") })
      #expect(finding["result"] == .text("WARNING"), "\(finding)")
      #expect(finding["remedy"]?.text?.contains("--verb=watch --resource=pods") == true, "\(finding)")
    }
  }

  @Test("EC2 is asked only so often as --ec2-every says, and where nodes came, and with --full")
  func ec2Every() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      var asked = 0
      func questions() -> Int {
        let all = environment.server.requestLog.count { $0.contains("Describe") }
        defer { asked = all }
        return all - asked
      }
      #expect(try await collect(environment, "--ec2-every", "10m").exitCode == 0)
      #expect(questions() > 0)
      let first = try await environment.capdb("report", "subnets", "--format", "json").rows()
      try environment.scale(to: 30)
      let outcome = try await collect(environment, "--ec2-every", "10m")
      #expect(outcome.exitCode == 0 && outcome.errors.isEmpty && questions() == 0, "\(outcome.errors)")
      let row = try await latest(environment)
      #expect(row["how"] == .text("followed") && row["status"] == .text("complete"), "\(row)")
      #expect(row["pods"] == .integer(39) && row["network_interfaces"] != .null, "\(row)")
      // What was not asked again is what it was, and says of when.
      let second = try await environment.capdb("report", "subnets", "--format", "json").rows()
      #expect(second.map { $0["ips_available"] } == first.map { $0["ips_available"] })
      try environment.server.update { cluster throws(SimulatorError) in
        _ = try cluster.launchNode(inGroup: "ng1", subnetID: cluster.subnets[0].id)
        cluster.advance(by: 120)
      }
      #expect(try await collect(environment, "--ec2-every", "10m").exitCode == 0)
      #expect(questions() > 0)
      #expect(try await collect(environment, "--ec2-every", "10m", "--full").exitCode == 0)
      #expect(questions() > 0)
      #expect(try await collect(environment).exitCode == 0)
      #expect(questions() > 0)
    }
  }

  @Test("a configuration sets how often everything is listed")
  func fullEvery() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let file = environment.directory.appending(path: "config.yaml").path
      try "full-every: 30s\n".write(toFile: file, atomically: true, encoding: .utf8)
      let outcome = try await environment.capdb("collect", "--config", file)
      #expect(outcome.exitCode != 0 && outcome.errors.contains("full-every"), "\(outcome.errors)")
      try "full-every: 6h\n".write(toFile: file, atomically: true, encoding: .utf8)
      #expect(try await environment.capdb("collect", "--config", file).exitCode == 0)
    }
  }
}
