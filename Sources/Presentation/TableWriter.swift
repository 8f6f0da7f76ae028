import Reports

/// A table of aligned columns, numbers to the right, with an optional drawing at the end of each line.
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

/// A drawing at the end of each line of a table.
protocol RowDrawing {
  func appendHeading(to output: inout [UInt8])
  func append(row: Int, to output: inout [UInt8])
}

extension [UInt8] {
  mutating func append(_ bytes: Repeated<UInt8>) {
    append(contentsOf: bytes)
  }

  /// Ends a line and removes trailing blanks.
  mutating func endLine() {
    while last == UInt8(ascii: " ") { removeLast() }
    append(ascii: "\n")
  }
}

/// Each row as a block of lines with the name and the value of a column; an empty line between blocks.
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

/// The text of a table's cells: the plain values in a file, readable units at a terminal.
struct CellText {
  let table: ReportTable
  let terminal: TerminalCapabilities?
  /// A column of times that are all at midnight: a terminal shows their dates.
  var dayColumn: Int?
  let pen: Pen

  /// The text of an absent value, so that a line always has as many words as columns.
  static let absent = "-"

  init(table: ReportTable, terminal: TerminalCapabilities?, dayColumn: Int? = nil) {
    self.table = table
    self.terminal = terminal
    self.dayColumn = dayColumn
    pen = Pen(terminal)
  }

  func heading(of column: ReportColumn) -> String {
    guard let terminal else { return TerminalText.escaped(column.name) }
    let heading = TerminalText.escaped(column.heading)
    return terminal.usesUnicode ? heading : heading.replacing("…", with: "...")
  }

  func texts(ofRow row: Int) -> [String] {
    table.cells(ofRow: row).enumerated().map { text(of: $1, column: $0) }
  }

  private func text(of cell: ReportCell, column: Int) -> String {
    let text = terminal == nil ? cell.plainText : humanText(of: cell, column: column)
    return text.isEmpty ? Self.absent : TerminalText.escaped(text)
  }

  private func humanText(of cell: ReportCell, column: Int) -> String {
    if column == dayColumn, case .timestamp(let moment) = cell { return Humanized.day(moment) }
    return cell.humanText(of: table.columns[column].kind)
  }

  /// Appends text in the colour of its tone, if the terminal has colours.
  func append(_ text: String, row: Int, column: Int, to output: inout [UInt8]) {
    let tone = text == Self.absent || !pen.usesColor ? .plain : table.tone(row: row, column: column)
    pen.append(text, tone: tone, to: &output)
  }

  func appendHeading(_ text: String, to output: inout [UInt8]) {
    pen.appendHeading(text, to: &output)
  }
}
