import Pages
import Reports

/// What stands around a report on a live page: links to the other pages, a form with what can be asked, and links to the
/// same numbers for programs. Everything that was asked is in the address, so a link shows the same again.
struct PageFrame: Sendable {
  /// Which page it is.
  enum Place: Sendable {
    /// The start page: what matters first.
    case overview
    /// The page of a topic.
    case topic(Topic)
    /// The map through time.
    case map

    /// The parameters of its address.
    var parameters: [String] {
      switch self {
      case .overview: ["cluster", "since", "until"]
      case .topic(let topic): topic.queryParameters
      case .map: MapQuery.parameters + ["by"]
      }
    }

    /// The path of its address.
    var path: [String] {
      switch self {
      case .overview: []
      case .topic(let topic): ["report", topic.name]
      case .map: ["map"]
      }
    }
  }

  let place: Place
  /// What was asked.
  let parameters: QueryParameters
  /// The names of the clusters in use.
  let clusters: [String]
  /// Whether the reader came in with a token and can leave.
  let hasSession: Bool

  /// The same for the same page.
  var key: String { "\(place.path) \(parameters.key)" }

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
    let places = [("Overview", Place.overview), ("map", .map)] + Topic.all.map { ($0.name, .topic($0)) }
    return places.map { name, other in
      Page.NavigationItem(name, .page(other.path), isCurrent: other.path == place.path)
    }
  }

  private var form: HTML {
    .element(
      "form", [.class("question"), .action(.page(place.path)), .init("method", "get")],
      place.parameters.map(field) + [.element("button", [.init("type", "submit")], "Show"), spans])
  }

  private func field(_ name: String) -> HTML {
    .element("label", [], .element("span", [], .text(name)), control(name))
  }

  private func control(_ name: String) -> HTML {
    switch name {
    case "cluster": clusterControl
    case "by": Self.select(name, [""] + groupings, parameters["by"] ?? "")
    case "sort": Self.select(name, sortOrders, parameters["sort"] ?? "")
    default: Self.input(name, parameters[name] ?? "", hint: Self.hint(name))
    }
  }

  /// Several clusters are kept, and the first of them can be changed.
  private var clusterControl: HTML {
    let current = parameters.clusters.first ?? ""
    let others = parameters.clusters.dropFirst().map {
      HTML.element("input", [.init("type", "hidden"), .init("name", "cluster"), .init("value", $0)])
    }
    guard clusters.count <= Self.mostClusters else {
      return .group([Self.input("cluster", current, hint: "all")] + others)
    }
    let names = clusters.contains(current) || current.isEmpty ? clusters : [current] + clusters
    return .group([Self.select("cluster", [""] + names, current, emptyName: "all")] + others)
  }

  private var groupings: [String] {
    if case .topic(let topic) = place { topic.groupings } else { MapGrouping.allCases.map(\.rawValue) }
  }

  private var sortOrders: [String] {
    guard case .topic(let topic) = place else { return [""] }
    let orders = topic.columns.flatMap { [$0.name, "\($0.name):desc"] }
    let current = parameters["sort"].map { orders.contains($0) ? [] : [$0] } ?? []
    return [""] + current + orders
  }

  private static func hint(_ name: String) -> String {
    switch name {
    case "at": "latest, or 24h"
    case "since": "7d, or a date"
    case "until": "now"
    case "step": "auto, 1h, 1d"
    case "limit": "all"
    case "ip": "192.168.3.104"
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
    guard place.parameters.contains("since") else { return .nothing }
    let links = ["24h", "7d", "30d", "90d", "1y"].map { span -> HTML in
      let fields = parameters.fields.filter { !["since", "until"].contains($0.name) } + [(name: "since", value: span)]
      let current: [HTMLAttribute] = parameters["since"] == span ? [.init("aria-current", "true")] : []
      return .element("a", [.href(.page(place.path, query: fields))] + current, .text(span))
    }
    return .element("span", [.class("spans")], links)
  }

  private var links: [HTML] {
    let api = ["api", "v1"]
    let json: HTML =
      switch place {
      // The start page has no JSON of its own: it is made of several reports.
      case .overview: .element("a", [.href(.page(api + ["reports"]))], "Reports as JSON")
      case .topic(let topic):
        .element("a", [.href(.page(api + ["reports", topic.name], query: parameters.fields))], "These numbers as JSON")
      case .map:
        .element(
          "a", [.href(.page(api + ["map"], query: parameters.fields.filter { $0.name != "by" }))], "This map as JSON")
      }
    return [
      json, " · ",
      .element("a", [.href(.page(api + ["openapi.json"]))], "OpenAPI"), " · ",
      .element("a", [.href(.page(["metrics"]))], "Metrics"),
    ]
  }

  private static let leaving = HTML.element(
    "form", [.action(.page(["logout"])), .init("method", "post")],
    .element("button", [.init("type", "submit")], "Forget the token in this browser"))
}
