import Reports

/// Each row as a block of lines, one for each value: its name and the value; an empty line between blocks.
struct BlockWriter: ReportWriter {
  private let cells: CellText
  private let headingWidth: Int

  init(table: ReportTable, terminal: TerminalCapabilities?) {
    let cells = CellText(table: table, terminal: terminal)
    self.cells = cells
    headingWidth = table.columns.reduce(0) { max($0, TerminalText.width(cells.heading(of: $1))) }
  }

  var rowCount: Int { cells.table.rowCount }

  func begin(_ output: inout [UInt8]) {}

  func write(row: Int, into output: inout [UInt8]) {
    if row > 0 { output.append(ascii: "\n") }
    for (column, text) in cells.texts(ofRow: row).enumerated() {
      // At a terminal an absent value is left out; elsewhere every block has the same lines.
      if cells.terminal != nil, cells.table.cell(row: row, column: column) == .absent { continue }
      writeLine(text, row: row, column: column, into: &output)
    }
  }

  func end(_ output: inout [UInt8]) {
    if cells.terminal != nil, cells.table.rowCount == 0 { output.append("(no rows)\n") }
  }

  private func writeLine(_ text: String, row: Int, column: Int, into output: inout [UInt8]) {
    let heading = cells.heading(of: cells.table.columns[column])
    cells.appendHeading(heading, to: &output)
    let padding = headingWidth - TerminalText.width(heading) + TableLayout.gap
    output.append(repeatElement(UInt8(ascii: " "), count: padding))
    cells.append(text, row: row, column: column, to: &output)
    output.append(ascii: "\n")
  }
}
