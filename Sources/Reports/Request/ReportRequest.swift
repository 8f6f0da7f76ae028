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
  /// The report `pods`: only the pods that held this address; nil for all.
  public var address: IPAddress?
  /// The order of the rows; nil for the topic's own.
  public var sort: SortOrder?
  /// How many rows to give at most, after sorting.
  public var limit: Int?

  /// Creates a request; everything but the present may be left out.
  public init(
    clusters: [String] = [], at: Timestamp? = nil, since: Timestamp? = nil, until: Timestamp? = nil, now: Timestamp,
    step: Int64? = nil, stepCount: Int = 60, by: String? = nil, series: String? = nil, address: IPAddress? = nil,
    sort: SortOrder? = nil, limit: Int? = nil
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
    self.address = address
    self.sort = sort
    self.limit = limit
  }

  /// Reads the values of `--at`, `--since`, `--until` and `--sort`; nil stands for an option that is not given.
  ///
  /// - Throws: `ReportError.badTime`, `ReportError.badSortOrder`.
  public init(
    at: String? = nil, since: String?, until: String?, sort: String? = nil, now: Timestamp
  ) throws(ReportError) {
    func moment(_ text: String?, _ option: String) throws(ReportError) -> Timestamp? {
      guard let text else { return nil }
      return try TimeExpression(parsing: text, option: option).resolved(at: now)
    }
    self.init(
      at: try moment(at, "--at"), since: try moment(since, "--since"), until: try moment(until, "--until"), now: now)
    if let sort { self.sort = try SortOrder(parsing: sort) }
  }
}

/// How `--sort` orders the rows.
public struct SortOrder: Hashable, Sendable {
  /// The name of the column.
  public let column: String
  /// From high to low.
  public let isDescending: Bool

  /// Creates an order, by default from low to high.
  public init(column: String, isDescending: Bool = false) {
    self.column = column
    self.isDescending = isDescending
  }

  /// Reads `COLUMN`, `COLUMN:asc`, `COLUMN:desc` or `-COLUMN`, the last two from high to low.
  ///
  /// - Throws: `ReportError.badSortOrder` for anything else. Whether the column exists depends on the topic.
  public init(parsing text: String) throws(ReportError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let isNegated = text.hasPrefix("-")
    let name = String(parts[0].dropFirst(isNegated ? 1 : 0))
    let direction = parts.count > 1 ? String(parts[1]) : "asc"
    guard !name.isEmpty, parts.count <= 2, direction == "asc" || direction == "desc" else {
      throw ReportError.badSortOrder(text)
    }
    self.init(column: name, isDescending: isNegated != (direction == "desc"))
  }
}

extension IPAddress {
  /// Reads the value of `--ip`.
  ///
  /// - Throws: `ReportError.badAddress` for anything but an IPv4 or IPv6 address.
  public init(option text: String) throws(ReportError) {
    guard let address = IPAddress(text) else { throw .badAddress(text) }
    self = address
  }
}
