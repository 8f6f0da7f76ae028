import Capacity

extension Topic {
  /// How well past forecasts would have done: what `capdb forecast --backtest` shows. It is no topic of `capdb report`.
  public static let forecastBacktest = Topic(
    "forecast-backtest", "how well forecasts from past days would have done, beside a least-squares line",
    kind: .span(defaultSeconds: 365 * 86_400, groupings: ForecastUses.groupings.map(\.rawValue)),
    columns: BacktestRow.fields.map(\.column)
  ) { scope in
    let uses = try ForecastUses(of: scope, defaultSeconds: 365 * 86_400)
    let rows = uses.all.flatMap { item in
      Backtest(of: item.use).scores.map { BacktestRow(item, score: $0) }
    }
    return Report(
      name: "forecast-backtest", from: uses.from, to: uses.to,
      table: ReportTable(rows, fields: BacktestRow.fields), notices: uses.notices)
  }
}

extension BacktestRow {
  init(_ item: ForecastUses.Item, score: Backtest.Score) {
    cluster = item.cluster
    resource = item.resource
    name = item.name
    measure = score.measure
    horizonDays = score.horizonDays
    forecasts = score.errors.count
    let share = Double(score.covered) * 100 / Double(max(1, forecasts))
    coveredPercent = forecasts > 0 ? FixedDecimal(rounding: share, digits: 1) : nil
    medianError = Median.of(score.errors).flatMap { FixedDecimal(rounding: $0, digits: 1) }
    lineMedianError = Median.of(score.lineErrors).flatMap { FixedDecimal(rounding: $0, digits: 1) }
  }
}
