public import Capacity

/// An answer of the history, ready to be rendered.
public struct Report: Sendable {
  /// The topic, as on the command line.
  public let name: String
  /// The moment of a state report, or the beginning of the span; nil where nothing was recorded.
  ///
  /// A state report over several clusters without `--at` reaches from the earliest to the latest of their observations.
  public let from: Timestamp?
  /// The moment of a state report, or the end of the span; nil where nothing was recorded.
  public let to: Timestamp?
  /// Whether a terminal shows the rows below each other or each one as a list of its values.
  public let layout: Layout
  /// The rows.
  public let table: ReportTable
  /// What a reader must know beside the rows: sources that are unknown or old. One line each, for stderr.
  public let notices: [String]
  /// How the rows lie, if they are a trend; nil for other reports.
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
