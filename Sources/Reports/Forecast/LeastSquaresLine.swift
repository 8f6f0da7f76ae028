/// The line through all points of a series: what `predict_linear` of Prometheus draws.
struct LeastSquaresLine: Sendable {
  private let lastDay: Int
  private let level: Double
  /// How much it rises in a day.
  let slope: Double

  /// - Returns: nil for less than two days.
  init?(through series: UseSeries) {
    lastDay = series.lastDay
    let times = series.days.map { Double($0.number - series.lastDay) }
    guard let fit = TrendFit(.line, times: times, values: series.days.map(\.peak)) else { return nil }
    level = fit.coefficients.x
    slope = fit.coefficients.y
  }

  /// Its value so many days after the last one.
  func value(inDays days: Int) -> Double { level + slope * Double(days) }

  /// The first day on which it reaches `total`; infinite for more than a year.
  func exhaustion(of total: Double) -> Double {
    let day = (1...UseForecast.horizonDays).first { value(inDays: $0) >= total }
    return day.map(Double.init) ?? .infinity
  }
}
