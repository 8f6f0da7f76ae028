import ArgumentParser
import Capacity
import History
import Reports

/// `capdb forecast`.
struct ForecastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Tells when each subnet and each node group's pod slots are exhausted, with an 80 % interval.",
    discussion: """
      The same as `capdb report forecast`. The basis is the last 90 days, or what --since says; seven days are needed, \
      three weeks for a weekly season. Answers reach a year.

      EXAMPLES
        capdb forecast                              the soonest exhausted first
        capdb forecast --by zone --since 60d        pod slots by zone, from the last 60 days
        capdb forecast --limit 5 --format json
        capdb forecast --backtest                   how well such forecasts would have done in the past
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions

  @Option(
    name: .customLong("cluster"), help: ArgumentHelp("Only this cluster; may be repeated.", valueName: "name"),
    completion: .custom(ReportCompletion.clusters))
  var clusters: [String] = []

  @Option(
    help: ArgumentHelp(
      "The beginning of the basis, such as 60d or 2026-09-01; of the backtest, 1y without it.", valueName: "time"))
  var since: String?

  @Option(help: ArgumentHelp("The end of the basis; without it, the present.", valueName: "time"))
  var until: String?

  @Option(
    help: ArgumentHelp(
      "What divides the pod slots: node-group, cluster, zone, instance-type or node; without it, the first two.",
      valueName: "group"), completion: .custom(ReportCompletion.groupings))
  var by: String?

  @Flag(help: "Hold forecasts from past days against what came, beside a least-squares line.")
  var backtest = false

  @Option(
    help: ArgumentHelp("The column to sort by; COLUMN:desc for the highest first.", valueName: "column"),
    completion: .custom(ReportCompletion.columns))
  var sort: String?

  @Option(help: ArgumentHelp("How many rows to print at most.", valueName: "rows"))
  var limit: Int?

  func run() throws {
    let topic = backtest ? Topic.forecastBacktest : .forecast
    let request = try request(now: SystemClock().now)
    try topic.check(request)
    try output.print(try topic.report(request, from: try database.history()))
  }

  private func request(now: Timestamp) throws -> ReportRequest {
    var request = try ReportRequest(since: since, until: until, sort: sort, now: now)
    request.clusters = clusters
    request.by = by
    request.limit = limit
    return request
  }
}
