/// The rows of a report in a form that does not know their type: what the renderers read.
///
/// Cells are made on demand, so that a table of many rows takes the memory of its rows and not of all its cells.
public struct ReportTable: Sendable {
  /// The columns, in the order of CSV headers and JSON keys.
  public let columns: [ReportColumn]
  /// How many rows there are.
  public let rowCount: Int
  private let cellAt: @Sendable (_ row: Int, _ column: Int) -> ReportCell
  private let cellsAt: @Sendable (_ row: Int) -> [ReportCell]
  private let toneAt: @Sendable (_ row: Int, _ column: Int) -> ReportTone

  /// Makes a table of `rows`, in their order.
  public init<Row>(_ rows: [Row], fields: [Field<Row>]) {
    columns = fields.map(\.column)
    rowCount = rows.count
    cellAt = { fields[$1].cell(rows[$0]) }
    cellsAt = { index in
      // One copy of the row for all its cells: rows hold many strings, and each copy counts their references.
      let row = rows[index]
      return fields.map { $0.cell(row) }
    }
    toneAt = { fields[$1].tone(rows[$0]) }
  }

  /// Makes a table whose columns are known only as the program runs.
  ///
  /// - Parameter cells: the values of a row, one for each column.
  public init(columns: [ReportColumn], rowCount: Int, cells: @escaping @Sendable (_ row: Int) -> [ReportCell]) {
    self.columns = columns
    self.rowCount = rowCount
    cellAt = { cells($0)[$1] }
    cellsAt = cells
    toneAt = { _, _ in .plain }
  }

  private init(_ table: ReportTable, order: [Int]) {
    columns = table.columns
    rowCount = order.count
    cellAt = { table.cellAt(order[$0], $1) }
    cellsAt = { table.cellsAt(order[$0]) }
    toneAt = { table.toneAt(order[$0], $1) }
  }

  /// The value in row `row` and column `column`, both from 0 on.
  public func cell(row: Int, column: Int) -> ReportCell { cellAt(row, column) }

  /// Whether that value needs attention.
  public func tone(row: Int, column: Int) -> ReportTone { toneAt(row, column) }

  /// The values of a row, in the order of the columns.
  public func cells(ofRow row: Int) -> [ReportCell] {
    cellsAt(row)
  }
}

extension ReportTable {
  /// The table with its rows in another order; rows that are equal in it keep theirs, absent values come last.
  ///
  /// - Throws: `ReportError.unknownColumn` if the table has no such column.
  func sorted(by order: SortOrder, topic: String) throws(ReportError) -> ReportTable {
    guard let column = columns.firstIndex(where: { $0.name == order.column }) else {
      throw ReportError.unknownColumn(order.column, topic: topic, known: columns.map(\.name))
    }
    let keys = (0..<rowCount).map { cellAt($0, column) }
    let rows = keys.indices.sorted { left, right in
      if keys[left] == .absent || keys[right] == .absent {
        return keys[left] == keys[right] ? left < right : keys[right] == .absent
      }
      if keys[left].precedes(keys[right]) { return !order.isDescending }
      if keys[right].precedes(keys[left]) { return order.isDescending }
      return left < right
    }
    return rearranged(rows)
  }

  /// The first `count` rows.
  func prefix(_ count: Int) -> ReportTable {
    count >= rowCount ? self : rearranged(Array(0..<max(0, count)))
  }

  /// The rows with these numbers, in this order.
  public func rearranged(_ rows: [Int]) -> ReportTable {
    ReportTable(self, order: rows)
  }
}

extension ReportTable {
  /// The name of the series that a row of a trend belongs to: the values of the series columns, joined with slashes, for
  /// example `myeks/ng-1`. Absent values are left out, and so is a value that equals the one before it.
  public func seriesName(ofRow row: Int, _ shape: TrendShape) -> String {
    seriesParts(ofRow: row, columns: seriesColumns(shape)).joined(separator: "/")
  }

  /// The rows of the series called `name`: by their whole name or by one of its parts.
  ///
  /// - Throws: `ReportError.unknownSeries` if there are none.
  func rows(ofSeries name: String, _ shape: TrendShape) throws(ReportError) -> ReportTable {
    let described = seriesColumns(shape)
    var known: [String] = []
    let rows = (0..<rowCount).filter { row in
      let parts = seriesParts(ofRow: row, columns: described)
      let whole = parts.joined(separator: "/")
      if !known.contains(whole) { known.append(whole) }
      return whole == name || parts.contains(name)
    }
    guard !rows.isEmpty else { throw .unknownSeries(name, known: known) }
    return rearranged(rows)
  }

  private func seriesColumns(_ shape: TrendShape) -> [Int] {
    shape.series.compactMap { name in columns.firstIndex { $0.name == name } }
  }

  private func seriesParts(ofRow row: Int, columns: [Int]) -> [String] {
    columns.reduce(into: []) { parts, column in
      if case .text(let text) = cell(row: row, column: column), parts.last != text { parts.append(text) }
    }
  }
}
