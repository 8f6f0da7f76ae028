import Reports

/// A table of aligned columns, numbers to the right.
struct TableWriter: ReportWriter {
  private let cells: CellText
  private let layout: TableLayout

  init(table: ReportTable, terminal: TerminalCapabilities?) {
    cells = CellText(table: table, terminal: terminal)
    layout = TableLayout(cells)
  }

  func begin(_ output: inout [UInt8]) {
    let headings = cells.table.columns.map(cells.heading)
    writeLine(headings, into: &output) { text, _, output in cells.appendHeading(text, to: &output) }
  }

  func write(row: Int, into output: inout [UInt8]) {
    writeLine(cells.texts(ofRow: row), into: &output) { text, column, output in
      cells.append(text, row: row, column: column, to: &output)
    }
  }

  func end(_ output: inout [UInt8]) {
    guard cells.terminal != nil else { return }
    if cells.table.rowCount == 0 { output.append("(no rows)\n") }
    if layout.hiddenCount > 0 {
      let columns = layout.hiddenCount == 1 ? "1 more column" : "\(layout.hiddenCount) more columns"
      output.append("(\(columns): widen the terminal, or use --format csv or json)\n")
    }
  }

  /// Writes a line; nothing follows its last text, so lines have no blanks at their end.
  private func writeLine(
    _ texts: [String], into output: inout [UInt8], append: (String, Int, inout [UInt8]) -> Void
  ) {
    for (position, column) in layout.columns.enumerated() {
      let isLast = position == layout.columns.count - 1
      let text = texts[column.index]
      let shown = cells.terminal == nil ? text : TerminalText.truncated(text, to: column.width)
      let padding = max(0, column.width - TerminalText.width(shown))
      let isNumeric = cells.table.columns[column.index].kind.isNumeric
      if isNumeric { output.append(repeatElement(UInt8(ascii: " "), count: padding)) }
      append(shown, column.index, &output)
      if isLast { continue }
      let gap = TableLayout.gap + (isNumeric ? 0 : padding)
      output.append(repeatElement(UInt8(ascii: " "), count: gap))
    }
    output.append(ascii: "\n")
  }
}

extension [UInt8] {
  mutating func append(_ bytes: Repeated<UInt8>) {
    append(contentsOf: bytes)
  }
}
