import Capacity
import Foundation
import Presentation
import Reports
import Testing

@testable import Pages

/// Tables of a page.
@Suite struct TableTests {
  private struct Row { let name: String; let bytes: Int64?; let day: Timestamp }

  private func html(_ rows: [Row], most: Int = 2000) -> String {
    let fields: [Field<Row>] = [
      Field(ReportColumn("name", .text)) { .text($0.name) },
      Field(ReportColumn("size_bytes", .bytes, heading: "size"), tone: { _ in .critical }) { ReportCell($0.bytes) },
      Field(ReportColumn("day", .timestamp, .detail)) { .timestamp($0.day) },
      Field(ReportColumn("nothing", .integer)) { _ in .absent },
    ]
    let table = DataTable(table: ReportTable(rows, fields: fields), caption: "Sizes", mostRows: most)
    return String(decoding: table.html.bytes, as: UTF8.self)
  }

  private let day = Timestamp(seconds: 1_795_392_000)

  @Test func cellsHaveUnitsTonesAndSortKeys() {
    let html = html([Row(name: "a<b", bytes: 2048, day: day), Row(name: "c", bytes: nil, day: day)])
    #expect(
      html.contains("<td>a&lt;b</td><td class=\"n critical\" data-v=\"2048\">2 KiB</td><td class=\"d\">2026-11-23</td>")
    )
    #expect(html.contains("<td>c</td><td class=\"n\">–</td>"))
    #expect(html.contains("<th scope=\"col\" class=\"n\">size</th>"))
    #expect(!html.contains("nothing"), "a column without a value is left out")
  }

  @Test func longTextsOpenAtAClickAndAreBounded() {
    let html = html([Row(name: String(repeating: "ab", count: 5000), bytes: 1, day: day)])
    #expect(html.contains("<summary>\(String(repeating: "ab", count: 60))… (10000 characters)</summary>"))
    #expect(html.contains("(cut here; --format json has all of it)"))
    #expect(html.utf8.count < 4000)
  }

  @Test func moreRowsThanWantedAreCounted() {
    let rows = (0..<7).map { Row(name: "row-\($0)", bytes: 1, day: day) }
    let html = html(rows, most: 3)
    #expect(html.contains("row-2") && !html.contains("row-3"))
    #expect(html.contains("The first 3 of 7 rows"))
  }
}
