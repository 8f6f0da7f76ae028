public import Reports

/// One series of a trend as a plot: values upwards, time to the right.
public struct RenderedChart: Sendable {
  /// The chart as lines of UTF-8 text, or of ASCII where the canvas shows nothing else.
  public let text: String

  /// Draws a chart.
  ///
  /// - Parameters:
  ///   - report: a trend with one series.
  ///   - value: the column to draw; nil for the one that the trend is about.
  ///   - canvas: the size to draw in (80 columns where the width is unknown), colours and characters.
  /// - Throws: `ChartError`.
  public init(_ report: Report, value: String? = nil, on canvas: TerminalCapabilities) throws(ChartError) {
    if let value { try Self.check(value: value, columns: report.table.columns, report: report.name) }
    guard let steps = TrendSteps(report, value: value) else { throw .noTrend(report: report.name) }
    guard let series = steps.series.first else {
      text = "(no rows)\n"
      return
    }
    guard steps.series.count == 1 else {
      throw .severalSeries(steps.shortNames, report: report.name)
    }
    var output: [UInt8] = []
    ChartDrawing(report, steps, series, on: canvas).write(into: &output)
    text = String(decoding: output, as: UTF8.self)
  }

  /// Finds out whether a report has numbers to draw in a column, before any history is opened.
  ///
  /// - Throws: `ChartError.noNumbers`.
  public static func check(value: String, columns: [ReportColumn], report: String) throws(ChartError) {
    let known = columns.filter(\.kind.isNumeric).map(\.name)
    guard known.contains(value) else { throw .noNumbers(column: value, report: report, known: known) }
  }

  /// How many columns of `canvas` steps can be drawn in: with more steps, several share one.
  public static func stepCount(on canvas: TerminalCapabilities) -> Int {
    max(ChartDrawing.leastWidth, (canvas.width ?? ChartDrawing.usualWidth) - ChartDrawing.usualMargin)
  }
}

/// Why a chart could not be drawn.
public enum ChartError: Error, Hashable, Sendable {
  /// The report is not a trend.
  case noTrend(report: String)
  /// A chart shows one series, and the report has several.
  case severalSeries([String], report: String)
  /// The report has no column of numbers with this name.
  case noNumbers(column: String, report: String, known: [String])
}

extension ChartError: CustomStringConvertible {
  /// One line: what is wrong and what to write instead.
  public var description: String {
    switch self {
    case .noTrend(let report):
      "the report '\(report)' has no --chart; use it with a trend, such as pod-slots"
    case .severalSeries(let names, let report):
      "--chart draws one series, and '\(report)' has \(names.count): choose one with --cluster or --series, for example "
        + "--series '\(names.first ?? "")'\(Self.others(names))"
    case .noNumbers(let column, let report, let known):
      "the report '\(report)' has no numbers '\(column)' to draw; --value takes \(known.joined(separator: ", "))"
    }
  }

  private static func others(_ names: [String]) -> String {
    let others = names.dropFirst().prefix(5).map { "'\($0)'" }
    guard !others.isEmpty else { return "" }
    let more = names.count > 6 ? " and \(names.count - 6) more" : ""
    return "; the others are \(others.joined(separator: ", "))\(more)"
  }
}
