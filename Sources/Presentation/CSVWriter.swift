import Reports

/// Comma-separated values: a header always, lines that end in CR LF, quotes only where they are needed.
///
/// Source: RFC 4180.
struct CSVWriter: ReportWriter {
  let table: ReportTable

  var rowCount: Int { table.rowCount }

  func begin(_ output: inout [UInt8]) {
    for (index, column) in table.columns.enumerated() {
      if index > 0 { output.append(ascii: ",") }
      write(column.name, into: &output)
    }
    output.append("\r\n")
  }

  func write(row: Int, into output: inout [UInt8]) {
    for (column, cell) in table.cells(ofRow: row).enumerated() {
      if column > 0 { output.append(ascii: ",") }
      write(cell, into: &output)
    }
    output.append("\r\n")
  }

  func end(_ output: inout [UInt8]) {}

  private func write(_ cell: ReportCell, into output: inout [UInt8]) {
    if case .text(let text) = cell {
      write(text, into: &output)
    } else {
      output.append(cell.plainText)
    }
  }

  private func write(_ text: String, into output: inout [UInt8]) {
    let needsQuotes = text.utf8.contains { Self.quoted.contains($0) }
    if needsQuotes { output.append(ascii: "\"") }
    if Self.isFormula(text) { output.append(ascii: "'") }
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { output.append(byte) }
      output.append(byte)
    }
    if needsQuotes { output.append(ascii: "\"") }
  }

  /// Whether a spreadsheet would run the text as a formula; an apostrophe in front makes it text.
  ///
  /// Source: https://owasp.org/www-community/attacks/CSV_Injection
  private static func isFormula(_ text: String) -> Bool {
    text.unicodeScalars.first.map(formulaStarts.contains) ?? false
  }

  private static let quoted = Array(",\"\r\n".utf8)
  /// With the full-width forms, which spreadsheets with an East Asian language take for the plain ones.
  private static let formulaStarts = Array("=+-@\t\r\n＝＋－＠".unicodeScalars)
}
