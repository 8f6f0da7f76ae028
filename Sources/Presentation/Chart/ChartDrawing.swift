import Capacity
import Reports

/// A chart: title, scale, columns, times and legend.
struct ChartDrawing {
  private let title: String
  private let scale: ChartScale
  private let columns: ChartColumns
  private let times: ChartTimeAxis
  private let legend: [String]
  private let labelWidth: Int
  private let pen: Pen

  static let usualWidth = 80
  static let leastWidth = 10
  /// The width of `100%` and the axis.
  static let usualMargin = 6
  private static let usualHeight = 12
  /// Title, axis, times, two lines of legend, and the prompt that follows.
  private static let linesAround = 6

  init(_ report: Report, _ steps: TrendSteps, _ series: TrendSteps.Series, on canvas: TerminalCapabilities) {
    pen = Pen(canvas)
    let column = steps.table.columns[steps.valueColumn]
    let width = canvas.width ?? Self.usualWidth
    let points = steps.points(of: series, column: steps.valueColumn)
    let ceiling = ChartCeiling(steps, series)
    scale = ChartScale(
      highest: max(points.compactMap(\.value).max() ?? 0, ceiling.values.compactMap(\.self).max() ?? 0),
      maximum: ceiling.maximum, kind: column.kind)
    labelWidth = scale.labels.map { TerminalText.width($0) }.max() ?? 0
    let plotWidth = max(Self.leastWidth, width - labelWidth - 2)
    columns = ChartColumns(
      points: points.resampled(to: plotWidth), limits: ceiling.resampled(to: plotWidth), top: scale.top,
      height: Self.height(on: canvas), glyphs: pen.glyphs)
    let step = steps.stepSeconds ?? 60
    times = ChartTimeAxis(
      from: steps.times[0], seconds: Int64(steps.times.count) * step, stepSeconds: step, width: plotWidth)
    let glyphs = pen.glyphs
    let fitted = { TerminalText.truncated($0, to: width, ellipsis: glyphs.ellipsis) }
    let subject = series.name.isEmpty ? "" : " of \(TerminalText.escaped(series.name))"
    title = fitted("\(column.name)\(subject)\(TrendTitle.span(report, steps))")
    legend = ChartLegend(steps, series, ceiling, points: points, glyphs: glyphs).lines.map(fitted)
  }

  /// A multiple of the number of divisions.
  private static func height(on canvas: TerminalCapabilities) -> Int {
    guard let lines = canvas.height else { return usualHeight }
    let divisions = ChartScale.divisions
    return max(divisions, min(usualHeight, (lines - linesAround) / divisions * divisions))
  }

  func write(into output: inout [UInt8]) {
    pen.appendHeading(title, to: &output)
    output.append(ascii: "\n")
    for line in (0..<columns.height).reversed() { write(line: line, into: &output) }
    writeAxis(into: &output)
    writeTimes(into: &output)
    for line in legend { output.append("\(line)\n") }
  }

  private func write(line: Int, into output: inout [UInt8]) {
    let perDivision = columns.height / ChartScale.divisions
    let isDivision = (line + 1) % perDivision == 0
    let label = isDivision ? scale.labels[(line + 1) / perDivision] : ""
    let axis = isDivision ? pen.glyphs.verticalTick : pen.glyphs.verticalAxis
    writeMargin(label, axis, into: &output)
    pen.append(columns.marks(ofLine: line), to: &output)
    output.endLine()
  }

  private func writeAxis(into output: inout [UInt8]) {
    var marks = Array(repeating: pen.glyphs.horizontalAxis, count: columns.points.count)
    for tick in times.ticks { marks[tick.column] = pen.glyphs.horizontalTick }
    writeMargin(scale.labels[0], pen.glyphs.corner, into: &output)
    output.append(marks.joined())
    output.endLine()
  }

  private func writeTimes(into output: inout [UInt8]) {
    writeMargin("", " ", into: &output)
    var column = 0
    for tick in times.ticks {
      output.append(repeatElement(UInt8(ascii: " "), count: max(0, tick.column - column)))
      output.append(tick.label)
      column = tick.column + tick.label.utf8.count
    }
    output.endLine()
  }

  private func writeMargin(_ label: String, _ axis: String, into output: inout [UInt8]) {
    output.append(repeatElement(UInt8(ascii: " "), count: labelWidth - TerminalText.width(label)))
    output.append("\(label) \(axis)")
  }
}

/// The lines below a chart: its numbers, and the meaning of its characters.
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
