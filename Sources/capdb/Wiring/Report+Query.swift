import History
import Reports
import TextEncoding

extension Report {
  /// The answer to a query as a report, so that it takes the same formats and ways out.
  init(_ result: QueryResult) {
    self.init(
      name: "query", from: nil, to: nil,
      table: ReportTable(names: result.columns, rowCount: result.rowCount) { row in result[row].map(ReportCell.init) })
  }

  /// The descriptions of views as a report: for each a row that tells what its rows are, then one for each column.
  init(_ views: [ViewDescription]) {
    let lines = views.flatMap { view in
      [ViewLine(view: view.name, column: nil, meaning: view.purpose)]
        + view.columns.map { ViewLine(view: view.name, column: $0, meaning: $0.meaning) }
    }
    self.init(name: "views", from: nil, to: nil, table: ReportTable(lines, fields: ViewLine.fields))
  }
}

extension ReportCell {
  /// A value of a query's answer; a BLOB becomes the literal that stands for it in SQL, such as `x'0aff'`.
  init(_ value: QueryValue) {
    switch value {
    case .null: self = .absent
    case .integer(let number): self = .integer(number)
    case .real(let number): self = .real(number)
    case .text(let text): self = .text(text)
    case .blob(let bytes): self = .text("x'\(Hexadecimal.text(bytes))'")
    }
  }
}

/// A view, or one column of it: a row of `capdb query --views`.
private struct ViewLine: Sendable {
  var view: String
  var column: ViewDescription.Column?
  var meaning: String

  static let fields: [Field<ViewLine>] = [
    Field(ReportColumn("view", .text, .essential)) { .text($0.view) },
    Field(ReportColumn("column", .text, .essential)) { ReportCell($0.column?.name) },
    Field(ReportColumn("type", .text, .essential)) { ReportCell($0.column?.type.rawValue) },
    Field(ReportColumn("unit", .text, .useful)) { ReportCell($0.column?.unit) },
    Field(ReportColumn("description", .prose, .essential)) { .text($0.meaning) },
  ]
}
