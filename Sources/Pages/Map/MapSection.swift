import Capacity
import Presentation
public import Reports

/// The map of a span as a part of a page: the trend of the slots as the track of a slider, the controls, and a box for each
/// node. Without a script it shows the last moment of the span; `Assets/map.js` moves through the others.
public struct MapSection: Sendable {
  private let changes: MapChanges
  private let grouping: MapGrouping
  private let names: NodeNames

  /// - Parameters:
  ///   - changes: what changed in the span.
  ///   - grouping: what the nodes are grouped by at first.
  public init(_ changes: MapChanges, by grouping: MapGrouping = .cluster) {
    self.changes = changes
    self.grouping = grouping
    names = NodeNames(changes.nodes.map(\.name))
  }

  /// The section with the heading `Map`.
  public var section: Page.Section { Page.Section("map", "Map", content) }

  /// What is in the section, for a page that has nothing else.
  public var content: [HTML] {
    guard !changes.moments.isEmpty else {
      return [.element("p", [], "Nothing was recorded in this span, so there is nothing to draw.")]
    }
    return notices + [
      .element(
        "div", [.class(unknown.isEmpty ? "map" : "map unknown"), .init("data-by", grouping.rawValue)],
        [summary, MapTrack(changes).figure, controls, legend, MapWaitingList(changes).list, boxes, dataElement])
    ]
  }

  /// What a page needs beside its usual assets.
  public static let assets: [Asset] = [.mapStyle, .mapScript]

  private var lastMoment: Int { changes.moments.count - 1 }

  private var notices: [HTML] {
    let step = changes.stepSeconds.map { seconds in
      "The map shows a moment every \(DurationText("\(seconds)s")?.description ?? ""): what came and went between two "
        + "of them is missing. capdb map --format html with --step or a shorter span shows more."
    }
    return (changes.notices + [step].compactMap(\.self)).map { .element("p", [.class("notice")], .text($0)) }
  }

  private var summary: HTML {
    let time = MapWords.moment(changes.moments[lastMoment])
    let totals = changes.totals(at: lastMoment).map(MapWords.totals) ?? "unknown"
    return .element(
      "p", [.class("map-summary")], .element("strong", [.class("map-time")], .text(time)), " ",
      .element("span", [.class("map-totals")], .text(totals)),
      .element("span", [.class("map-unknown warning")], .text(unknown)))
  }

  /// What of the last moment is not known.
  private var unknown: String {
    let unknown = changes.unknown.filter { $0.holds(at: lastMoment) }
    return unknown.map { interval in
      let sources = interval.value.map(\.rawValue).joined(separator: ", ")
      return "\(changes.clusters[interval.subject]): unknown: \(sources); as last known"
    }.joined(separator: "; ")
  }

  private var legend: HTML {
    let items = SlotUse.allCases.map { use in
      HTML.element(
        "li", [.class("map-use-\(use.rawValue)")], MapCells.sample(of: use), .text(use.label))
    }
    let interfaces = [
      ("used", "ENI: used by pods"), ("warm", "warm"), ("prefix", "warm, of a prefix"), ("rest", "other"),
    ]
    return .element(
      "ul", [.class("legend map-legend"), .init("aria-label", "Legend")],
      items + interfaces.map { .element("li", [], MapCells.sample(ofInterface: $0.0), .text($0.1)) })
  }

  private var boxes: HTML {
    let nodes = changes.nodes(at: lastMoment)
    let groups = Dictionary(grouping: nodes) { grouping.name(of: changes.nodes[$0.node], in: changes) }
    let sorted = groups.sorted { left, right in
      guard let first = left.key, let second = right.key else { return left.key != nil }
      return first < second
    }
    return .element("div", [.class("map-groups")], sorted.map { group(name: $0.key, $0.value) })
  }

  private func group(name: String?, _ nodes: [MapChanges.NodeAtMoment]) -> HTML {
    let sorted = nodes.sorted { left, right in
      (MapWords.order(of: left), changes.nodes[left.node].name) < (
        MapWords.order(of: right), changes.nodes[right.node].name
      )
    }
    let boxes = sorted.map { node in
      let identity = changes.nodes[node.node]
      return MapBox(node, identity, name: names.shown(identity.name)).element
    }
    return .element(
      "section", [.class("map-group")],
      .element(
        "h3", [], .text(name.map { grouping == .cluster ? $0 : "\(grouping.rawValue) \($0)" } ?? grouping.nameless)),
      .element("div", [.class("map-boxes")], boxes))
  }

  private var dataElement: HTML { .data(id: "map-data", json: MapChangesJSON(changes).bytes) }
}

extension MapSection {
  /// The controls, which a script shows: without it they would do nothing.
  private var controls: HTML {
    .element(
      "div", [.class("map-controls filter"), .flag("hidden")],
      [
        Self.button("previous", "Previous change", "◀"), Self.button("play", "Play", "Play"),
        Self.button("next", "Next change", "▶"),
        .element("label", [], "Group by ", .element("select", [.class("map-by")], MapGrouping.allCases.map(option))),
        .element(
          "label", [], "Find a pod or an address ",
          .element(
            "input",
            [.class("map-find"), .init("type", "search"), .init("autocomplete", "off"), .init("spellcheck", "false")])),
        .element("div", [.class("map-found"), .init("role", "status"), .init("aria-live", "polite")]),
      ])
  }

  private func option(_ by: MapGrouping) -> HTML {
    let selected: [HTMLAttribute] = by == grouping ? [.flag("selected")] : []
    return .element("option", [.init("value", by.rawValue)] + selected, .text(by.rawValue))
  }

  private static func button(_ name: String, _ label: String, _ text: String) -> HTML {
    .element(
      "button", [.class("action map-\(name)"), .init("type", "button"), .init("aria-label", label)], .text(text))
  }
}

extension Asset {
  /// The look of maps.
  public static let mapStyle = Asset(.style, file: PackageResources.map_css)
  /// Maps through time.
  public static let mapScript = Asset(.script, file: PackageResources.map_js)
}
