import Reports
import TextEncoding

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
      JSONString.append(column.name, to: &key)
      key.append(ascii: ":")
      return key
    }
  }

  var rowCount: Int { report.table.rowCount }

  func begin(_ output: inout [UInt8]) {
    output.append("{\"report\":")
    JSONString.append(report.name, to: &output)
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
    case .text(let text): JSONString.append(text, to: &output)
    case .timestamp: JSONString.append(cell.plainText, to: &output)
    // JSON has no infinities; a number beyond every Double reads back as one (SQLite's JSON functions do the same).
    case .real(let number) where number.isInfinite: output.append(number < 0 ? "-9e999" : "9e999")
    case .integer, .decimal, .real, .boolean: output.append(cell.plainText)
    }
  }
}
