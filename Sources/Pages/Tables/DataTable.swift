import Capacity
import Presentation
import Reports

/// A report's rows as a table that scrolls by itself, and that sorts and filters where scripts run.
struct DataTable {
  let table: ReportTable
  /// What the table shows, for those who do not see it.
  let caption: String
  /// The columns that are shown, by name; nil for all that have a value.
  var columns: [String]?
  /// At most so many rows; a line below says how many there are.
  var mostRows = 2000
  /// How to get all rows, where some are left out.
  var remainder = "the same report with --format csv has all of them"

  var html: HTML {
    guard table.rowCount > 0 else { return .element("p", [.class("muted")], "No rows.") }
    let shown = shownColumns
    let rows = (0..<min(mostRows, table.rowCount)).map { row(of: $0, shown) }
    let frame: [HTMLAttribute] = [
      .class(rows.count > 30 ? "table tall" : "table"), .init("tabindex", 0), .init("role", "region"),
      .init("aria-label", caption),
    ]
    return .group([
      .element(
        "div", frame,
        .element("table", [.class("data")], .element("thead", [], head(shown)), .element("tbody", [], rows))),
      omission,
    ])
  }

  private var omission: HTML {
    guard table.rowCount > mostRows else { return .nothing }
    return .element("p", [.class("muted")], .text("The first \(mostRows) of \(table.rowCount) rows; \(remainder)."))
  }

  private var shownColumns: [Int] {
    if let columns { return columns.compactMap { name in table.columns.firstIndex { $0.name == name } } }
    let rows = 0..<min(mostRows, table.rowCount)
    return table.columns.indices.filter { column in rows.contains { table.cell(row: $0, column: column) != .absent } }
  }

  private func head(_ columns: [Int]) -> HTML {
    .element(
      "tr", [],
      columns.map { index in
        let column = table.columns[index]
        let kind: [HTMLAttribute] = column.kind.isNumeric ? [.class("n")] : []
        return .element("th", [.init("scope", "col")] + kind, .text(column.heading))
      })
  }

  private func row(of row: Int, _ columns: [Int]) -> HTML {
    let cells = table.cells(ofRow: row)
    return .element("tr", [], columns.map { cell(cells[$0], row: row, column: $0) })
  }

  private func cell(_ cell: ReportCell, row: Int, column: Int) -> HTML {
    let kind = table.columns[column].kind
    if cell == .absent { return kind.isNumeric ? Self.absentNumber : Self.absent }
    let tone = table.tone(row: row, column: column).className
    let names = [kind.className, tone].compactMap(\.self).joined(separator: " ")
    var attributes: [HTMLAttribute] = names.isEmpty ? [] : [.class(names)]
    if kind.needsSortKey { attributes.append(.init("data-v", cell.plainText)) }
    return .element("td", attributes, LongText.html(cell.humanText(of: kind)))
  }

  private static let absent = HTML.element("td", [], "–")
  private static let absentNumber = HTML.element("td", [.class("n")], "–")
}

extension ReportColumn.Kind {
  /// The class of a cell: numbers to the right, times and numbers on one line, sentences with room.
  fileprivate var className: String? {
    switch self {
    case .timestamp: "t"
    case .prose: "p"
    case .text, .boolean: nil
    default: "n"
    }
  }

  /// Whether the shown text does not sort as the value does.
  fileprivate var needsSortKey: Bool {
    switch self {
    case .bytes, .seconds: true
    default: false
    }
  }
}

extension ReportTone {
  /// The class that gives a value its colour; nil for none.
  var className: String? {
    switch self {
    case .plain: nil
    case .warning: "warning"
    case .critical: "critical"
    }
  }
}

/// A text that may be of any length: a long one shows its beginning, and the rest at a click.
enum LongText {
  private static let longest = 240
  private static let beginning = 120

  static func html(_ text: String) -> HTML {
    guard text.utf8.count > longest, text.count > longest else { return .text(text) }
    return .element(
      "details", [.class("long")],
      .element("summary", [], .text("\(text.prefix(beginning))… (\(text.count) characters)")), .text(text))
  }

  /// The text, cut where it is long: for titles.
  static func short(_ text: String) -> String {
    text.utf8.count > longest ? "\(text.prefix(beginning))…" : text
  }
}

/// How each number of a report is made: one click away.
struct MeaningList {
  let topic: Topic
  /// The columns that are explained; nil for all.
  var columns: [String]?

  var html: HTML {
    let names = columns ?? topic.columns.map(\.name)
    let items = names.flatMap { name -> [HTML] in
      guard let meaning = topic.meaning(ofColumn: name) else { return [] }
      let heading = topic.columns.first { $0.name == name }?.heading
      let label = heading == name || heading == nil ? name : "\(heading ?? "") (\(name))"
      return [.element("dt", [], .text(label)), .element("dd", [], .text(meaning))]
    }
    guard !items.isEmpty else { return .nothing }
    return .element(
      "details", [], .element("summary", [], "How each number is made"), .element("dl", [.class("meanings")], items))
  }
}
