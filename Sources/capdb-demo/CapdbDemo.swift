public import ArgumentParser
import Capacity
import Foundation
import History
import Manual
public import Presentation
import Reports

@main
enum Main {
  static func main() async {
    // A server that goes away, and a file that reaches the limit of its size (ulimit -f), are errors of one write.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    let command = CapdbDemo.parseOrExit()
    do {
      try await command.run()
    } catch {
      StandardError.write("capdb: \(error)\n")
      CapdbDemo.exit(withError: ExitCode.failure)
    }
  }
}

/// `capdb-demo`, which `capdb demo` starts.
struct CapdbDemo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "capdb-demo",
    abstract: "Collects a simulated cluster for two weeks of its own time and reports what happened.",
    discussion: """
      EXAMPLES
        capdb-demo
        capdb-demo --db demo.db && capdb report pods --db demo.db
      """,
    version: Version.text)

  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      "Keep the history in this file, which must not exist; without it, in a new temporary folder.", valueName: "file"),
    completion: .file())
  var database: String?

  @Option(help: "How the answers are printed: table, csv or json.")
  var format: OutputFormat = .table

  @Option(help: "Colours on a terminal: auto, always or never.")
  var color: ColorChoice = .auto

  func run() async throws {
    let path = try freshPath()
    let end = Timestamp(seconds: Int64(Date().timeIntervalSince1970.rounded(.down)))
    try await Demo(end: end).record(path)
    // No server is left: a reader that has what it wanted (`| head`) ends the program.
    signal(SIGPIPE, SIG_DFL)
    let reader = try HistoryReader(path: path)
    for (command, topic, request) in answers(at: end) {
      try StandardOutput.write(Array("\n# \(command)\n".utf8))
      try print(try topic.report(request, from: reader))
    }
    StandardError.write("\nThe history is in \(path); ask it yourself: capdb report pods --db \(path)\n")
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
  /// - Throws: `FileExists`: a demo never writes into a history.
  private func freshPath() throws(FileExists) -> String {
    guard let database else {
      let folder = FileManager.default.temporaryDirectory.appending(path: "capdb-demo-\(UUID().uuidString.prefix(8))")
      return folder.appending(path: "capdb.db").path
    }
    guard !FileManager.default.fileExists(atPath: database) else { throw FileExists(path: database) }
    return database
  }

  /// Prints a report on stdout and its notices on stderr.
  private func print(_ report: Report) throws {
    let terminal = TerminalCapabilities.ofStandardOutput(
      environment: ProcessInfo.processInfo.environment, color: color)
    for chunk in RenderedReport(report, as: format, terminal: terminal) { try StandardOutput.write(chunk) }
    for notice in report.notices { StandardError.write("capdb: \(notice)\n") }
  }
}

extension OutputFormat: ExpressibleByArgument {}
extension ColorChoice: ExpressibleByArgument {}

/// The file that `--db` names exists.
struct FileExists: Error, CustomStringConvertible {
  var path: String

  var description: String { "\(path) exists already; name a new file" }
}
