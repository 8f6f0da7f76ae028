import Capacity
import Reports
import Testing

@Suite("Times as users write them")
struct TimeExpressionTests {
  static let now = Timestamp(rfc3339: "2026-11-23T04:40:00Z")!

  static let readable: [(text: String, moment: String)] = [
    ("now", "2026-11-23T04:40:00Z"),
    ("90s", "2026-11-23T04:38:30Z"),
    ("90m", "2026-11-23T03:10:00Z"),
    ("24h", "2026-11-22T04:40:00Z"),
    ("30d", "2026-10-24T04:40:00Z"),
    ("12w", "2026-08-31T04:40:00Z"),
    ("1y", "2025-11-23T04:40:00Z"),
    ("0m", "2026-11-23T04:40:00Z"),
    ("2026-11-20", "2026-11-20T00:00:00Z"),
    ("2026-11-20T08:15", "2026-11-20T08:15:00Z"),
    ("2026-11-20T08:15Z", "2026-11-20T08:15:00Z"),
    ("2026-11-20T08:15:30", "2026-11-20T08:15:30Z"),
    ("2026-11-20T08:15:30Z", "2026-11-20T08:15:30Z"),
    ("2026-11-20 08:15:30", "2026-11-20T08:15:30Z"),
    ("2026-11-20T08:15+09:00", "2026-11-19T23:15:00Z"),
    ("2026-11-20T08:15:30.5-01:30", "2026-11-20T09:45:30Z"),
    ("2024-02-29", "2024-02-29T00:00:00Z"),
  ]

  @Test("are read", arguments: Self.readable)
  func isRead(text: String, moment: String) throws {
    #expect(try TimeExpression(parsing: text, option: "--since").resolved(at: Self.now).description == moment)
  }

  @Test(
    "that are none are refused",
    arguments: [
      "", " ", "m", "d", "30", "-5d", "+5d", "5 d", "1.5h", "30D", "5mo", "1d12h", "yesterday", "9999999999999999999d",
      "9223372036854775807y", "101y", "2026", "2026-11", "2026-13-01", "2025-02-29", "2026-11-20T", "2026-11-20T8:15",
      "2026-11-20T24:00", "2026-11-20T08:15:30+9", "20261120", "٣d",
    ])
  func invalid(text: String) {
    #expect(throws: ReportError.badTime(text, option: "--since")) {
      try TimeExpression(parsing: text, option: "--since")
    }
  }

  @Test("that are none are refused with what the option takes")
  func refusal() {
    let error = #expect(throws: ReportError.self) {
      try ReportRequest(since: "1d", until: "5 parsecs", now: Self.now)
    }
    #expect(
      error?.description
        == "'5 parsecs' is no time; --until takes a distance into the past, which is a whole number and a "
        + "unit (s, m, h, d, w or y) such as 90m, 24h or 30d, up to 100y, or an ISO 8601 time such as 2026-11-23 or "
        + "2026-11-23T04:39:15Z")
  }

  @Test("sort orders are read with their direction")
  func sortOrders() throws {
    #expect(try SortOrder(parsing: "node") == SortOrder(column: "node"))
    #expect(try SortOrder(parsing: "node:asc") == SortOrder(column: "node"))
    #expect(try SortOrder(parsing: "node:desc") == SortOrder(column: "node", isDescending: true))
    #expect(try SortOrder(parsing: "-node") == SortOrder(column: "node", isDescending: true))
    for text in ["", "-", ":desc", "node:up", "node:desc:asc"] {
      #expect(throws: ReportError.badSortOrder(text)) { try SortOrder(parsing: text) }
    }
  }
}
