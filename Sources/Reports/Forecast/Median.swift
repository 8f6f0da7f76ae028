/// Robust averages.
enum Median {
  /// The value in the middle, or the mean of the two in the middle; nil of nothing.
  static func of(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  /// The standard deviation that normally distributed values around zero with this median magnitude have.
  static func deviation(of residuals: [Double]) -> Double {
    (of(residuals.map(\.magnitude)) ?? 0) * 1.4826
  }
}
