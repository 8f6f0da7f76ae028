import ArgumentParser
import Foundation
import History
import Reports

/// `capdb export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes every report of a span as CSV, with a manifest; the same history gives the same bytes.",
    discussion: """
      One file for each topic, such as nodes.csv, and manifest.json with the span, the clusters, their gaps, and the \
      rows and SHA-256 of each file. Topics that show a moment show the end of the span. Without --until the span ends \
      with the latest collection, not with the present; --since 90d counts back from its end.

      TOPICS
        \(ExportPlan.topics.map(\.name).joined(separator: ", "))

      EXAMPLES
        capdb export --output review                       the last 90 days
        capdb export --since 2026-07-01 --until 2026-10-01 --output q3
        capdb export --since 1y --step 1w --output year    trends week by week
        capdb export --topic subnets --topic pending --cluster myeks --output myeks
        (cd review && jq -r '.files[] | "\\(.sha256)  \\(.file)"' manifest.json | sha256sum --check)
      """)

  @Option(
    help: ArgumentHelp("The directory to write into; made if it is missing.", valueName: "dir"), completion: .directory)
  var output: String

  @Option(help: ArgumentHelp("The beginning of the span.", valueName: "time"))
  var since = "90d"

  @Option(help: ArgumentHelp("The end of the span; without it, the latest collection.", valueName: "time"))
  var until: String?

  @Option(help: ArgumentHelp("Trends: the length of a step, such as 1h, 1d or 1w.", valueName: "step"))
  var step = "1d"

  @Option(
    name: .customLong("cluster"), help: ArgumentHelp("Only this cluster; may be repeated.", valueName: "name"),
    completion: .custom(ReportCompletion.clusters))
  var clusters: [String] = []

  @Option(
    name: .customLong("topic"), help: ArgumentHelp("Only this topic; may be repeated.", valueName: "topic"),
    completion: .list(ExportPlan.topics.map(\.name)))
  var topics: [String] = []

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if output.isEmpty { throw ValidationError("--output takes a directory.") }
    if step == "auto" { throw ValidationError("--step takes a length of time such as 1h, 1d or 1w here.") }
  }

  func run() throws {
    let request = try request()
    let history = try database.history()
    let plan = try ExportPlan(request, of: history)
    let directory = try ExportDirectory(output)
    defer { directory.discard() }
    let notices = try Export(plan: plan, directory: directory).write(from: history)
    for notice in notices { StandardError.print("capdb: \(notice)") }
    guard StandardError.isTerminal else { return }
    StandardError.print("\(plan.parts.count) reports from \(plan.since) to \(plan.until) are in \(output)")
  }

  private func request() throws(ReportError) -> ExportRequest {
    ExportRequest(
      clusters: clusters, topics: topics, since: try TimeExpression(parsing: since),
      until: try until.map { text throws(ReportError) in try TimeExpression(parsing: text) },
      step: try StepExpression(parsing: step).seconds ?? 86_400)
  }
}
