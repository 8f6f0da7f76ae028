import ArgumentParser
import Capacity
import History
import Presentation
import Reports

/// `capdb report`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Answers from the history: what clusters hold, held, and what ran short.",
    discussion: """
      TOPICS
      \(Topic.all.map { "  \(padded($0.name))\($0.summary)" }.joined(separator: "\n"))

      Times are distances into the past (90m, 24h, 30d, 12w, 1y) or ISO 8601 (2026-11-20, 2026-11-20T14:30Z).

      EXAMPLES
        capdb report                              the summary
        capdb report nodes                        slots and addresses, as last known
        capdb report nodes --at 2026-11-20T14:30Z           and as they were then
        capdb report nodes --sort effective_free --limit 10
        capdb report pod-slots --since 90d --by node-group
        capdb report pod-slots --since 30d --chart          drawn
        capdb report subnets --since 1y --step 1w --format csv > subnets.csv
        capdb report subnets --chart --series subnet-0a1b --value ips_used
        capdb report owners --since 30d --step 30d
        capdb report pending --since 7d           which pods waited, and for what
        capdb report pending --since 30d --by reason        summed up step by step
        capdb report pods --cluster myeks --format csv > pods.csv
      """)

  @Argument(
    help: ArgumentHelp("What to report on.", valueName: "topic"), completion: .list(Topic.all.map(\.name)))
  var topic = Topic.all[0].name

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var trend: TrendOptions

  @Option(
    name: .customLong("cluster"), help: ArgumentHelp("Only this cluster; may be repeated.", valueName: "name"),
    completion: .custom(ReportCompletion.clusters))
  var clusters: [String] = []

  @Option(help: ArgumentHelp("The moment to report on; without it, the latest that is known.", valueName: "time"))
  var at: String?

  @Option(help: ArgumentHelp("The beginning of the span to report on.", valueName: "time"))
  var since: String?

  @Option(help: ArgumentHelp("The end of the span to report on.", valueName: "time"))
  var until: String?

  @Option(help: ArgumentHelp("Trends: the length of a step, such as 5m, 1h or 1d; or auto.", valueName: "step"))
  var step: String?

  @Option(
    help: ArgumentHelp("Trends: what divides the rows, such as node-group, zone or subnet.", valueName: "group"),
    completion: .custom(ReportCompletion.groupings))
  var by: String?

  @Option(
    help: ArgumentHelp("The column to sort by; COLUMN:desc for the highest first.", valueName: "column"),
    completion: .custom(ReportCompletion.columns))
  var sort: String?

  @Option(help: ArgumentHelp("How many rows to print at most.", valueName: "rows"))
  var limit: Int?

  func validate() throws {
    if trend.chart, output.format != .table { throw ValidationError("--chart draws; it goes without --format.") }
    if trend.chart, limit != nil { throw ValidationError("--chart draws the whole span; it goes without --limit.") }
  }

  func run() throws {
    let topic = try Topic.named(topic).divided(by: by)
    let request = try request(now: SystemClock().now)
    try topic.check(request)
    try trend.check(topic)
    let report = try topic.report(request, from: try database.history())
    if trend.chart {
      try output.printChart(of: report, value: trend.value)
    } else {
      // A limit counts rows, which a line for each series would hide.
      try output.print(report, everyStep: trend.rows || limit != nil)
    }
  }

  private func request(now: Timestamp) throws -> ReportRequest {
    var request = try ReportRequest(at: at, since: since, until: until, sort: sort, now: now)
    request.clusters = clusters
    request.step = try step.flatMap { try StepExpression(parsing: $0).seconds }
    request.by = by
    request.series = trend.series
    request.limit = limit
    if trend.chart { request.stepCount = RenderedChart.stepCount(on: output.canvas) }
    return request
  }

  /// A topic's name, filled up to the column in which its summary begins.
  private static func padded(_ name: String) -> String {
    name + String(repeating: " ", count: max(1, 16 - name.count))
  }
}
