import Browser
import Capacity
import Foundation
import Testing

/// Names that attack the page stay names.
@Suite("Hostile names in a browser", .serialized, .enabled(if: Browser.program != nil, "\(Browser.requirement)"))
struct HostilePageTests {
  @Test(
    "run nothing, load nothing, and are shown",
    arguments: ["summary", "nodes", "pods", "pending", "pod-slots", "subnets", "owners", "enis", "forecast"])
  func pages(topic: String) async throws {
    let pages = try RecordedPages.shared.get()
    let database = pages.folder.appending(path: "hostile.db")
    if !FileManager.default.fileExists(atPath: database.path) { try HostileHistory.record(to: database.path) }
    let page = try await pages.page("hostile-\(topic).html", Self.arguments(topic), of: database)
    let tab = try Browser().tab(width: 390, height: 844)
    try tab.open(page)
    try tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    #expect(tab.complaints.isEmpty)
    #expect(tab.requests.filter { !$0.hasPrefix("data:") } == [page.absoluteString])
    #expect(try tab.evaluate("window.harmed === undefined") as? Bool == true)
    #expect(try tab.number("document.querySelectorAll('img, iframe, object, embed, form, base, h1 h1, b').length") == 0)
    // The review has a map: its script and its data.
    #expect(
      try tab.number("document.querySelectorAll('script').length") == (topic == "summary" ? 4 : 2), "the page's own")
    #expect(try tab.number("document.querySelectorAll('h1').length") == 1)
    #expect(
      try tab.evaluate(
        "Array.from(document.querySelectorAll('*')).some(e => e.getAttributeNames().some(n => /^(on|src)/.test(n)))"
      )
        as? Bool == false)
    // The script of a map gives its boxes their height.
    #expect(try tab.number("document.querySelectorAll('[style]:not(.map *)').length") == 0)
    #expect(try tab.overflows().isEmpty)
    #expect(
      try tab.evaluate(
        "(() => { const copy = document.documentElement.cloneNode(true); "
          + "copy.querySelectorAll('script').forEach(script => script.remove()); "
          + "return /[\\u202a-\\u202e\\u200b\\ufeff]/.test(copy.textContent) })()") as? Bool == false)
    let text = try #require(try tab.text("document.body.textContent"))
    #expect(text.contains("<script>window.harmed = 1</script>") || topic == "owners")
    try tab.keepScreenshot("hostile-\(topic)")
  }

  private static func arguments(_ topic: String) -> [String] {
    let end = HostileHistory.end.description
    switch topic {
    case "nodes", "enis": return [topic, "--at", end]
    case "pods": return [topic, "--at", end, "--limit", "1000"]
    default: return [topic, "--since", HostileHistory.begin.description, "--until", end]
    }
  }
}
