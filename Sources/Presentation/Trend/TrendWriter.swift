import Capacity
import Reports

/// A trend at a terminal: a line that says what is shown, and a table with a drawing at the end of its lines.
///
/// Several series take a line each, with what was last known of them and a sparkline; a single one takes a line for each
/// step, with a bar.
struct TrendWriter: ReportWriter {
  private let title: String
  private let table: TableWriter

  /// - Parameter everyStep: also several series take a line for each step.
  /// - Returns: nil if the report is no trend, or has no rows to draw.
  init?(_ report: Report, terminal: TerminalCapabilities, everyStep: Bool) {
    guard let steps = TrendSteps(report), !steps.series.isEmpty else { return nil }
    title = TrendTitle.text(report, steps, terminal)
    table =
      steps.series.count == 1 || everyStep
      ? TableWriter(everyStepOf: steps, terminal) : TableWriter(everySeriesOf: steps, terminal)
  }

  var rowCount: Int { table.rowCount }

  func begin(_ output: inout [UInt8]) {
    output.append("\(title)\n")
    table.begin(&output)
  }

  func write(row: Int, into output: inout [UInt8]) { table.write(row: row, into: &output) }

  func end(_ output: inout [UInt8]) { table.end(&output) }
}

extension TableWriter {
  /// A line for each series: its names, what was last known of it, and its sparkline.
  fileprivate init(everySeriesOf steps: TrendSteps, _ terminal: TerminalCapabilities) {
    let rows = steps.series.compactMap(steps.lastKnownRow)
    let cells = CellText(
      table: steps.table.rearranged(rows), terminal: terminal, dayColumn: steps.isDaily ? steps.timeColumn : nil)
    // What was last known is as old as the last step unless the line says otherwise.
    let latest = steps.times.last.map { ReportCell($0) }
    let areLatest = rows.allSatisfy { steps.table.cell(row: $0, column: steps.timeColumn) == latest }
    let least = min(steps.times.count, DrawingSpace.least)
    let layout = TableLayout(
      cells, leavingOut: areLatest ? [steps.timeColumn] : [],
      reserving: min(steps.times.count, max(least, (terminal.width ?? 0) / 3)) + TableLayout.gap)
    let room = DrawingSpace.left(by: layout, of: terminal, least: least)
    self.init(cells, layout: layout, drawing: room.map { SparklineColumn(steps, cells, room: $0) })
  }

  /// A line for each step, and for each series if there are several, with a bar.
  fileprivate init(everyStepOf steps: TrendSteps, _ terminal: TerminalCapabilities) {
    let cells = CellText(table: steps.table, terminal: terminal, dayColumn: steps.isDaily ? steps.timeColumn : nil)
    let layout = TableLayout(
      cells, leavingOut: steps.series.count == 1 ? Set(steps.seriesColumns) : [],
      reserving: DrawingSpace.least + TableLayout.gap)
    let room = DrawingSpace.left(by: layout, of: terminal, least: DrawingSpace.least)
    self.init(cells, layout: layout, drawing: room.map { BarColumn(steps, cells, room: $0) })
  }
}

/// How much of a line there is for a drawing.
enum DrawingSpace {
  /// The least that shows anything.
  static let least = 8
  /// Longer bars show no more.
  static let widestBar = 40

  /// What the table leaves of a line; nil if that is less than `least`.
  static func left(by layout: TableLayout, of terminal: TerminalCapabilities, least: Int) -> Int? {
    guard let width = terminal.width else { return .max }
    let left = width - layout.total - TableLayout.gap
    return left < least ? nil : left
  }
}
