import Reports

/// The body of a chart: columns that rise from the bottom, and the line of what there is at most.
struct ChartColumns {
  let points: [TrendPoint]
  /// What there was at most in each column; nil where that is unknown.
  let limits: [Double?]
  let top: Double
  /// How many lines it takes.
  let height: Int
  let glyphs: Glyphs

  /// The marks of a line, counted from the bottom.
  func marks(ofLine line: Int) -> [Mark] {
    points.indices.map { column in
      let limit = limits[column].map { lineOfLimit($0) == line ? glyphs.limit : " " } ?? " "
      switch points[column] {
      case .nothing: return Mark(text: limit)
      case .gap: return Mark(text: line == 0 ? glyphs.gap : limit)
      case .value(let value, let tone):
        guard let text = text(eighths(of: value) - line * 8) else { return Mark(text: limit) }
        return Mark(text: text, tone: tone)
      }
    }
  }

  /// What shows in a line that so many eighths of a column reach into; nil for none.
  private func text(_ eighths: Int) -> String? {
    if eighths <= 0 { return nil }
    return eighths >= 8 ? glyphs.full : glyphs.columnTops[eighths - 1]
  }

  /// How high a value rises; one above zero is always seen.
  func eighths(of value: Double) -> Int {
    guard top > 0, value > 0 else { return 0 }
    return max(1, Int((min(value / top, 1) * Double(height * 8)).rounded()))
  }

  private func lineOfLimit(_ limit: Double) -> Int {
    guard top > 0 else { return -1 }
    return Int((min(max(limit / top, 0), 1) * Double(height)).rounded(.up)) - 1
  }
}
