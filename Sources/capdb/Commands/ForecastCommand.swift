import ArgumentParser
import Capacity
import History
import Pages
import Reports

/// `capdb forecast`.
struct ForecastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Shows when each subnet and the pod slots of each node group will be exhausted, with an 80 % interval.",
    discussion: """
      Prints the same as `capdb report forecast`. The basis of a forecast is the span from --since (90 days without it) \
      to --until (the present without it). It needs seven days on record, and three weeks for a weekly season. A \
      forecast reaches one year ahead.

      EXAMPLES
        capdb forecast                        the soonest exhausted first
        capdb forecast --by zone --since 60d  from the last 60 days, by zone
        capdb forecast --limit 5 --format json
        capdb forecast --format html --output forecast.html
        capdb forecast --backtest             how accurate past forecasts were
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: ReportOutputOptions
  @OptionGroup var clusters: ClusterFilter
  @OptionGroup var span: SpanOptions

  @Option(
    help: ArgumentHelp(
      "Group the pod slots by node-group, cluster, zone, instance-type or node (default: by node-group and by cluster).",
      valueName: "group"), completion: .custom(ReportCompletion.groupings))
  var by: String?

  @Flag(help: "Compare past forecasts with what happened, beside those of a least-squares line.")
  var backtest = false

  @OptionGroup var sort: SortOption
  @OptionGroup var limit: LimitOption

  func run() throws {
    let topic = backtest ? Topic.forecastBacktest : .forecast
    let request = try request(now: SystemClock().now)
    try topic.check(request)
    guard output.format != .html else {
      return try output.write {
        try TopicPage(topic, request, from: try database.history(), origin: .thisProgram(request)).page
      }
    }
    try output.print(try topic.report(request, from: try database.history()))
  }

  private func request(now: Timestamp) throws -> ReportRequest {
    var request = try ReportRequest(since: span.since, until: span.until, sort: sort.order, now: now)
    request.clusters = clusters.names
    request.by = by
    request.limit = try limit.rows()
    return request
  }
}
