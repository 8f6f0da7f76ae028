import Reports

/// Which columns a table shows, and how wide each is.
struct TableLayout {
  /// A column that is shown.
  struct Column {
    /// Its place in the report's table.
    let index: Int
    /// Its width in columns of text.
    var width: Int
  }

  private(set) var columns: [Column]
  /// How many columns with values were left out, as the terminal is too narrow.
  private(set) var hiddenCount = 0

  static let gap = 2
  private static let leastTextWidth = 12
  private static let leastProseWidth = 24

  /// - Parameters:
  ///   - leftOut: columns that are not shown, because their values are shown elsewhere.
  ///   - reserved: columns of text that the terminal needs for something next to the table.
  init(_ cells: CellText, leavingOut leftOut: Set<Int> = [], reserving reserved: Int = 0) {
    let table = cells.table
    let widths = Self.widths(of: cells)
    columns = table.columns.indices.filter { !leftOut.contains($0) }.map { Column(index: $0, width: widths[$0]) }
    guard cells.terminal != nil else { return }
    dropEmptyColumns(of: table)
    if let width = cells.terminal?.width { fit(width - reserved, table.columns) }
  }

  private static func widths(of cells: CellText) -> [Int] {
    var widths = cells.table.columns.map { TerminalText.width(cells.heading(of: $0)) }
    for row in 0..<cells.table.rowCount {
      for (column, text) in cells.texts(ofRow: row).enumerated() {
        widths[column] = max(widths[column], TerminalText.width(text))
      }
    }
    return widths
  }

  private mutating func dropEmptyColumns(of table: ReportTable) {
    guard table.rowCount > 0 else { return }
    columns.removeAll { column in
      table.columns[column.index].importance != .essential
        && (0..<table.rowCount).allSatisfy { table.cell(row: $0, column: column.index) == .absent }
    }
  }

  /// Makes the table fit: prose is cut first, then columns are left out by importance, then the widest texts are cut.
  private mutating func fit(_ width: Int, _ described: [ReportColumn]) {
    let wanted = columns.reduce(into: [Int: Int]()) { $0[$1.index] = $1.width }
    shrinkProse(described)
    drop(.detail, untilIn: width, described)
    drop(.useful, untilIn: width, described)
    shrinkText(untilIn: width, described)
    widenProse(into: width, wanted: wanted, described)
  }

  /// The width of all columns with the gaps between them.
  var total: Int { columns.reduce(-Self.gap) { $0 + $1.width + Self.gap } }

  private mutating func shrinkProse(_ described: [ReportColumn]) {
    for index in columns.indices where described[columns[index].index].kind == .prose {
      columns[index].width = min(columns[index].width, Self.leastProseWidth)
    }
  }

  private mutating func drop(
    _ importance: ReportColumn.Importance, untilIn width: Int, _ described: [ReportColumn]
  ) {
    while total > width, let last = columns.lastIndex(where: { described[$0.index].importance == importance }) {
      columns.remove(at: last)
      hiddenCount += 1
    }
  }

  private mutating func shrinkText(untilIn width: Int, _ described: [ReportColumn]) {
    while total > width {
      let texts = columns.indices.filter {
        [.text, .prose].contains(described[columns[$0].index].kind) && columns[$0].width > Self.leastTextWidth
      }
      guard let widest = texts.max(by: { columns[$0].width < columns[$1].width }) else { return }
      columns[widest].width -= 1
    }
  }

  private mutating func widenProse(into width: Int, wanted: [Int: Int], _ described: [ReportColumn]) {
    for index in columns.indices where described[columns[index].index].kind == .prose {
      let full = wanted[columns[index].index] ?? columns[index].width
      columns[index].width = min(full, columns[index].width + max(0, width - total))
    }
  }
}
