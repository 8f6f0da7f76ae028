import ArgumentParser
import Capacity
import Foundation
import History
import Reports

/// `capdb demo`.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Collects a simulated cluster for two weeks of its own time and reports what happened.",
    discussion: """
      A loopback server plays the Kubernetes API and EC2 for three t3.medium nodes of 17 pod slots each, while nginx \
      grows from 2 to 50 replicas. Everything else is real: requests, TLS, recording, reports. Nothing outside this \
      machine is touched.

      EXAMPLES
        capdb demo
        capdb demo --db demo.db && capdb report pods --db demo.db
      """)

  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      "Keep the history in this file, which must not exist; without it, in a new temporary folder.", valueName: "file"),
    completion: .file())
  var database: String?

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let path = try freshPath()
    let end = SystemClock().now
    try await Demo(end: end).record(path)
    let reader = try HistoryReader(path: path)
    for (command, topic, request) in answers(at: end) {
      try StandardOutput.print("\n# \(command)")
      try output.print(try topic.report(request, from: reader))
    }
    StandardError.print("\nThe history is in \(path); ask it yourself: capdb report pods --db \(path)")
  }

  /// What the demo shows: how things are, how they came about, and what a forecast would have said before.
  private func answers(at end: Timestamp) -> [(command: String, topic: Topic, request: ReportRequest)] {
    let now = ReportRequest(now: end + 1)
    var fortnight = now
    fortnight.since = end + -14 * 86_400
    fortnight.step = 86_400
    var before = now
    before.until = end + -4 * 86_400
    return [
      ("capdb report", .summary, now), ("capdb report nodes", .nodes, now), ("capdb report pending", .pending, now),
      ("capdb report pod-slots --since 14d --step 1d", .podSlots, fortnight),
      ("capdb forecast --until 4d    (what it said four days ago)", .forecast, before),
    ]
  }

  /// Where the history goes.
  ///
  /// - Throws: `CommandError.fileExists`: a demo never writes into a history.
  private func freshPath() throws -> String {
    guard let database else {
      let folder = FileManager.default.temporaryDirectory.appending(path: "capdb-demo-\(UUID().uuidString.prefix(8))")
      return folder.appending(path: "capdb.db").path
    }
    guard !FileManager.default.fileExists(atPath: database) else { throw CommandError.fileExists(database) }
    return database
  }
}
