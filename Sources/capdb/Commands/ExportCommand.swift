import ArgumentParser
import Capacity
import Foundation
import History
import Reports

/// `capdb export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes every report of a span as CSV, with a manifest; the same history gives the same bytes.",
    discussion: """
      Writes one file for each topic, such as nodes.csv, and manifest.json with the span, the clusters, their gaps, and \
      the rows and SHA-256 of each file. Topics that show a moment show the end of the span.

      Without --since the span is 90 days long. Without --until it ends with the latest collection, not with the \
      present. A distance such as --since 90d counts back from the end of the span.

      TOPICS
        \(ExportPlan.topics.prefix(7).map(\.name).joined(separator: ", ")),
        \(ExportPlan.topics.dropFirst(7).map(\.name).joined(separator: ", "))

      EXAMPLES
        capdb export --output review                       the last 90 days
        capdb export --since 2026-07-01 --until 2026-10-01 --output q3
        capdb export --since 1y --step 1w --output year    trends by week
        capdb export --topic subnets --topic pending --cluster myeks --output myeks
        cd review
        jq -r '.files[] | "\\(.sha256)  \\(.file)"' manifest.json | sha256sum --check
      """)

  @Option(
    help: ArgumentHelp("The directory to write into; it is created if it does not exist.", valueName: "dir"),
    completion: .directory)
  var output: String

  @OptionGroup var span: SpanOptions

  @Option(help: ArgumentHelp("Trends: the length of a step, such as 1h, 1d or 1w.", valueName: "step"))
  var step = "1d"

  @OptionGroup var clusters: ClusterFilter

  @Option(
    name: .customLong("topic"), help: ArgumentHelp("Only this topic; may be repeated.", valueName: "topic"),
    completion: .list(ExportPlan.topics.map(\.name)))
  var topics: [String] = []

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if output.isEmpty { throw ValidationError("--output needs the name of a directory.") }
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

  private func request() throws -> ExportRequest {
    ExportRequest(
      clusters: clusters.names, topics: topics,
      since: try TimeExpression(parsing: span.since ?? "90d", option: "--since"),
      until: try span.until.map { try TimeExpression(parsing: $0, option: "--until") },
      step: try DurationSetting.step().seconds(in: step))
  }
}
