import Capacity
import CapdbRunner
import Foundation
import History
import Testing
import YearOfHistory

/// `capdb prune` that is killed loses nothing that is kept, and the next one goes on.
@Suite("A prune that is killed")
struct PruneKillTests {
  /// How many kills; `CAPDB_TEST_KILLS` asks for more.
  private static let kills = ProcessInfo.processInfo.environment["CAPDB_TEST_KILLS"].flatMap { Int($0) } ?? 4
  private static let arguments = ["prune", "--keep", "all=20d", "--keep", "rollups=20d"]

  private let directory: URL
  private let base: URL
  private let end: Timestamp

  init() throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "capdb-kills-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    base = directory.appending(path: "base.db")
    // A command prunes by the clock.
    end = Timestamp(seconds: Int64(Date().timeIntervalSince1970) / 3600 * 3600)
    let size = YearOfHistory.Size(nodes: 4, pods: 40, subnets: 3, secondsBetweenCollections: 6 * 3600, days: 50)
    let store = try HistoryStore(path: base.path)
    try store.doNotWaitForDisk()
    try YearOfHistory(size, endingAt: end).record(into: store)
    try store.close()
  }

  @Test("at random moments goes on the next time, and what is kept reads as before")
  func killed() async throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let runner = CapdbRunner(directory: directory)
    let file = directory.appending(path: "work.db").path
    try renew(file)
    let begun = ContinuousClock.now
    let whole = try await runner.run(Self.arguments + ["--db", file, "--verbose"])
    let duration = ContinuousClock.now - begun
    #expect(whole.exitCode == 0 && whole.output.contains("pod_state"), "\(whole.errors)")
    let reader = try HistoryReader(path: base.path)
    let horizon = try #require(try HistoryReader(path: file).prunedSpans(of: 1).end(.pods, at: Timestamp(seconds: 0)))
    // While this runs, the horizon may go on to the next collection.
    let moments = Array(try reader.collections(of: 1, in: horizon..<end + 1, limit: nil).map(\.observedAt).dropFirst(2))
    #expect(moments.count > 20)
    try compare(file, with: reader, at: moments)
    var random = SeededRandom(seed: 11)
    var interrupted = 0
    try renew(file)
    for number in 1...Self.kills {
      let seconds = duration / .seconds(1) * Double(Int.random(in: 20...900, using: &random)) / 1000
      let outcome = try await runner.run(
        Self.arguments + ["--db", file], shell: "exec timeout -s KILL \(seconds) \"$0\" \"$@\";")
      #expect(outcome.exitCode == 137 || outcome.exitCode == 0, "\(outcome)")
      if outcome.exitCode != 0 { interrupted += 1 }
      let some = [moments[0], moments[moments.count - 1], moments[number % moments.count]]
      try compare(file, with: reader, at: some)
      let killed = try HistoryReader(path: file)
      if try !killed.prunedSpans(of: 1).isEmpty {
        let before = try killed.state(of: 1, at: horizon + -1)
        #expect(before?.snapshot.pods.value == nil, "unknown")
      }
      if outcome.exitCode == 0 { try renew(file) }
    }
    #expect(interrupted * 2 >= Self.kills, "most of them hit")
    let last = try await runner.run(Self.arguments + ["--db", file])
    #expect(last.exitCode == 0, "\(last.errors)")
    try compare(file, with: reader, at: moments)
  }

  private func renew(_ file: String) throws {
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + suffix) }
    try FileManager.default.copyItem(atPath: base.path, toPath: file)
  }

  private func compare(_ file: String, with base: HistoryReader, at moments: [Timestamp]) throws {
    let reader = try HistoryReader(path: file)
    for moment in moments {
      let state = try #require(try reader.state(of: 1, at: moment))
      let want = try #require(try base.state(of: 1, at: moment))
      #expect(state.snapshot.pods.value == want.snapshot.pods.value, "\(moment)")
      #expect(state.snapshot.nodes.value == want.snapshot.nodes.value, "\(moment)")
      #expect(state.snapshot.networkInterfaces.value == want.snapshot.networkInterfaces.value, "\(moment)")
      #expect(state.snapshot.events.value == want.snapshot.events.value, "\(moment)")
      #expect(state.snapshot.subnets.value == want.snapshot.subnets.value, "\(moment)")
    }
  }
}
