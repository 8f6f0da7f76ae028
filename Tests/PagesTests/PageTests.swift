import Foundation
import Testing

@testable import Pages

/// The document around the sections.
@Suite struct PageTests {
  private let page = Page(
    title: "A <title>", sections: [.init("one", "First & second", ["text"]), .init("two", "Third", ["more"])])

  private func text(isServed: Bool = false) -> String {
    String(decoding: page.document(isServed: isServed), as: UTF8.self)
  }

  @Test func aPolicyAllowsTheDocumentsOwnStylesAndScriptsOnly() {
    let policy = page.contentSecurityPolicy
    #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
    #expect(!policy.contains("unsafe"))
    #expect(text().contains("http-equiv=\"Content-Security-Policy\""))
    #expect(!text(isServed: true).contains("http-equiv"), "a server sends its own")
    for asset in page.assets {
      #expect(policy.contains(asset.source))
      #expect(text().contains(String(decoding: asset.bytes, as: UTF8.self)))
    }
  }

  @Test func assetsCannotEndTheirElement() {
    for asset in Page.usualAssets {
      let contents = String(decoding: asset.bytes, as: UTF8.self).lowercased()
      #expect(!contents.contains("</s") && !contents.contains("<!--"))
      #expect(!contents.contains("innerhtml") && !contents.contains("document.write") && !contents.contains("eval("))
      #expect(!contents.contains("url(") && !contents.contains("@import"))
    }
  }

  @Test func theHashIsThatOfTheContents() {
    let asset = Asset(.script, file: Array("alert(1)".utf8))
    #expect(asset.source == "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='")
  }

  @Test func titleAndHeadingsAreEscapedAndListed() {
    #expect(text().contains("<title>A &lt;title&gt;</title>"))
    #expect(text().contains("<li><a href=\"#one\">First &amp; second</a></li>"))
    #expect(text().contains("<section id=\"one\" aria-labelledby=\"one-heading\">"))
  }
}
