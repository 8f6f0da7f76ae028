public import Capacity

/// The forecast of something that fills up, day by day: what a chart draws beside the recorded trend.
public struct ForecastCurve: Sendable {
  /// The row of the report `forecast` that says when it is full.
  public var row: ForecastRow
  /// The coming days, the next one first; empty where there is too little history.
  public var days: [Day]

  /// The peak of a day to come.
  public struct Day: Hashable, Sendable {
    /// The beginning of the day.
    public var time: Timestamp
    /// The median of the peak: pod slots or addresses.
    public var median: Double
    /// The lower end of the interval that holds the peak in four of five cases.
    public var low: Double
    /// Its upper end.
    public var high: Double
  }
}

extension ForecastCurve {
  /// The forecasts of everything that a request selects, in the order of the report `forecast`.
  ///
  /// - Parameters:
  ///   - request: as for `Topic.forecast`; its sort order and its limit do not count.
  ///   - days: how many days to look ahead, up to 365.
  ///   - points: at most how many of them to compute for each curve.
  /// - Returns: the curves, and the notices that the report would have.
  /// - Throws: as `Topic.report(_:from:)`.
  public static func curves(
    _ request: ReportRequest, from history: some HistoryReading, days: Int, points: Int = 40
  ) throws -> (curves: [ForecastCurve], notices: [String]) {
    try Topic.forecast.check(request)
    let scope = try ReportScope(request, of: history)
    let uses = try ForecastUses(of: scope, defaultSeconds: 90 * 86_400)
    let ahead = min(max(days, 1), UseForecast.horizonDays)
    let step = max(1, (ahead + points - 1) / max(1, points))
    let curves = uses.all.map { ForecastCurve(of: $0, now: uses.to, days: ahead, every: step) }
    return (curves.sorted { ForecastRow.precedes($0.row, $1.row) }, scope.notices + uses.notices)
  }

  private init(of item: ForecastUses.Item, now: Timestamp, days count: Int, every step: Int) {
    let forecast = UseForecast(of: item.use.series)
    row = ForecastRow(
      cluster: item.cluster, resource: item.resource, name: item.name, use: item.use, forecast: forecast, now: now)
    guard let forecast, item.use.latest.total > 0 else {
      days = []
      return
    }
    let last = item.use.series.lastDay
    days = stride(from: step, through: max(step, count), by: step).map { ahead in
      let peak = forecast.peak(inDays: ahead)
      return Day(time: Timestamp(day: last + ahead), median: peak.median, low: peak.low, high: peak.high)
    }
  }
}
