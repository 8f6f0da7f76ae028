import Reports

/// `{"report","from","to","rows":[…]}`, each row an object on a line of its own with its keys in column order.
///
/// Source: RFC 8259.
struct JSONWriter: ReportWriter {
  let report: Report
  /// `{"cluster":`, `,"node":`, …: what stands before each value of a row.
  private let keys: [[UInt8]]

  init(report: Report) {
    self.report = report
    keys = report.table.columns.enumerated().map { index, column in
      var key = Array((index == 0 ? "{" : ",").utf8)
      Self.write(column.name, into: &key)
      key.append(ascii: ":")
      return key
    }
  }

  var rowCount: Int { report.table.rowCount }

  func begin(_ output: inout [UInt8]) {
    output.append("{\"report\":")
    Self.write(report.name, into: &output)
    output.append(",\"from\":")
    Self.write(ReportCell(report.from), into: &output)
    output.append(",\"to\":")
    Self.write(ReportCell(report.to), into: &output)
    output.append(",\"rows\":[")
  }

  func write(row: Int, into output: inout [UInt8]) {
    output.append(row == 0 ? "\n" : ",\n")
    for (key, cell) in zip(keys, report.table.cells(ofRow: row)) {
      output.append(contentsOf: key)
      Self.write(cell, into: &output)
    }
    output.append(ascii: "}")
  }

  func end(_ output: inout [UInt8]) {
    output.append(report.table.rowCount == 0 ? "]}\n" : "\n]}\n")
  }

  private static func write(_ cell: ReportCell, into output: inout [UInt8]) {
    switch cell {
    case .absent: output.append("null")
    case .text(let text): write(text, into: &output)
    case .timestamp: write(cell.plainText, into: &output)
    // JSON has no infinities; a number beyond every Double reads back as one (SQLite's JSON functions do the same).
    case .real(let number) where number.isInfinite: output.append(number < 0 ? "-9e999" : "9e999")
    case .integer, .decimal, .real, .boolean: output.append(cell.plainText)
    }
  }

  private static func write(_ text: String, into output: inout [UInt8]) {
    output.append(ascii: "\"")
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        output.append(ascii: "\\")
        output.append(byte)
      case UInt8(ascii: "\n"): output.append("\\n")
      case UInt8(ascii: "\r"): output.append("\\r")
      case UInt8(ascii: "\t"): output.append("\\t")
      case 0..<32: output.append("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))")
      default: output.append(byte)
      }
    }
    output.append(ascii: "\"")
  }
}
