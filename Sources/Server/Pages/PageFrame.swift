import Pages
import Reports

/// What stands around a report on a live page: links to the other pages, a form with what can be asked, and links to the
/// same numbers for programs. Everything that was asked is in the address, so a link shows the same again.
struct PageFrame: Sendable {
  let query: ReportQuery
  let isStart: Bool
  /// The names of the clusters in use.
  let clusters: [String]
  /// Whether the reader came in with a token and can leave.
  let hasSession: Bool

  /// A select list of more names is no help.
  private static let mostClusters = 500

  /// The page in its frame.
  func around(_ page: Page) -> Page {
    var page = page
    page.navigation = navigation
    page.sections.insert(Page.Section("question", "", [form]), at: 0)
    page.footer += [.element("p", [], links)] + (hasSession ? [Self.leaving] : [])
    page.assets += [.liveStyle, .liveScript]
    return page
  }

  private var navigation: [Page.NavigationItem] {
    let topics = Topic.all.map {
      Page.NavigationItem(
        $0.name, .page(["report", $0.name]), isCurrent: !isStart && $0.name == query.topic.name)
    }
    return [Page.NavigationItem("Overview", .page([]), isCurrent: isStart)] + topics
  }

  /// The parameters of the form; the start page has a span and clusters only.
  private var parameters: [String] {
    isStart ? ["cluster", "since", "until"] : query.topic.queryParameters
  }

  private var address: [String] { isStart ? [] : ["report", query.topic.name] }

  private var form: HTML {
    .element(
      "form", [.class("question"), .action(.page(address)), .init("method", "get")],
      parameters.map(field) + [.element("button", [.init("type", "submit")], "Show"), spans])
  }

  private func field(_ name: String) -> HTML {
    .element("label", [], .element("span", [], .text(name)), control(name))
  }

  private func control(_ name: String) -> HTML {
    switch name {
    case "cluster": clusterControl
    case "by": Self.select(name, [""] + query.topic.groupings, query["by"] ?? "")
    case "sort": Self.select(name, sortOrders, query["sort"] ?? "")
    default: Self.input(name, query[name] ?? "", hint: Self.hint(name))
    }
  }

  /// Several clusters are kept, and the first of them can be changed.
  private var clusterControl: HTML {
    let current = query.clusterNames.first ?? ""
    let others = query.clusterNames.dropFirst().map {
      HTML.element("input", [.init("type", "hidden"), .init("name", "cluster"), .init("value", $0)])
    }
    guard clusters.count <= Self.mostClusters else {
      return .group([Self.input("cluster", current, hint: "all")] + others)
    }
    let names = clusters.contains(current) || current.isEmpty ? clusters : [current] + clusters
    return .group([Self.select("cluster", [""] + names, current, emptyName: "all")] + others)
  }

  private var sortOrders: [String] {
    let orders = query.topic.columns.flatMap { [$0.name, "\($0.name):desc"] }
    let current = query["sort"].map { orders.contains($0) ? [] : [$0] } ?? []
    return [""] + current + orders
  }

  private static func hint(_ name: String) -> String {
    switch name {
    case "at": "latest, 24h, 2026-11-20T14:30Z"
    case "since": "7d, 2026-11-20"
    case "until": "now"
    case "step": "auto, 1h, 1d"
    case "limit": "all"
    default: ""
    }
  }

  private static func input(_ name: String, _ value: String, hint: String) -> HTML {
    .element("input", [.init("name", name), .init("value", value), .init("placeholder", hint), .init("size", 14)])
  }

  private static func select(_ name: String, _ values: [String], _ current: String, emptyName: String = "usual") -> HTML
  {
    .element(
      "select", [.init("name", name)],
      values.map { value in
        let selected: [HTMLAttribute] = value == current ? [.flag("selected")] : []
        return .element("option", [.init("value", value)] + selected, .text(value.isEmpty ? emptyName : value))
      })
  }

  /// Links to the same with other spans.
  private var spans: HTML {
    guard parameters.contains("since") else { return .nothing }
    let links = ["24h", "7d", "30d", "90d", "1y"].map { span -> HTML in
      let fields = self.fields.filter { !["since", "until"].contains($0.name) } + [(name: "since", value: span)]
      let current: [HTMLAttribute] = query["since"] == span ? [.init("aria-current", "true")] : []
      return .element("a", [.href(.page(address, query: fields))] + current, .text(span))
    }
    return .element("span", [.class("spans")], links)
  }

  /// What was asked, as the fields of an address.
  private var fields: [(name: String, value: String)] {
    query.clusterNames.map { (name: "cluster", value: $0) }
      + ReportQuery.parameters.compactMap { name in query[name].map { (name: name, value: $0) } }
  }

  private var links: [HTML] {
    let api = ["api", "v1"]
    // The start page has no JSON of its own: it is made of several reports.
    let json = isStart ? Link.page(api + ["reports"]) : .page(api + ["reports", query.topic.name], query: fields)
    return [
      .element("a", [.href(json)], isStart ? "Reports as JSON" : "These numbers as JSON"), " · ",
      .element("a", [.href(.page(api + ["openapi.json"]))], "OpenAPI"), " · ",
      .element("a", [.href(.page(["metrics"]))], "Metrics"),
    ]
  }

  private static let leaving = HTML.element(
    "form", [.action(.page(["logout"])), .init("method", "post")],
    .element("button", [.init("type", "submit")], "Forget the token in this browser"))
}
