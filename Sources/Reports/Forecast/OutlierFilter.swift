/// Single days that stand apart from their neighbours, such as the day of a batch job: they say nothing of a trend.
enum OutlierFilter {
  private static let reach = 5
  private static let limit = 4.0

  /// The days without those that lie further from the median of the days around them than four standard deviations of
  /// what is usual.
  ///
  /// A median follows a level that has shifted for good, so that its days stay.
  static func kept(_ days: [UseSeries.Day]) -> [UseSeries.Day] {
    guard days.count > 2 * reach else { return days }
    let residuals = days.indices.map { index in
      let around = max(0, min(index - reach, days.count - 2 * reach - 1))
      let window = days[around...(around + 2 * reach)].map(\.peak)
      return days[index].peak - (Median.of(window) ?? days[index].peak)
    }
    let scatter = Median.deviation(of: residuals)
    // Where most days are alike the scatter is zero, and any change would stand apart.
    guard scatter > 0 else { return days }
    let kept = zip(days, residuals).filter { $1.magnitude <= limit * scatter }.map(\.0)
    return kept.count * 2 > days.count ? kept : days
  }
}
