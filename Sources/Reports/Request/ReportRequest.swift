public import Capacity

/// What is asked of a report, beside its topic.
public struct ReportRequest: Sendable {
  /// The names of the clusters to report on; empty for all.
  public var clusters: [String]
  /// State topics: the moment to report on; nil for the latest that is known of each source.
  public var at: Timestamp?
  /// Topics over a span: its beginning; nil for the topic's own choice.
  public var since: Timestamp?
  /// Topics over a span: its end, exclusive; nil for the present.
  public var until: Timestamp?
  /// The present.
  public var now: Timestamp
  /// Trends: the length of a step in seconds; nil chooses one that gives about `stepCount` steps.
  public var step: Int64?
  /// Trends: how many steps there should be at most, where the step is not given.
  public var stepCount: Int
  /// What divides the rows, for topics with groupings; nil for the topic's own choice.
  public var by: String?
  /// Trends: the series to give, by one of its names or by all of them joined with slashes; nil for every series.
  public var series: String?
  /// The order of the rows; nil for the topic's own.
  public var sort: SortOrder?
  /// How many rows to give at most, after sorting.
  public var limit: Int?

  /// Makes a request; everything but the present may be left out.
  public init(
    clusters: [String] = [], at: Timestamp? = nil, since: Timestamp? = nil, until: Timestamp? = nil, now: Timestamp,
    step: Int64? = nil, stepCount: Int = 60, by: String? = nil, series: String? = nil, sort: SortOrder? = nil,
    limit: Int? = nil
  ) {
    self.clusters = clusters
    self.at = at
    self.since = since
    self.until = until
    self.now = now
    self.step = step
    self.stepCount = stepCount
    self.by = by
    self.series = series
    self.sort = sort
    self.limit = limit
  }
}
