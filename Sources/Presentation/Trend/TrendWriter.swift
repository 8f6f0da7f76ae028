import Capacity
import Reports

/// A trend at a terminal: a title, and a table with a drawing at the end of each line.
///
/// Several series have a line each, with the values last known and a sparkline. A single series has a line for each step,
/// with a bar.
struct TrendWriter: ReportWriter {
  private let title: String
  private let table: TableWriter

  /// - Parameter everyStep: several series too have a line for each step.
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
  /// A line for each series: its names, the values last known, and its sparkline.
  fileprivate init(everySeriesOf steps: TrendSteps, _ terminal: TerminalCapabilities) {
    let rows = steps.series.compactMap(steps.lastKnownRow)
    let cells = CellText(
      table: steps.table.rearranged(rows), terminal: terminal, dayColumn: steps.isDaily ? steps.timeColumn : nil)
    // Lines without a time show the values of the last step.
    let latest = steps.times.last.map { ReportCell($0) }
    let areLatest = rows.allSatisfy { steps.table.cell(row: $0, column: steps.timeColumn) == latest }
    let least = min(steps.times.count, DrawingSpace.least)
    let layout = TableLayout(
      cells, leavingOut: areLatest ? [steps.timeColumn] : [],
      reserving: min(steps.times.count, max(least, (terminal.width ?? 0) / 3)) + TableLayout.gap)
    let width = DrawingSpace.left(by: layout, of: terminal, least: least)
    self.init(cells, layout: layout, drawing: width.map { SparklineColumn(steps, cells, width: $0) })
  }

  /// A line for each step, and for each series if there are several, with a bar.
  fileprivate init(everyStepOf steps: TrendSteps, _ terminal: TerminalCapabilities) {
    let cells = CellText(table: steps.table, terminal: terminal, dayColumn: steps.isDaily ? steps.timeColumn : nil)
    let layout = TableLayout(
      cells, leavingOut: steps.series.count == 1 ? Set(steps.seriesColumns) : [],
      reserving: DrawingSpace.least + TableLayout.gap)
    let width = DrawingSpace.left(by: layout, of: terminal, least: DrawingSpace.least)
    self.init(cells, layout: layout, drawing: width.map { BarColumn(steps, cells, width: $0) })
  }
}

/// How many columns of a line a drawing gets.
enum DrawingSpace {
  /// A narrower drawing shows nothing.
  static let least = 8
  /// A longer bar shows no more.
  static let widestBar = 40

  /// The columns that the table leaves; nil if they are fewer than `least`.
  static func left(by layout: TableLayout, of terminal: TerminalCapabilities, least: Int) -> Int? {
    guard let width = terminal.width else { return .max }
    let left = width - layout.total - TableLayout.gap
    return left < least ? nil : left
  }
}

/// The title of a trend: topic, the series if there is only one, span and step.
enum TrendTitle {
  static func text(_ report: Report, _ steps: TrendSteps, _ terminal: TerminalCapabilities) -> String {
    let only = steps.series.count == 1 ? steps.series[0].name : ""
    let subject = only.isEmpty ? report.name : "\(report.name) of \(TerminalText.escaped(only))"
    let text = subject + span(report, steps)
    guard let width = terminal.width else { return text }
    return TerminalText.truncated(text, to: width, ellipsis: Pen(terminal).glyphs.ellipsis)
  }

  /// `, step 3h: 2026-11-16T04:40Z to 2026-11-23T04:40Z`.
  static func span(_ report: Report, _ steps: TrendSteps) -> String {
    guard let from = report.from ?? steps.times.first, let to = report.to ?? steps.times.last else { return "" }
    let step = steps.stepSeconds.map { ", step \(Humanized.duration(seconds: $0))" } ?? ""
    return "\(step): \(Humanized.moment(from)) to \(Humanized.moment(to))"
  }
}
