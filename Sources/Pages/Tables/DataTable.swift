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
  /// Columns whose values say nothing here, by name, such as the cluster where there is only one.
  var leftOut: Set<String> = []
  /// At most so many rows; a line below says how many there are.
  var mostRows = 2000
  /// How to get all rows, where some are left out.
  var remainder = "the same report with --format csv has all of them"

  var html: HTML {
    guard table.rowCount > 0 else { return .element("p", [.class("muted")], "No rows.") }
    let shown = shownColumns
    let days = dayColumns(shown)
    let rows = (0..<min(mostRows, table.rowCount)).map { row(of: $0, shown, days: days) }
    let frame: [HTMLAttribute] = [
      .class(rows.count > Self.mostPrinted ? "table tall" : "table"), .init("tabindex", 0), .init("role", "region"),
      .init("aria-label", caption),
    ]
    return .group([
      .element(
        "div", frame,
        .element("table", [.class("data")], .element("thead", [], head(shown)), .element("tbody", [], rows))),
      omission,
    ])
  }

  /// A longer table scrolls on the screen, and is printed up to here: page.css has the same number.
  private static let mostPrinted = 40

  private var omission: HTML {
    guard table.rowCount > mostRows else { return .nothing }
    return .element("p", [.class("muted")], .text("The first \(mostRows) of \(table.rowCount) rows; \(remainder)."))
  }

  private var shownColumns: [Int] {
    let candidates = columns.map { $0.compactMap(index) } ?? table.columns.indices.filter(hasValue)
    return candidates.filter { !leftOut.contains(table.columns[$0].name) }
  }

  private func index(of name: String) -> Int? { table.columns.firstIndex { $0.name == name } }

  private func hasValue(_ column: Int) -> Bool {
    (0..<min(mostRows, table.rowCount)).contains { table.cell(row: $0, column: column) != .absent }
  }

  /// Columns of times that are all at midnight: their dates are enough.
  private func dayColumns(_ columns: [Int]) -> Set<Int> {
    Set(
      columns.filter { column in
        table.columns[column].kind == .timestamp
          && (0..<min(mostRows, table.rowCount)).allSatisfy {
            if case .timestamp(let moment) = table.cell(row: $0, column: column) {
              moment.seconds % 86_400 == 0
            } else {
              true
            }
          }
      })
  }

  private func head(_ columns: [Int]) -> HTML {
    .element(
      "tr", [],
      columns.map { index in
        let column = table.columns[index]
        let names = [column.kind.isNumeric ? "n" : nil, column.importance.className].compactMap(\.self)
        return .element("th", [.init("scope", "col")] + Self.classes(names), .text(column.heading))
      })
  }

  private static func classes(_ names: [String]) -> [HTMLAttribute] {
    names.isEmpty ? [] : [.class(names.joined(separator: " "))]
  }

  private func row(of row: Int, _ columns: [Int], days: Set<Int>) -> HTML {
    let cells = table.cells(ofRow: row)
    return .element("tr", [], columns.map { cell(cells[$0], row: row, column: $0, isDay: days.contains($0)) })
  }

  private func cell(_ cell: ReportCell, row: Int, column index: Int, isDay: Bool) -> HTML {
    let column = table.columns[index]
    let tone = cell == .absent ? nil : table.tone(row: row, column: index).className
    let text = Self.text(cell, of: column.kind, isDay: isDay)
    let isLong = column.kind == .prose || text.utf8.count > Self.longestLine
    let names = [column.kind.isNumeric ? "n" : isLong ? "p" : nil, column.importance.className, tone]
    var attributes = Self.classes(names.compactMap(\.self))
    if column.kind.needsSortKey, cell != .absent { attributes.append(.init("data-v", cell.plainText)) }
    return .element("td", attributes, LongText.html(text))
  }

  /// Longer texts take several lines.
  private static let longestLine = 60
  private static let absent = "–"

  private static func text(_ cell: ReportCell, of kind: ReportColumn.Kind, isDay: Bool) -> String {
    switch cell {
    case .absent: absent
    case .timestamp(let moment) where isDay: Humanized.day(moment)
    default: cell.humanText(of: kind)
    }
  }
}

extension ReportColumn.Importance {
  /// The class of columns that a phone leaves out.
  fileprivate var className: String? { self == .detail ? "d" : nil }
}

extension ReportColumn.Kind {
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

/// A text that may be of any length: a long one shows its beginning, and more of it at a click. What is longer than a page
/// of text is cut, so that a few names cannot make a file that no browser opens.
enum LongText {
  private static let longest = 240
  private static let beginning = 120
  private static let most = 2000

  static func html(_ text: String) -> HTML {
    guard text.utf8.count > longest, text.count > longest else { return .text(text) }
    return .element(
      "details", [.class("long")],
      .element("summary", [], .text("\(text.prefix(beginning))… (\(text.count) characters)")), .text(rest(text)))
  }

  private static func rest(_ text: String) -> String {
    text.count > most ? "\(text.prefix(most))… (cut here; --format json has all of it)" : text
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
