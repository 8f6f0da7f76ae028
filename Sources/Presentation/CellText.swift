import Reports

/// How a table writes its cells: the values as they are, or as people at a terminal read them.
struct CellText {
  let table: ReportTable
  let terminal: TerminalCapabilities?

  /// What stands for an absent value, so that a line always has as many words as columns.
  static let absent = "-"

  func heading(of column: ReportColumn) -> String {
    TerminalText.escaped(terminal == nil ? column.name : column.heading)
  }

  func texts(ofRow row: Int) -> [String] {
    table.cells(ofRow: row).enumerated().map { text(of: $1, column: $0) }
  }

  private func text(of cell: ReportCell, column: Int) -> String {
    let text = terminal == nil ? cell.plainText : cell.humanText(of: table.columns[column].kind)
    return text.isEmpty ? Self.absent : TerminalText.escaped(text)
  }

  /// Appends text in the colour that its tone calls for, if the terminal has colours.
  func append(_ text: String, row: Int, column: Int, to output: inout [UInt8]) {
    guard terminal?.usesColor == true, text != Self.absent else {
      output.append(text)
      return
    }
    switch table.tone(row: row, column: column) {
    case .plain: output.append(text)
    case .warning: output.append("\u{1B}[33m\(text)\u{1B}[0m")
    case .critical: output.append("\u{1B}[31m\(text)\u{1B}[0m")
    }
  }

  func appendHeading(_ text: String, to output: inout [UInt8]) {
    output.append(terminal?.usesColor == true ? "\u{1B}[1m\(text)\u{1B}[0m" : text)
  }
}
