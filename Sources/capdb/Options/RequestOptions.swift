import ArgumentParser
import Capacity
import Presentation
import Reports

/// `--cluster`: the clusters that a command is limited to.
struct ClusterFilter: ParsableArguments {
  @Option(
    name: .customLong("cluster"), help: ArgumentHelp("Only this cluster; may be repeated.", valueName: "name"),
    completion: .custom(ReportCompletion.clusters))
  var names: [String] = []
}

/// `--since` and `--until`: the span that a command covers.
struct SpanOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The start of the span, such as 24h, 30d or 2026-11-20.", valueName: "time"))
  var since: String?

  @Option(help: ArgumentHelp("The end of the span, exclusive; takes the same forms as --since.", valueName: "time"))
  var until: String?
}

/// `--sort`: the order of the rows.
struct SortOption: ParsableArguments {
  @Option(
    name: .customLong("sort"),
    help: ArgumentHelp("The column to sort by; COLUMN:desc sorts from high to low.", valueName: "column"),
    completion: .custom(ReportCompletion.columns))
  var order: String?
}

/// `--limit`: how many rows are printed.
struct LimitOption: ParsableArguments {
  @Option(name: .customLong("limit"), help: ArgumentHelp("Print at most this many rows.", valueName: "rows"))
  var count: Int?

  /// The limit; nil if there is none.
  ///
  /// - Throws: `ReportError.badLimit` for a negative number.
  func rows() throws(ReportError) -> Int? {
    if let count, count < 0 { throw .badLimit(count) }
    return count
  }
}

/// `--series`, `--chart`, `--value` and `--rows`: which part of a trend is shown, and how.
struct TrendOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Trends: show only this series, given by one of its names or by all of them joined with slashes.",
      valueName: "name"))
  var series: String?

  @Flag(help: "Trends: draw one series as a chart. In a pipe, the chart is $COLUMNS or 80 columns wide.")
  var chart = false

  @Option(
    help: ArgumentHelp("With --chart: the column to draw.", valueName: "column"),
    completion: .custom(ReportCompletion.numbers))
  var value: String?

  @Flag(help: "Trends on a terminal: print a line for each step even if there are several series.")
  var rows = false

  func validate() throws {
    if chart, rows { throw ValidationError("--rows prints a table and --chart draws a chart; choose one.") }
    if !chart, value != nil { throw ValidationError("--value needs --chart.") }
  }

  /// Checks, before any history is opened, that these options fit a topic.
  ///
  /// - Throws: `ReportError`, `ChartError`.
  func check(_ topic: Topic) throws {
    if chart, !topic.isTrend { throw topic.onlyForTrends("--chart") }
    if rows, !topic.isTrend { throw topic.onlyForTrends("--rows") }
    if let value { try RenderedChart.check(value: value, columns: topic.columns, report: topic.name) }
  }
}

extension DurationSetting {
  /// The length of a trend's step: `--step`.
  ///
  /// - Parameter alternative: the word that leaves the length to capdb, where the command takes one.
  static func step(alternative: String? = nil) -> DurationSetting {
    DurationSetting(
      "--step", noun: "step", examples: "5m, 1h or 1d", bounds: 60...366 * 86_400, alternative: alternative)
  }
}
