import ArgumentParser
import Capacity
import History
import Pages
import Presentation
import Reports

/// `capdb report`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Reports from the history: what clusters hold and held, and what ran short.",
    discussion: """
      TOPICS
      \(Topic.all.map { "  \(padded($0.name))\($0.summary)" }.joined(separator: "\n"))

      A time is a distance into the past (90s, 90m, 24h, 30d, 12w, 1y) or an ISO 8601 time (2026-11-20, \
      2026-11-20T14:30Z). Without --since and --until, a topic that covers a span shows the last seven days.

      EXAMPLES
        capdb report                              what runs out first, what changed, and each cluster
        capdb report exhaustion --limit 10        what runs out first, and what to do
        capdb report changes --since 30d          what is otherwise than a month ago
        capdb report nodes                        slots and addresses as last known
        capdb report nodes --at 2026-11-20T14:30Z           the same at that moment
        capdb report nodes --sort effective_free --limit 10
        capdb report pod-slots --since 90d --by node-group
        capdb report pod-slots --since 30d --chart          as a chart
        capdb report subnets --since 1y --step 1w --format csv > subnets.csv
        capdb report subnets --chart --series subnet-0a1b --value ips_used
        capdb report owners --since 30d --step 30d
        capdb report pending --since 7d           the pods that waited, and what for
        capdb report pending --since 30d --by reason        totals for each step
        capdb report pods --cluster myeks --format csv > pods.csv
        capdb report pods --at 2026-11-17T10:00Z --ip 192.168.3.104   who had this address
        capdb report --format html --output review.html     a page for a capacity review
        capdb report subnets --since 1y --format html --output subnets.html
        capdb report pods --short-lived --since 1h          pods that came and went between collections
      """)

  @Argument(
    help: ArgumentHelp("The topic of the report.", valueName: "topic"), completion: .list(Topic.all.map(\.name)))
  var topic: String?

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: ReportOutputOptions
  @OptionGroup var trend: TrendOptions
  @OptionGroup var clusters: ClusterFilter

  @Option(
    help: ArgumentHelp("The moment to report on (default: the latest that is known of each source).", valueName: "time")
  )
  var at: String?

  @OptionGroup var span: SpanOptions

  @Option(help: ArgumentHelp("Trends: the length of a step, such as 5m, 1h or 1d, or auto.", valueName: "step"))
  var step: String?

  @Option(
    help: ArgumentHelp("Trends: group the rows, for example by node-group, zone or subnet.", valueName: "group"),
    completion: .custom(ReportCompletion.groupings))
  var by: String?

  @Option(help: ArgumentHelp("The report pods: only the pods that held this address.", valueName: "address"))
  var ip: String?

  @Flag(help: "The topic pods: only those that came and went between two collections, which lists never show.")
  var shortLived = false

  @OptionGroup var sort: SortOption
  @OptionGroup var limit: LimitOption

  func validate() throws {
    if shortLived, topic != Topic.pods.name { throw ValidationError("--short-lived is for the topic pods.") }
    if trend.chart, output.format != .table || output.file != nil {
      throw ValidationError("--chart cannot be combined with --format and --output.")
    }
    if trend.chart, limit.count != nil { throw ValidationError("--chart draws the whole span; leave out --limit.") }
  }

  func run() throws {
    let topic =
      shortLived ? Topic.shortLivedPods : try Topic.named(topic ?? Topic.all[0].name).divided(by: by)
    let request = try request(now: SystemClock().now)
    if output.format == .html, topic.name == Topic.summary.name { return try writeReview(request) }
    try topic.check(request)
    try trend.check(topic)
    if output.format == .html { return try writePage(of: topic, request) }
    let history = try database.history()
    if isOverview(request) { return try output.print(Overview(request, from: history)) }
    let report = try topic.report(request, from: history)
    if trend.chart {
      try output.printChart(of: report, value: trend.value)
    } else {
      // A limit counts rows, which a line for each series would hide.
      try output.print(report, everyStep: trend.rows || request.limit != nil)
    }
  }

  /// Whether a person asks for no topic: data for programs have the rows of one topic, which is the summary.
  private func isOverview(_ request: ReportRequest) -> Bool {
    topic == nil && output.format == .table && request.sort == nil && request.limit == nil
  }

  /// The page for a capacity review: `report --format html` without a topic.
  private func writeReview(_ request: ReportRequest) throws {
    var request = request
    request.until = request.until ?? request.at
    try ReviewPage.check(request)
    try output.write { try ReviewPage(request, from: try database.history(), origin: .thisProgram(request)).page }
  }

  private func writePage(of topic: Topic, _ request: ReportRequest) throws {
    try output.write {
      try TopicPage(topic, request, from: try database.history(), origin: .thisProgram(request)).page
    }
  }

  private func request(now: Timestamp) throws -> ReportRequest {
    var request = try ReportRequest(at: at, since: span.since, until: span.until, sort: sort.order, now: now)
    request.clusters = clusters.names
    request.step = try stepSeconds()
    request.by = by
    request.series = trend.series
    request.address = try ip.map { text throws(ReportError) in try IPAddress(option: text) }
    request.limit = try limit.rows()
    if trend.chart { request.stepCount = RenderedChart.stepCount(on: output.canvas) }
    return request
  }

  /// The length of a step; nil if capdb is to choose it.
  private func stepSeconds() throws(DurationError) -> Int64? {
    guard let step, step != "auto" else { return nil }
    return try DurationSetting.step(alternative: "auto").seconds(in: step)
  }

  /// The name of a topic, padded to the column in which its summary begins.
  private static func padded(_ name: String) -> String {
    name + String(repeating: " ", count: max(1, 16 - name.count))
  }
}
