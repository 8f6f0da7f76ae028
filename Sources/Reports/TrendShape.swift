public import Capacity

/// How the rows of a trend lie in its table: what a terminal needs to draw them.
///
/// A trend has a row for each step and each series that there was in it; in a step of which nothing is known the numbers
/// of the row are absent.
public struct TrendShape: Hashable, Sendable {
  /// The name of the column that holds when a step begins.
  public let time: String
  /// The names of the columns that tell the series apart, for example `cluster` and `group`.
  public let series: [String]
  /// The name of the column that is drawn, for example `used_percent`.
  public let value: String
  /// The highest value that `value` can have, for example 100 for a percentage; nil where nothing bounds it.
  public let maximum: Int64?
  /// The names of the columns that bound others: `["slots_used": "slots_allocatable"]`.
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
