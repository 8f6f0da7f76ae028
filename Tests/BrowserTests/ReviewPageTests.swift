import Browser
import CapdbRunner
import Foundation
import Testing

/// The review of a year in a real browser.
@Suite("The review in a browser", .serialized, .enabled(if: Browser.program != nil, "\(Browser.requirement)"))
struct ReviewPageTests {
  /// How wide the window is, and which colours the user prefers.
  struct Look: CustomTestStringConvertible, Sendable {
    let width: Int
    let isDark: Bool
    var testDescription: String { "\(width) px, \(isDark ? "dark" : "light")" }

    static let all = [390, 1440].flatMap { width in [false, true].map { Look(width: width, isDark: $0) } }
  }

  @Test("is legible, loads nothing and complains of nothing", arguments: Look.all)
  func looks(look: Look) async throws {
    let page = try await RecordedPages.shared.get().review()
    let browser = try Browser()
    let tab = try browser.tab(width: look.width, height: 900, isDark: look.isDark)
    try tab.open(page)
    #expect(tab.complaints.isEmpty)
    #expect(tab.requests.filter { !$0.hasPrefix("data:") } == [page.absoluteString])
    #expect(try tab.overflows().isEmpty)
    #expect(try tab.lowContrasts().isEmpty)
    try tab.keepScreenshot("review-\(look.width)-\(look.isDark ? "dark" : "light")")
    try tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    #expect(try tab.lowContrasts().isEmpty, "also what is one click away")
    #expect(try tab.overflows().isEmpty)
  }

  @Test("draws what the reports say")
  func drawings() async throws {
    let pages = try RecordedPages.shared.get()
    let page = try await pages.review()
    let tab = try Browser().tab()
    try tab.open(page)
    let run = CapdbRunner(directory: pages.folder, environment: ["CAPDB_DB": pages.database.path])
    let span = ["--since", "2025-11-23", "--until", "2026-11-23", "--format", "json"]
    let subnets = try await run.run(["report", "subnets", "--step", "2d"] + span).rows()
    let names = Set(subnets.compactMap { $0["subnet_id"]?.text })
    #expect(try tab.number("document.querySelectorAll('#subnets figure.chart').length") == Double(names.count))
    // The rows of a figure's values are the steps of the report, and then those of the forecast.
    let first = try #require(try tab.text("document.querySelector('#subnets figcaption strong').textContent"))
    let steps = subnets.filter { $0["subnet_id"]?.text == first }
    let drawn = try tab.texts(
      "Array.from(document.querySelector('#subnets table.values').tBodies[0].rows, r => r.cells[0].textContent)")
    #expect(drawn.prefix(steps.count).elementsEqual(steps.compactMap { $0["time"]?.text?.prefix(10).description }))
    let gaps = steps.count { $0["ips_used"] == .null }
    #expect(gaps > 0, "the year has gaps")
    #expect(try tab.number("document.querySelector('#subnets svg.plot').querySelectorAll('rect.gap').length") ?? 0 > 0)
    let pending = try await run.run(["report", "pending"] + span).rows()
    let remark = try #require(try tab.text("document.querySelector('#pending figcaption .muted').textContent"))
    #expect(remark.hasPrefix("\(pending.count) waits, the longest "))
    #expect(try tab.number("document.querySelectorAll('#pending path.spell').length") ?? 0 > 0)
    #expect(try tab.number("document.querySelectorAll('#owners path.layer').length") ?? 0 > 0)
    let nodes = try await run.run(["report", "nodes", "--at", "2026-11-23", "--format", "json"]).rows()
    #expect(try tab.number("document.querySelectorAll('#nodes tbody tr').length") == Double(nodes.count))
  }

  @Test("sorts and filters its tables")
  func tables() async throws {
    let tab = try Browser().tab()
    try tab.open(try await RecordedPages.shared.get().page("pods.html", ["pods", "--at", "2026-11-20"]))
    let column = "Array.from(document.querySelectorAll('#rows tbody tr:not([hidden])'), r => r.cells[2].textContent)"
    let plain = try tab.texts(column)
    try tab.click("#rows th:nth-child(3) button")
    let ascending = try tab.texts(column)
    #expect(ascending == plain.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) })
    #expect(try tab.text("document.querySelector('#rows th:nth-child(3)').ariaSort") == "ascending")
    try tab.click("#rows th:nth-child(3) button")
    #expect(try tab.texts(column) == plain.sorted { $1.utf16.lexicographicallyPrecedes($0.utf16) })
    let wanted = try #require(plain.last)
    try tab.evaluate("document.querySelector('#rows input[type=search]').focus()")
    for character in wanted { try tab.press(String(character)) }
    #expect(try tab.texts(column).allSatisfy { $0.contains(wanted) })
    #expect(
      try tab.text("document.querySelector('#rows [role=status]').textContent")?.contains("of \(plain.count)") == true)
    #expect(tab.complaints.isEmpty)
  }

  @Test("shows the values of a chart under the pointer and by keyboard, in the order of the document")
  func keyboard() async throws {
    let tab = try Browser().tab()
    try tab.open(try await RecordedPages.shared.get().review())
    let readout = "document.querySelector('#slots output.readout').textContent"
    try tab.evaluate("document.querySelector('#slots svg.plot').scrollIntoView({block: 'center'})")
    let box = try #require(
      try tab.evaluate(
        "(() => { const b = document.querySelector('#slots svg.plot').getBoundingClientRect(); return [b.left, b.top, b.width] })()"
      ) as? [NSNumber]
    ).map(\.doubleValue)
    try tab.point(x: box[0] + box[2] / 3, y: box[1] + 60)
    let hovered = try #require(try tab.text(readout))
    #expect(hovered.contains("used"))
    try tab.point(x: 1, y: 1)
    #expect(try tab.text(readout) == "")
    let order = try tab.focusOrder()
    #expect(order.isDocumentOrder)
    #expect(order.elements.first == "a: Skip to the content")
    #expect(order.elements.contains { $0.hasPrefix("svg:") })
    try tab.evaluate("document.querySelector('#slots svg.plot').focus()")
    try tab.press("Home")
    let first = try #require(try tab.text(readout))
    try tab.press("ArrowRight")
    #expect(try tab.text(readout) != first)
    #expect(first.hasPrefix("2025-11"))
    try tab.press("Escape")
    #expect(try tab.text(readout) == "")
  }

  @Test("can be read without scripts, and printed")
  func withoutScripts() async throws {
    let tab = try Browser().tab()
    try tab.call("Emulation.setScriptExecutionDisabled", ["value": true])
    let page = try await RecordedPages.shared.get().review()
    try tab.open(page)
    let text = try tab.text("document.body.innerText") ?? ""
    #expect(text.contains("What runs out first") && text.contains("of 251 used") || text.contains("used (peak"))
    let pdf = try tab.pdf()
    #expect(pdf.starts(with: Data("%PDF-".utf8)))
    let size = try #require(try FileManager.default.attributesOfItem(atPath: page.path)[.size] as? Int)
    #expect(size < 2_000_000)
  }
}
