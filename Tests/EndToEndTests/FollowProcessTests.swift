import CapdbRunner
import ClusterSimulator
import Foundation
import LoopbackServer
import Testing

/// `capdb collect --follow`, as a service runs it.
@Suite("A process that follows", .serialized, .timeLimit(.minutes(10)))
struct FollowProcessTests {
  private typealias Row = [String: JSONValue]

  private func start(_ environment: SimulatedEnvironment, _ options: String...) async throws -> RunningServe {
    try await RunningServe(environment.capdb, command: ["collect", "--follow"], options)
  }

  /// The collections, the latest first.
  private func collections(_ environment: SimulatedEnvironment) async throws -> [Row] {
    try await environment.capdb("report", "collections", "--format", "json").rows()
  }

  /// Waits until the latest collections are as they should be.
  @discardableResult
  private func wait(
    _ environment: SimulatedEnvironment, until isReached: ([Row]) -> Bool
  ) async throws -> [Row] {
    for _ in 0..<120 {
      if FileManager.default.fileExists(atPath: environment.database) {
        let rows = try await collections(environment)
        if isReached(rows) { return rows }
      }
      try await Task.sleep(for: .milliseconds(500))
    }
    Issue.record("not reached: \(try await collections(environment))")
    return []
  }

  @Test("records what changes, keeps the file, shows it, and ends when it is told")
  func follows() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let follower = try await start(environment, "--every", "5s")
      try await wait(environment) { !$0.isEmpty }
      try environment.scale(to: 30)
      let rows = try await wait(environment) { $0.first?["pods"] == .integer(39) }
      let latest = try #require(rows.first)
      #expect(latest["how"] == .text("followed") && latest["status"] == .text("complete"), "\(latest)")
      #expect(latest["enis"]?.integer == rows.last?["enis"]?.integer, "\(rows)")
      let state = try await environment.capdb("report")
      #expect(state.exitCode == 0 && state.errors.isEmpty, "\(state.errors)")
      let second = try await environment.capdb("collect")
      #expect(second.exitCode == 75 && second.errors.contains("capdb collect --follow is running"), "\(second.errors)")
      let health = try await follower.client("/healthz")
      #expect(health.status == 200 && health.body == "ok\n")
      let begun = ContinuousClock.now
      #expect(await follower.end() == 0)
      #expect(ContinuousClock.now - begun < .seconds(5))
      #expect(try await environment.capdb("collect", "--full").exitCode == 0)
      #expect(try await collections(environment).first?["differences"] == .integer(0))
    }
  }

  @Test("writes what is at hand before it ends, and goes on from there after a kill")
  func endsAndGoesOn() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let first = try await start(environment, "--every", "1h")
      try await wait(environment) { !$0.isEmpty }
      try await Task.sleep(for: .seconds(2))
      try environment.scale(to: 20)
      try await Task.sleep(for: .seconds(2))
      #expect(try await collections(environment).count == 1)
      #expect(await first.end() == 0)
      let written = try await collections(environment)
      #expect(written.count == 2 && written.first?["pods"] == .integer(29), "\(written)")
      let second = try await start(environment, "--every", "1h")
      try await wait(environment) { $0.count == 3 }
      try environment.scale(to: 40)
      try environment.scale(to: 3)
      try await Task.sleep(for: .seconds(1))
      second.send(signal: SIGKILL)
      _ = await second.end()
      let third = try await start(environment, "--every", "1h")
      let rows = try await wait(environment) { $0.count == 4 }
      #expect(rows.first?["how"] == .text("followed"), "\(rows)")
      #expect(await third.end() == 0)
      let lives = try await environment.capdb("report", "pods", "--short-lived", "--format", "json").rows()
      #expect(lives.count == 20)
    }
  }

  @Test("SIGHUP reads the configuration again, and what cannot be read changes nothing")
  func reload() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let file = environment.directory.appending(path: "following.yaml").path
      func configure(_ text: String) throws { try text.write(toFile: file, atomically: true, encoding: .utf8) }
      try configure("every: 1h\n")
      let follower = try await start(environment, "--config", file)
      try await wait(environment) { !$0.isEmpty }
      try configure("every: soon\n")
      follower.send(signal: SIGHUP)
      try await wait(environment) { _ in follower.errors.contains("what was read before stays in force") }
      try configure("every: 5s\n")
      follower.send(signal: SIGHUP)
      try await wait(environment) { $0.count >= 2 }
      try environment.scale(to: 12)
      try await wait(environment) { $0.first?["pods"] == .integer(21) }
      #expect(await follower.end() == 0)
    }
  }

  @Test("a cluster that cannot be reached is tried again, and recorded as failed")
  func unreachable() async throws {
    try await SimulatedEnvironment.withArticle { environment in
      environment.server.inject(Fault("/api/v1/pods", .unauthorized))
      let follower = try await start(environment)
      let rows = try await wait(environment) { !$0.isEmpty }
      #expect(rows.first?["status"] == .text("partial"), "\(rows)")
      environment.server.clearFaults()
      try await wait(environment) { $0.first?["status"] == .text("complete") }
      #expect(await follower.end() == 0)
    }
  }

  @Test(
    "options that do not go together are named",
    arguments: [
      ["--every", "5s"], ["--listen", "127.0.0.1:0"], ["--follow", "--dry-run"], ["--follow", "--full"],
      ["--follow", "--every", "1s"], ["--follow", "--ec2-every", "soon"], ["--ec2-every", "2h"],
    ])
  func badOptions(options: [String]) async throws {
    try await SimulatedEnvironment.withArticle { environment in
      let outcome = try await environment.capdb.run(["collect"] + options)
      #expect(outcome.exitCode == 64, "\(outcome.errors)")
      #expect(outcome.errors.contains("--") || outcome.errors.contains("every takes"), "\(outcome.errors)")
    }
  }
}
