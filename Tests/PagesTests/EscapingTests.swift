import Foundation
import Testing

@testable import Pages

/// Whatever a text holds, it stays text.
@Suite struct EscapingTests {
  private func written(_ html: HTML) -> String { String(decoding: html.bytes, as: UTF8.self) }

  @Test(arguments: [
    ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"), ("a & b", "a &amp; b"),
    ("\" onload=\"x", "&quot; onload=&quot;x"), ("&lt;", "&amp;lt;"), ("]]>", "]]&gt;"), ("日本", "日本"),
    ("a\u{300}", "a\u{300}"),
  ])
  func textIsEscaped(_ text: String, _ expected: String) {
    #expect(written(.text(text)) == expected)
    #expect(written(.element("a", [.init("title", text)])) == "<a title=\"\(expected)\"></a>")
  }

  @Test(arguments: [
    ("\u{0}", "\\u{0}"), ("\u{1B}[31m", "\\u{1b}[31m"), ("a\u{202E}b", "a\\u{202e}b"), ("\u{200B}", "\\u{200b}"),
    ("\u{FEFF}", "\\u{feff}"), ("\u{2028}", "\\u{2028}"), ("\u{E0041}", "\\u{e0041}"), ("\r\t", "\\u{d}\\u{9}"),
    ("\u{FFFF}", "\\u{ffff}"), ("\u{E000}", "\\u{e000}"),
  ])
  func hiddenCharactersAreShown(_ text: String, _ expected: String) {
    #expect(written(.text(text)) == expected)
  }

  @Test func textFromRightToLeftIsIsolated() {
    #expect(written(.text("שלום <b>")) == "\u{2068}שלום &lt;b&gt;\u{2069}")
    #expect(written(.text("\u{2069}א")) == "\u{2068}\\u{2069}א\u{2069}", "it cannot end its own isolation")
  }

  @Test func dataCannotEndItsElement() {
    let json = Array(#"{"name":"</script><!--"}"#.utf8)
    let page = written(.data(id: "map", json: json))
    #expect(page == #"<script type="application/json" id="map">{"name":"\u003c/script>\u003c!--"}</script>"#)
    let decoded = try? JSONSerialization.jsonObject(with: Data(#"{"name":"\u003c/script>\u003c!--"}"#.utf8))
    #expect((decoded as? [String: String])?["name"] == "</script><!--")
  }

  @Test func linksStayOnTheirPageOrServer() {
    #expect(written(.element("a", [.href(.place("a b\"<"))])) == "<a href=\"#a%20b%22%3C\"></a>")
    let link = Link.page(["report", "../x", "//evil"], query: [("q", "a&b=c"), ("at", "2026-11-23T00:00Z")])
    #expect(
      written(.element("a", [.href(link)]))
        == "<a href=\"/report/..%2Fx/%2F%2Fevil?q=a%26b%3Dc&amp;at=2026-11-23T00%3A00Z\"></a>")
  }

  @Test func emptyElementsHaveNoEnd() {
    #expect(written(.element("br")) == "<br/>")
    #expect(written(.element("td")) == "<td></td>")
    #expect(written(.element("path", [.init("d", "M0 0")])) == "<path d=\"M0 0\"/>")
    #expect(written(.element("details", [.flag("open")], "x")) == "<details open>x</details>")
  }

  @Test(arguments: [(1.0, "1"), (-0.5, "-0.5"), (2.345, "2.35"), (10.004, "10"), (0.05, "0.05")])
  func coordinatesAreShort(_ number: Double, _ expected: String) {
    #expect(written(.element("rect", [.init("x", number)])) == "<rect x=\"\(expected)\"/>")
  }
}
