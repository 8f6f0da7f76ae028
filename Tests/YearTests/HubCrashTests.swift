import CapdbRunner
import Capacity
import Foundation
import PostgresServer
import Testing
import YearOfHistory

/// A push of the year that is killed, cut off or run twice at once leads to the rows of one that is not.
@Suite("A push", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"), .serialized)
struct HubCrashTests {
  /// Small transactions, so that most moments lie between or within some.
  private static let small = ["--transaction", "1500"]

  private let hub: HubOfTheYear
  private let rows: String
  private let duration: Duration

  init() async throws {
    var options = ServerOptions()
    options.settings = ["checkpoint_timeout": "1d"]
    hub = try HubOfTheYear(server: PostgresServer.start(options))
    let outcome = try await hub.push(Self.small)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    rows = try hub.digests()
    try hub.empty()
    let begun = ContinuousClock.now
    _ = try await hub.push(Self.small)
    duration = ContinuousClock.now - begun
    #expect(try hub.digests() == rows)
    try hub.empty()
  }

  @Test("that is killed at 100 random moments, on either side, ends with the same rows")
  func killed() async throws {
    var random = SeededRandom(seed: 7)
    var interrupted = 0
    for number in 1...100 {
      if try hub.latestCollection() == Self.collections { try hub.empty() }
      let moment = duration / 1000 * Int.random(in: 20...900, using: &random)
      let outcome = try await number.isMultiple(of: 3) ? killServer(after: moment) : killClient(after: moment)
      if outcome.exitCode != 0 { interrupted += 1 }
      // Whatever is there is a beginning of the whole, and the next sync takes it to the end.
      if number.isMultiple(of: 10) {
        let last = try await hub.push(Self.small)
        #expect(last.exitCode == 0, "\(last.errors)")
        #expect(try hub.digests() == rows, "after \(number) kills")
      }
    }
    #expect(interrupted > 50, "most of them hit")
  }

  private static var collections: Int { (try? RecordedYear.shared.get().year.collections.count) ?? 0 }

  private func killClient(after moment: Duration) async throws -> CapdbRunner.Outcome {
    let outcome = try await hub.push(Self.small, shell: "exec timeout -s KILL \(moment / .seconds(1)) \"$0\" \"$@\";")
    // 128 and SIGKILL: that it is killed, and not that it never began, is what is tried here.
    #expect(outcome.exitCode == 137 || outcome.exitCode == 0, "\(outcome)")
    return outcome
  }

  private func killServer(after moment: Duration) async throws -> CapdbRunner.Outcome {
    async let pushed = hub.push(Self.small)
    try await Task.sleep(for: moment)
    try hub.server.kill(.killed)
    try hub.server.restart()
    let outcome = try await pushed
    if outcome.exitCode != 0 {
      #expect(outcome.exitCode == 1 && outcome.errors.contains("hub postgresql://localhost"), "\(outcome.errors)")
    }
    return outcome
  }

  @Test("that the network cuts off after any number of bytes ends with the same rows")
  func cut() async throws {
    let proxy = try CuttingProxy(to: hub.server.port)
    defer { proxy.stop() }
    let url = hub.server.connectionString(database: hub.database, port: proxy.port)
    _ = try await hub.push(Self.small, to: url)
    let sent = proxy.byteCount(from: .client)
    let received = proxy.byteCount(from: .server)
    try hub.empty()
    var random = SeededRandom(seed: 8)
    for number in 1...20 {
      if try hub.latestCollection() == Self.collections { try hub.empty() }
      if number.isMultiple(of: 2) {
        proxy.cut(afterBytes: Int.random(in: 200..<sent / 2, using: &random), from: .client)
      } else {
        proxy.cut(afterBytes: Int.random(in: 0..<received / 2, using: &random), from: .server)
      }
      let outcome = try await hub.push(Self.small, to: url)
      #expect(outcome.exitCode == 0 || outcome.exitCode == 1 && outcome.errors.contains("hub postgresql://"))
    }
    #expect(try await hub.push(Self.small).exitCode == 0)
    #expect(try hub.digests() == rows)
  }

  @Test("that runs several times at once ends with the same rows, and none of them fails")
  func atOnce() async throws {
    let outcomes = try await withThrowingTaskGroup(of: CapdbRunner.Outcome.self) { group in
      for _ in 1...6 { group.addTask { try await hub.push(Self.small) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    for outcome in outcomes { #expect(outcome.exitCode == 0, "\(outcome.errors)") }
    #expect(try hub.digests() == rows)
  }
}
