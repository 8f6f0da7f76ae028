import Capacity
import Reports

/// The lines below a chart: its numbers, and what its signs mean.
struct ChartLegend {
  let lines: [String]

  init(
    _ steps: TrendSteps, _ series: TrendSteps.Series, _ ceiling: ChartCeiling, points: [TrendPoint], glyphs: Glyphs
  ) {
    var signs: [String] = []
    if let column = ceiling.column {
      let last = series.rows.last { $0.map { steps.table.cell(row: $0, column: column) != .absent } ?? false }
      let text = last.flatMap(\.self).map { " " + steps.text(row: $0, column: column) } ?? ""
      signs.append("\(glyphs.limit) \(steps.table.columns[column].name)\(text)")
    }
    if points.contains(.gap) { signs.append("\(glyphs.gap) gap: nothing is known") }
    lines = [Self.numbers(steps, series, points), signs.joined(separator: "   ")].filter { !$0.isEmpty }
  }

  /// `last 93.1%, lowest 12.0%, highest 98.0% at 2026-11-22T14:00Z`.
  private static func numbers(
    _ steps: TrendSteps, _ series: TrendSteps.Series, _ points: [TrendPoint]
  ) -> String {
    let known = points.indices.compactMap { place in points[place].value.map { (place: place, value: $0) } }
    guard let last = known.last, let highest = known.max(by: { $0.value < $1.value }),
      let lowest = known.min(by: { $0.value < $1.value })
    else { return "nothing is known of the span" }
    func text(_ place: Int) -> String {
      series.rows[place].map { steps.text(row: $0, column: steps.valueColumn) } ?? ""
    }
    let at = Humanized.moment(steps.times[highest.place])
    return "last \(text(last.place)), lowest \(text(lowest.place)), highest \(text(highest.place)) at \(at)"
  }
}

extension TrendSteps {
  /// A value as people read it.
  func text(row: Int, column: Int) -> String {
    table.cell(row: row, column: column).humanText(of: table.columns[column].kind)
  }
}
