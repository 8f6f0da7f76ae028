import Reports

/// What a series had at a step.
enum TrendPoint: Hashable {
  /// The series was not there, or the value means nothing.
  case nothing
  /// It is not known.
  case gap
  /// A value and whether it calls for attention.
  case value(Double, ReportTone)

  /// The value, if there is one.
  var value: Double? { if case .value(let value, _) = self { value } else { nil } }
}

extension [TrendPoint] {
  /// The points brought to `width`: several that share a place become the highest of them, a place that has none of its
  /// own repeats its neighbour.
  ///
  /// The highest counts because what ran short for one step matters more than what was there on average.
  func resampled(to width: Int) -> [TrendPoint] {
    guard !isEmpty, width > 0 else { return [] }
    return (0..<width).map { place in
      let from = place * count / width
      return Self.highest(of: self[from..<Swift.max(from + 1, (place + 1) * count / width)])
    }
  }

  private static func highest(of points: ArraySlice<TrendPoint>) -> TrendPoint {
    points.reduce(.nothing) { best, point in
      switch (best, point) {
      case (.value(let left, _), .value(let right, _)): right > left ? point : best
      case (.value, _), (.gap, .nothing): best
      default: point
      }
    }
  }
}
