import Presentation
import Reports

/// The values of a row side by side, each under its name: for few rows with many columns.
enum Tiles {
  /// - Parameter leftOut: columns whose values stand elsewhere.
  static func html(_ table: ReportTable, row: Int, leavingOut leftOut: Set<String> = []) -> HTML {
    let tiles = table.columns.indices.compactMap { column -> HTML? in
      let cell = table.cell(row: row, column: column)
      guard cell != .absent, !leftOut.contains(table.columns[column].name) else { return nil }
      return tile(table.columns[column], cell, table.tone(row: row, column: column))
    }
    return .element("div", [.class("tiles")], tiles)
  }

  /// The name in full: there is room for it, and no neighbour that a short heading could lean on.
  private static func name(of column: ReportColumn) -> String { column.name.replacing("_", with: " ") }

  private static func tile(_ column: ReportColumn, _ cell: ReportCell, _ tone: ReportTone) -> HTML {
    let value: [HTMLAttribute] = tone.className.map { [.class($0)] } ?? []
    return .element(
      "dl", [.class("tile")], .element("dt", [], .text(name(of: column))),
      .element("dd", value, LongText.html(cell.humanText(of: column.kind))))
  }
}
