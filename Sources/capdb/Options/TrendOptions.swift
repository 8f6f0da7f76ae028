import ArgumentParser
import Presentation
import Reports

/// `--series`, `--chart`, `--value` and `--rows`: what of a trend is shown, and how.
struct TrendOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Trends: only this series, by one of its names or by all of them joined with slashes.", valueName: "name"))
  var series: String?

  @Flag(help: "Trends: draw one series as a chart; in a pipe too, $COLUMNS or 80 columns wide.")
  var chart = false

  @Option(
    help: ArgumentHelp("With --chart: the column to draw.", valueName: "column"),
    completion: .custom(ReportCompletion.numbers))
  var value: String?

  @Flag(help: "Trends at a terminal: a line for each step, also of several series.")
  var rows = false

  func validate() throws {
    if chart, rows { throw ValidationError("--rows prints a table, --chart draws; choose one.") }
    if !chart, value != nil { throw ValidationError("--value goes with --chart.") }
  }

  /// Finds out whether these options fit a topic, before any history is opened.
  ///
  /// - Throws: `ReportError`, `ChartError`.
  func check(_ topic: Topic) throws {
    if chart, !topic.isTrend { throw topic.onlyForTrends("--chart") }
    if rows, !topic.isTrend { throw topic.onlyForTrends("--rows") }
    if let value { try RenderedChart.check(value: value, columns: topic.columns, report: topic.name) }
  }
}
