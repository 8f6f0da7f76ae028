import Reports

/// A series as a line of small columns, one for each step or for several.
struct Sparkline {
  let marks: [Mark]

  /// - Parameters:
  ///   - top: the value that takes the full height; from 0 on, as a line that begins elsewhere makes every change look
  ///     like a large one.
  init(_ points: [TrendPoint], top: Double, width: Int, glyphs: Glyphs) {
    let fitting = points.count > width ? points.resampled(to: width) : points
    marks = fitting.map { point in
      switch point {
      case .nothing: Mark(text: " ")
      case .gap: Mark(text: glyphs.gap)
      case .value(let value, let tone):
        Mark(text: glyphs.heights[Self.height(of: value, top: top, count: glyphs.heights.count)], tone: tone)
      }
    }
  }

  /// The height that is nearest to a value, from 0 on.
  static func height(of value: Double, top: Double, count: Int) -> Int {
    guard top > 0, value > 0 else { return 0 }
    return Int((min(value / top, 1) * Double(count - 1)).rounded())
  }
}
