import Reports

/// The sparklines of the series, one for each row of a table.
struct SparklineColumn: RowDrawing {
  private let heading: String
  private let lines: [Sparkline]
  private let pen: Pen

  /// - Parameter width: the columns to use; a series with more steps shows several of them in one.
  init(_ steps: TrendSteps, _ cells: CellText, width: Int) {
    pen = cells.pen
    heading = steps.drawingHeading(cells, width: width)
    let glyphs = pen.glyphs
    lines = steps.series.map { series in
      let points = steps.points(of: series, column: steps.valueColumn)
      let top = steps.shape.maximum.map(Double.init) ?? points.compactMap(\.value).max() ?? 0
      return Sparkline(points, top: top, width: width, glyphs: glyphs)
    }
  }

  func appendHeading(to output: inout [UInt8]) { pen.appendHeading(heading, to: &output) }

  func append(row: Int, to output: inout [UInt8]) { pen.append(lines[row].marks, to: &output) }
}

/// The bars of a table whose rows are steps.
struct BarColumn: RowDrawing {
  /// Shown instead of a bar for an unknown step.
  private static let gap = "gap"

  private let heading: String
  private let steps: TrendSteps
  private let top: Double
  private let width: Int
  private let pen: Pen

  /// - Parameter width: the columns to use.
  init(_ steps: TrendSteps, _ cells: CellText, width: Int) {
    self.steps = steps
    self.width = min(width, DrawingSpace.widestBar)
    pen = cells.pen
    heading = steps.drawingHeading(cells, width: width)
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
  /// The column of a drawing, and the scale if all lines share one: `used, 0 to 100%`.
  func drawingHeading(_ cells: CellText, width: Int) -> String {
    let column = table.columns[valueColumn]
    let scale = shape.maximum.map { ", 0 to \(ReportCell.integer($0).humanText(of: column.kind))" } ?? ""
    return TerminalText.truncated(
      cells.heading(of: column) + scale, to: width, ellipsis: cells.pen.glyphs.ellipsis)
  }
}

/// A series as a line of small bars, each for one or several steps.
struct Sparkline {
  let marks: [Mark]

  /// - Parameters:
  ///   - top: the value that takes the full height. The scale begins at 0, as any other makes small changes look large.
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

  /// The index of the height that is nearest to a value.
  static func height(of value: Double, top: Double, count: Int) -> Int {
    guard top > 0, value > 0 else { return 0 }
    return Int((min(value / top, 1) * Double(count - 1)).rounded())
  }
}

/// A value as a bar from the left.
enum Bar {
  /// The bar as text, `width` columns long where the value is `top`.
  ///
  /// A value above zero shows at least the thinnest end, to differ from zero.
  static func text(_ value: Double, top: Double, width: Int, glyphs: Glyphs) -> String {
    guard top > 0, value > 0, width > 0 else { return "" }
    let eighths = max(1, Int((min(value / top, 1) * Double(width * 8)).rounded()))
    let end = eighths % 8 > 0 ? glyphs.barEnds[eighths % 8 - 1] : ""
    return String(repeating: glyphs.full, count: eighths / 8) + end
  }
}
