import Browser
import Foundation
import Testing

/// The checks of pages find what is wrong with a page.
@Suite("The browser of the tests", .enabled(if: Browser.program != nil, "\(Browser.requirement)"))
struct BrowserDriverTests {
  private static let bad = """
    <!doctype html><title>bad</title><body style="margin: 0; background: #fff">
    <p style="color: #999">grey</p><div style="width: 2000px" class="wide">wide</div>
    <svg><text y="20" style="fill: #ccc">pale</text></svg>
    <button tabindex="2">second</button><button tabindex="1">first</button>
    <script>console.error("complaint"); fetch("http://127.0.0.1:9/other").catch(() => 0); missing()</script>
    """

  @Test func findsWhatIsWrong() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "bad-\(UUID().uuidString).html")
    try Data(Self.bad.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let browser = try Browser()
    let tab = try browser.tab(width: 390, height: 844)
    try tab.open(file)
    #expect(try tab.lowContrasts().map { $0.suffix(4) } == ["grey", "pale"])
    #expect(try tab.overflows().contains { $0.hasPrefix("DIV.wide") })
    #expect(try tab.focusOrder().isDocumentOrder == false)
    #expect(tab.complaints.contains { $0.contains("complaint") })
    #expect(tab.complaints.contains { $0.contains("missing is not defined") })
    #expect(tab.requests.contains("http://127.0.0.1:9/other"))
    #expect(throws: BrowserError.self) { try tab.evaluate("missing()") }
    try tab.prefer(isDark: true)
    #expect(try tab.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") as? Bool == true)
  }
}
