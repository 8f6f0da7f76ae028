import ArgumentParser
import Database
import DatabasePostgres
import History
import Query
import Reports
import TextEncoding

extension HistoryLocation {
  /// Answers SQL over the public views, in the dialect of where the history is.
  ///
  /// - Throws: `QueryError`, `HistoryError`, `SQLiteError`, `PostgresError`.
  func answer(_ sql: String, parameters: [String: SQLValue], limits: QueryLimits) throws -> QueryResult {
    switch self {
    case .file(let path):
      _ = try HistoryReader(path: path)
      return try SQLiteQuery(path).answer(sql, parameters: parameters, limits: limits)
    case .hub(let address):
      let database = try PostgresDatabase(address)
      _ = try HistoryReader(hub: database)
      return try PostgresQuery(database).answer(sql, parameters: parameters, limits: limits)
    }
  }
}

extension Report {
  /// The answer to a query as a report, so that it is printed in the same formats.
  init(_ result: QueryResult) {
    self.init(
      name: "query", from: nil, to: nil,
      table: ReportTable(names: result.columns, rowCount: result.rowCount) { row in result[row].map(ReportCell.init) })
  }

  /// The descriptions of views as a report: for each view a row that says what its rows are, then a row for each column.
  init(_ views: [ViewDescription]) {
    let lines = views.flatMap { view in
      [ViewLine(view: view.name, column: nil, meaning: view.purpose)]
        + view.columns.map { ViewLine(view: view.name, column: $0, meaning: $0.meaning) }
    }
    self.init(name: "views", from: nil, to: nil, table: ReportTable(lines, fields: ViewLine.fields))
  }
}

extension ReportCell {
  /// A value of a query's answer; a BLOB becomes its SQL literal, such as `x'0aff'`.
  init(_ value: SQLValue) {
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

/// The value of `--param`: `name=value`.
struct QueryParameter: ExpressibleByArgument {
  /// The parameter without its colon.
  var name: String
  /// A number if it is written like one, else text. Single quotes around the text are removed, as in SQL.
  var value: SQLValue

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "=") else { return nil }
    name = argument[..<equals].drop { ":@$".contains($0) }.description
    guard !name.isEmpty else { return nil }
    value = Self.value(argument[argument.index(after: equals)...])
  }

  private static func value(_ text: Substring) -> SQLValue {
    if let number = Int64(text), String(number) == text { return .integer(number) }
    if text.wholeMatch(of: /-?[0-9]+\.[0-9]+(e[+-]?[0-9]+)?/) != nil, let number = Double(text) { return .real(number) }
    if text.count > 1, text.hasPrefix("'"), text.hasSuffix("'") {
      return .text(String(text.dropFirst().dropLast()).replacing("''", with: "'"))
    }
    return .text(String(text))
  }
}
