/// A whole page: one document that needs nothing beside it. Its styles and scripts stand in it, and its content security
/// policy allows these by their hashes and nothing else.
public struct Page: Sendable {
  /// The title of the window, and the heading of the page.
  public var title: String
  /// Under the heading: the span, the clusters.
  public var introduction: [HTML]
  /// Links to other pages, in this order; empty for a file that stands alone.
  public var navigation: [NavigationItem]
  /// The parts of the page; those with a heading are listed at the top.
  public var sections: [Section]
  /// The last line: what made the page, from what and when.
  public var footer: [HTML]
  /// Its style sheets, in order of precedence, and its scripts, in the order in which they run.
  public var assets: [Asset]

  /// A link to another page.
  public struct NavigationItem: Sendable {
    let label: String
    let link: Link
    let isCurrent: Bool

    /// - Parameter isCurrent: the link leads to this page.
    public init(_ label: String, _ link: Link, isCurrent: Bool = false) {
      self.label = label
      self.link = link
      self.isCurrent = isCurrent
    }
  }

  /// A part of a page.
  public struct Section: Sendable {
    let id: String
    let heading: String
    let content: [HTML]

    /// - Parameters:
    ///   - id: the place that links name, unique in the page: lower-case words with `-`.
    ///   - heading: its heading; empty for none.
    public init(_ id: String, _ heading: String, _ content: [HTML]) {
      self.id = id
      self.heading = heading
      self.content = content
    }
  }

  /// Makes a page with the look and the scripts of all pages.
  public init(
    title: String, introduction: [HTML] = [], navigation: [NavigationItem] = [], sections: [Section],
    footer: [HTML] = [], assets: [Asset] = Page.usualAssets
  ) {
    self.title = title
    self.introduction = introduction
    self.navigation = navigation
    self.sections = sections
    self.footer = footer
    self.assets = assets
  }

  /// What every page carries: styles, sorting and filtering of tables, values of charts.
  public static let usualAssets: [Asset] = [.pageStyle, .chartStyle, .tableScript, .chartScript]
}

extension Page {
  /// The hashes of the styles and scripts that stand in the page, for the header `Content-Security-Policy` of a server:
  /// `style-src` and `script-src`, each joined with blanks.
  public var styleSources: String { sources(.style) }

  /// See `styleSources`.
  public var scriptSources: String { sources(.script) }

  private func sources(_ kind: Asset.Kind) -> String {
    let sources = assets.filter { $0.kind == kind }.map(\.source)
    return sources.isEmpty ? "'none'" : sources.joined(separator: " ")
  }

  /// The policy that a file carries in itself: nothing is loaded from anywhere.
  public var contentSecurityPolicy: String {
    "default-src 'none'; style-src \(styleSources); script-src \(scriptSources); img-src data:; base-uri 'none'; "
      + "form-action 'none'"
  }
}

extension Page {
  /// The document as one self-contained file in UTF-8.
  ///
  /// - Parameter isServed: a server sends it: the policy is then in the header of the response, which may allow more (to
  ///   ask the server for data, to send a form), and not in the document.
  public func document(isServed: Bool = false) -> [UInt8] {
    var output = Array("<!doctype html>\n".utf8)
    HTML.element("html", [.init("lang", "en")], head(isServed: isServed), body).write(into: &output)
    output += "\n".utf8
    return output
  }

  private func head(isServed: Bool) -> HTML {
    let policy = HTML.element(
      "meta", [.init("http-equiv", "Content-Security-Policy"), .init("content", contentSecurityPolicy)])
    return .element(
      "head", [],
      [
        .element("meta", [.init("charset", "utf-8")]),
        isServed ? .nothing : policy,
        Self.meta("viewport", "width=device-width, initial-scale=1"),
        Self.meta("color-scheme", "light dark"),
        isServed ? .nothing : Self.meta("referrer", "no-referrer"),
        .element("title", [], .text(title)),
        .element("link", [.init("rel", "icon"), .noIcon]),
      ] + assets.filter { $0.kind == .style }.map(HTML.asset))
  }

  private static func meta(_ name: String, _ content: String) -> HTML {
    .element("meta", [.init("name", name), .init("content", content)])
  }

  private var body: HTML {
    .element(
      "body", [],
      [
        .element("a", [.class("skip"), .href(.place("content"))], "Skip to the content"),
        header,
        .element("main", [.id("content"), .init("tabindex", "-1")], sections.map(Self.section)),
        .element("footer", [], footer),
      ] + assets.filter { $0.kind == .script }.map(HTML.asset))
  }

  private var header: HTML {
    .element(
      "header", [],
      [
        navigation.isEmpty ? .nothing : Self.list(of: navigation, label: "Pages"),
        .element("h1", [], .text(title)),
        introduction.isEmpty ? .nothing : .element("div", [.class("introduction")], introduction),
        contents,
      ])
  }

  /// The list of sections, where there are several.
  private var contents: HTML {
    let named = sections.filter { !$0.heading.isEmpty }
    guard named.count > 1 else { return .nothing }
    return Self.list(of: named.map { NavigationItem($0.heading, .place($0.id)) }, label: "Contents")
  }

  private static func list(of items: [NavigationItem], label: String) -> HTML {
    let links = items.map { item in
      let current: [HTMLAttribute] = item.isCurrent ? [.init("aria-current", "page")] : []
      return HTML.element("li", [], .element("a", [.href(item.link)] + current, .text(item.label)))
    }
    return .element("nav", [.init("aria-label", label)], .element("ul", [], links))
  }

  private static func section(_ section: Section) -> HTML {
    guard !section.heading.isEmpty else { return .element("section", [.id(section.id)], section.content) }
    let heading = "\(section.id)-heading"
    return .element(
      "section", [.id(section.id), .init("aria-labelledby", heading)],
      [.element("h2", [.id(heading)], .text(section.heading))] + section.content)
  }
}

extension HTMLAttribute {
  /// The address of an empty icon: browsers ask the server for none.
  fileprivate static var noIcon: HTMLAttribute { .href(.noIcon) }
}

extension Link {
  fileprivate static var noIcon: Link { Link(address: "data:,") }
}
