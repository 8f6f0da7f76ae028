import Reports

/// How a table writes its cells: the values as they are, or as people at a terminal read them.
struct CellText {
  let table: ReportTable
  let terminal: TerminalCapabilities?
  /// A column of moments that are all midnights: a terminal shows their days.
  var dayColumn: Int?
  let pen: Pen

  /// What stands for an absent value, so that a line always has as many words as columns.
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

  /// Appends text in the colour that its tone calls for, if the terminal has colours.
  func append(_ text: String, row: Int, column: Int, to output: inout [UInt8]) {
    let tone = text == Self.absent || !pen.usesColor ? .plain : table.tone(row: row, column: column)
    pen.append(text, tone: tone, to: &output)
  }

  func appendHeading(_ text: String, to output: inout [UInt8]) {
    pen.appendHeading(text, to: &output)
  }
}
