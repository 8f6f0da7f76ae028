/// Why a chart could not be drawn.
public enum ChartError: Error, Hashable, Sendable {
  /// The report is no trend.
  case noTrend(report: String)
  /// A chart shows one series, and the report has several.
  case severalSeries([String], report: String)
  /// The report has no column of numbers with this name.
  case noNumbers(column: String, report: String, known: [String])
}
