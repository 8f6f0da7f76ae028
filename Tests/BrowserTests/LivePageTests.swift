import Browser
import Capacity
import CapdbRunner
import Foundation
import History
import Testing

/// The pages of a running `capdb serve` in a real browser.
@Suite("The live pages in a browser", .serialized, .enabled(if: Browser.program != nil, "\(Browser.requirement)"))
struct LivePageTests {
  /// A copy of the recorded year that a test may write to.
  private let folder: URL
  private var database: URL { folder.appending(path: "live.db") }
  private var capdb: CapdbRunner { CapdbRunner(directory: folder) }

  private static let token = "a-token-of-more-than-16-characters"
  private static let span = "since=2025-11-23&until=2026-11-23"

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "capdb-live-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: RecordedPages.shared.get().database, to: database)
  }

  private func withServe(
    _ arguments: [String] = [], environment: [String: String] = [:], _ body: (URL) throws -> Void
  ) async throws {
    let serve = try await RunningServe(capdb, ["--db", database.path] + arguments, environment: environment)
    let result = Result { try body(try #require(URL(string: "http://127.0.0.1:\(serve.port)/"))) }
    #expect(await serve.end() == 0, "\(serve.errors)")
    try? FileManager.default.removeItem(at: folder)
    try result.get()
  }

  @Test("are legible, ask only their own server and complain of nothing", arguments: ReviewPageTests.Look.all)
  func looks(look: ReviewPageTests.Look) async throws {
    try await withServe { base in
      let browser = try Browser()
      let tab = try browser.tab(width: look.width, height: 900, isDark: look.isDark)
      let pages = [
        "?\(Self.span)", "report/pod-slots?\(Self.span)&by=node-group", "report/nodes", "map", "report/planets",
      ]
      for (number, page) in pages.enumerated() {
        try tab.open(try #require(URL(string: page, relativeTo: base)))
        // The answer 404 is an error in the console of every browser.
        #expect(tab.complaints.filter { !$0.contains("404") }.isEmpty, "\(page): \(tab.complaints)")
        let foreign = tab.requests.filter { !$0.hasPrefix("data:") && !$0.hasPrefix(base.absoluteString) }
        #expect(foreign.isEmpty, "\(page): \(foreign)")
        #expect(try tab.overflows().isEmpty, "\(page)")
        #expect(try tab.lowContrasts().isEmpty, "\(page)")
        try tab.keepScreenshot("live-\(number)-\(look.width)-\(look.isDark ? "dark" : "light")")
      }
    }
  }

  @Test("show a new collection by themselves, and leave alone who is typing")
  func refresh() async throws {
    try await withServe { base in
      let browser = try Browser()
      let tab = try browser.tab()
      try tab.open(try #require(URL(string: "report/status", relativeTo: base)))
      let rows = "document.querySelectorAll('#rows tbody tr').length"
      #expect(try tab.number(rows) == 1)
      try tab.evaluate("document.querySelector('input[name=limit]').focus()")
      try tab.press("7")
      try record("second")
      for _ in 0..<10 { try look(tab) }
      #expect(try tab.number(rows) == 1, "nothing changes under who types")
      #expect(try tab.text("document.querySelector('input[name=limit]').value") == "7")
      try tab.evaluate("document.activeElement.blur()")
      for _ in 0..<40 where try tab.number(rows) != 2 { try look(tab) }
      #expect(try tab.number(rows) == 2)
      #expect(try tab.text("document.querySelector('input[name=limit]').value") == "7", "what was typed stays")
      #expect(try tab.number("document.querySelectorAll('#rows th button').length") ?? 0 > 0, "its tables still sort")
      #expect(tab.complaints.isEmpty, "\(tab.complaints)")
    }
  }

  /// Has the page look for news now, as when its tab is shown again, and waits a little.
  private func look(_ tab: Tab) throws {
    try tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    try tab.evaluate("new Promise(done => setTimeout(done, 250))")
  }

  /// Waits until a condition holds, also across the load of another page; ten seconds at most.
  private func wait(_ tab: Tab, until condition: String) {
    for _ in 0..<50 {
      if (try? tab.evaluate(condition)) as? Bool == true { return }
      Thread.sleep(forTimeInterval: 0.2)
    }
  }

  /// Records a collection of another cluster.
  private func record(_ name: String) throws {
    let store = try HistoryStore(path: database.path)
    let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
    _ = try store.record(
      Snapshot(nodes: .known([]), pods: .known([])), of: ClusterIdentity(name: name),
      run: CollectionRecord(startedAt: now, finishedAt: now, milliseconds: 1, bytesReceived: 1))
    try store.close()
  }

  @Test("hold what was asked in their address")
  func addresses() async throws {
    try await withServe { base in
      let browser = try Browser()
      let tab = try browser.tab()
      try tab.open(try #require(URL(string: "report/pod-slots?\(Self.span)", relativeTo: base)))
      try tab.evaluate("document.querySelector('select[name=by]').value = 'zone'")
      try tab.click("form.question button")
      wait(tab, until: "location.search.includes('by=') && document.querySelector('form.question') !== null")
      let address = try #require(try tab.text("location.href"))
      #expect(address.contains("by=zone") && address.contains("since=2025-11-23"), "\(address)")
      #expect(try tab.text("document.querySelector('select[name=by]').value") == "zone")
      let spans = try tab.texts("Array.from(document.querySelectorAll('.spans a'), a => a.search)")
      #expect(spans.count == 5 && spans.allSatisfy { $0.contains("by=zone") && !$0.contains("until") }, "\(spans)")
      #expect(
        try tab.texts("Array.from(document.querySelectorAll('header nav a'), a => a.textContent)").contains("audit"))
    }
  }

  @Test("ask for the token once, and keep it from scripts")
  func token() async throws {
    try await withServe(environment: ["CAPDB_SERVE_TOKEN": Self.token]) { base in
      let browser = try Browser()
      let tab = try browser.tab(width: 390)
      try tab.open(try #require(URL(string: "report/nodes?limit=3", relativeTo: base)))
      #expect(try tab.number("document.querySelectorAll('#rows').length") == 0)
      #expect(try tab.lowContrasts().isEmpty && tab.overflows().isEmpty)
      try tab.keepScreenshot("live-token")
      for text in ["not-the-right-token", Self.token] {
        try tab.evaluate("document.querySelector('#token').value = \(Tab.quoted(text))")
        try tab.click("form button")
        if text != Self.token {
          wait(tab, until: "document.querySelector('[role=alert]') !== null")
          #expect(try tab.text("document.querySelector('[role=alert]').textContent") != nil)
        }
      }
      wait(tab, until: "document.querySelector('#rows') !== null")
      #expect(try tab.text("location.pathname + location.search") == "/report/nodes?limit=3")
      #expect(try tab.number("document.querySelectorAll('#rows tbody tr').length") == 3)
      #expect(try tab.text("document.cookie") == "")
    }
  }
}
