public import Capacity

/// An answer of the history, ready to be rendered.
public struct Report: Sendable {
  /// The topic, as on the command line.
  public let name: String
  /// The moment of a state report, or the beginning of the span; nil where nothing was recorded.
  ///
  /// A state report on several clusters without `--at` spans the earliest to the latest of their observations.
  public let from: Timestamp?
  /// The moment of a state report, or the end of the span; nil where nothing was recorded.
  public let to: Timestamp?
  /// How a terminal shows the rows.
  public let layout: Layout
  /// The rows.
  public let table: ReportTable
  /// What a reader must know in addition to the rows: sources that are unknown or old. One line each, for stderr.
  public let notices: [String]
  /// How the rows form series over time; nil for a report that is not a trend.
  public let trend: TrendShape?

  /// How a terminal shows the rows.
  public enum Layout: Sendable {
    /// One line per row under a line of headings.
    case rows
    /// One block per row with a line for each value: for few rows with many columns.
    case blocks
  }

  /// Makes a report.
  public init(
    name: String, from: Timestamp?, to: Timestamp?, layout: Layout = .rows, table: ReportTable,
    notices: [String] = [], trend: TrendShape? = nil
  ) {
    self.name = name
    self.from = from
    self.to = to
    self.layout = layout
    self.table = table
    self.notices = notices
    self.trend = trend
  }
}

/// How the rows of a trend's table form series over time: what a terminal needs to draw them.
///
/// A trend has a row for each step and each series that existed in it. In an unknown step the numbers of the row are
/// absent.
public struct TrendShape: Hashable, Sendable {
  /// The name of the column that holds when a step begins.
  public let time: String
  /// The names of the columns that identify a series, for example `cluster` and `group`.
  public let series: [String]
  /// The name of the column that is drawn, for example `used_percent`.
  public let value: String
  /// The highest value that `value` can have, for example 100 for a percentage; nil without a limit.
  public let maximum: Int64?
  /// The names of the columns with the totals of others: `["slots_used": "slots_allocatable"]`.
  public let totals: [String: String]
  /// The length of a step in seconds; nil to take it from the times.
  public let stepSeconds: Int64?
  /// When the steps of the span begin, earliest first, those without rows included; empty to take them from the rows.
  public let steps: [Timestamp]

  /// Makes a shape.
  public init(
    time: String = "time", series: [String], value: String, maximum: Int64? = nil, totals: [String: String] = [:],
    stepSeconds: Int64? = nil, steps: [Timestamp] = []
  ) {
    self.time = time
    self.series = series
    self.value = value
    self.maximum = maximum
    self.totals = totals
    self.stepSeconds = stepSeconds
    self.steps = steps
  }
}
