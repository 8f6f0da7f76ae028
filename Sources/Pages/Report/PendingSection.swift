import Capacity
import Reports

extension PendingTimeline {
  /// The timeline of a report `pending`.
  init(_ report: Report, id: String, title: String, time: TimeAxis) {
    self.id = id
    self.title = title
    self.time = time
    let cells = NamedCells(report.table)
    spells = (0..<report.table.rowCount).compactMap { row in
      guard let from = cells.moment("pending_since", row), let seconds = cells.integer("seconds", row) else {
        return nil
      }
      return Spell(
        reason: cells.text("reason", row) ?? "Other",
        pod: LongText.short("\(cells.text("namespace", row) ?? "")/\(cells.text("pod", row) ?? "")"), from: from,
        to: from + seconds, isOver: cells.flag("still_pending", row) != true)
    }
  }
}

/// The cells of a table by the names of their columns.
struct NamedCells {
  private let table: ReportTable
  private let columns: [String: Int]

  init(_ table: ReportTable) {
    self.table = table
    columns = Dictionary(table.columns.enumerated().map { ($1.name, $0) }) { first, _ in first }
  }

  private func cell(_ name: String, _ row: Int) -> ReportCell {
    columns[name].map { table.cell(row: row, column: $0) } ?? .absent
  }

  func text(_ name: String, _ row: Int) -> String? {
    if case .text(let text) = cell(name, row) { text } else { nil }
  }

  func integer(_ name: String, _ row: Int) -> Int64? {
    if case .integer(let number) = cell(name, row) { number } else { nil }
  }

  func moment(_ name: String, _ row: Int) -> Timestamp? {
    if case .timestamp(let moment) = cell(name, row) { moment } else { nil }
  }

  func flag(_ name: String, _ row: Int) -> Bool? {
    if case .boolean(let value) = cell(name, row) { value } else { nil }
  }
}
