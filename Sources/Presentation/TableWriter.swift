import Reports

/// A table of aligned columns, numbers to the right, and a drawing at the end of each line if there is one.
struct TableWriter: ReportWriter {
  private let cells: CellText
  private let layout: TableLayout
  private let drawing: (any RowDrawing)?

  init(table: ReportTable, terminal: TerminalCapabilities?) {
    cells = CellText(table: table, terminal: terminal)
    layout = TableLayout(cells)
    drawing = nil
  }

  init(_ cells: CellText, layout: TableLayout, drawing: (any RowDrawing)?) {
    self.cells = cells
    self.layout = layout
    self.drawing = drawing
  }

  var rowCount: Int { cells.table.rowCount }

  func begin(_ output: inout [UInt8]) {
    let headings = cells.table.columns.map(cells.heading)
    writeLine(headings, into: &output) { text, _, output in cells.appendHeading(text, to: &output) }
    drawing?.appendHeading(to: &output)
    output.endLine()
  }

  func write(row: Int, into output: inout [UInt8]) {
    writeLine(cells.texts(ofRow: row), into: &output) { text, column, output in
      cells.append(text, row: row, column: column, to: &output)
    }
    drawing?.append(row: row, to: &output)
    output.endLine()
  }

  func end(_ output: inout [UInt8]) {
    guard cells.terminal != nil else { return }
    if cells.table.rowCount == 0 { output.append("(no rows)\n") }
    if layout.hiddenCount > 0 {
      let columns = layout.hiddenCount == 1 ? "1 more column" : "\(layout.hiddenCount) more columns"
      output.append("(\(columns): widen the terminal, or use --format csv or json)\n")
    }
  }

  private func writeLine(
    _ texts: [String], into output: inout [UInt8], append: (String, Int, inout [UInt8]) -> Void
  ) {
    for (position, column) in layout.columns.enumerated() {
      if position > 0 { output.append(repeatElement(UInt8(ascii: " "), count: TableLayout.gap)) }
      let text = texts[column.index]
      let shown =
        cells.terminal == nil
        ? text : TerminalText.truncated(text, to: column.width, ellipsis: cells.pen.glyphs.ellipsis)
      let padding = repeatElement(UInt8(ascii: " "), count: max(0, column.width - TerminalText.width(shown)))
      let isNumeric = cells.table.columns[column.index].kind.isNumeric
      if isNumeric { output.append(padding) }
      append(shown, column.index, &output)
      if !isNumeric { output.append(padding) }
    }
    if drawing != nil { output.append(repeatElement(UInt8(ascii: " "), count: TableLayout.gap)) }
  }
}

/// What stands at the end of each line of a table.
protocol RowDrawing {
  func appendHeading(to output: inout [UInt8])
  func append(row: Int, to output: inout [UInt8])
}

extension [UInt8] {
  mutating func append(_ bytes: Repeated<UInt8>) {
    append(contentsOf: bytes)
  }

  /// Ends a line without blanks before its end.
  mutating func endLine() {
    while last == UInt8(ascii: " ") { removeLast() }
    append(ascii: "\n")
  }
}
