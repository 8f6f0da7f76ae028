import Reports

/// The sparklines of the series, one for each row of a table.
struct SparklineColumn: RowDrawing {
  private let heading: String
  private let lines: [Sparkline]
  private let pen: Pen

  /// - Parameter room: the columns that there are; series with more steps show several of them in one.
  init(_ steps: TrendSteps, _ cells: CellText, room: Int) {
    pen = cells.pen
    heading = steps.drawingHeading(cells, room: room)
    let glyphs = pen.glyphs
    lines = steps.series.map { series in
      let points = steps.points(of: series, column: steps.valueColumn)
      let top = steps.shape.maximum.map(Double.init) ?? points.compactMap(\.value).max() ?? 0
      return Sparkline(points, top: top, width: room, glyphs: glyphs)
    }
  }

  func appendHeading(to output: inout [UInt8]) { pen.appendHeading(heading, to: &output) }

  func append(row: Int, to output: inout [UInt8]) { pen.append(lines[row].marks, to: &output) }
}

/// The bars of a table whose rows are steps.
struct BarColumn: RowDrawing {
  /// What stands in place of a bar where nothing is known.
  private static let gap = "gap"

  private let heading: String
  private let steps: TrendSteps
  private let top: Double
  private let width: Int
  private let pen: Pen

  /// - Parameter room: the columns that there are.
  init(_ steps: TrendSteps, _ cells: CellText, room: Int) {
    self.steps = steps
    width = min(room, DrawingSpace.widestBar)
    pen = cells.pen
    heading = steps.drawingHeading(cells, room: room)
    top =
      steps.shape.maximum.map(Double.init)
      ?? (0..<steps.table.rowCount).compactMap { steps.table.cell(row: $0, column: steps.valueColumn).number }.max()
      ?? 0
  }

  func appendHeading(to output: inout [UInt8]) { pen.appendHeading(heading, to: &output) }

  func append(row: Int, to output: inout [UInt8]) {
    if steps.isGap(row: row) {
      output.append(Self.gap)
    } else if let value = steps.table.cell(row: row, column: steps.valueColumn).number {
      let bar = Bar.text(value, top: top, width: width, glyphs: pen.glyphs)
      if !bar.isEmpty { pen.append(bar, tone: steps.table.tone(row: row, column: steps.valueColumn), to: &output) }
    }
  }
}

extension TrendSteps {
  /// What a drawing shows, and its scale where all lines share one: `used, 0 to 100%`.
  func drawingHeading(_ cells: CellText, room: Int) -> String {
    let column = table.columns[valueColumn]
    let scale = shape.maximum.map { ", 0 to \(ReportCell.integer($0).humanText(of: column.kind))" } ?? ""
    return TerminalText.truncated(
      cells.heading(of: column) + scale, to: room, ellipsis: cells.pen.glyphs.ellipsis)
  }
}
