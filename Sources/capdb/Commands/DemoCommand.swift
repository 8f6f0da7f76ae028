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
    let request = ReportRequest(now: end + 1)
    for topic in [Topic.summary, .nodes, .pending] {
      try StandardOutput.print("\n# capdb report \(topic.name)")
      try output.print(try topic.report(request, from: reader))
    }
    StandardError.print("\nThe history is in \(path); ask it yourself: capdb report pods --db \(path)")
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
