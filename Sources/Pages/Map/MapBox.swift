import Capacity
import Reports

/// A node of a map as a box: its name, its use, its cells and its ENIs.
struct MapBox {
  private let node: MapChanges.NodeAtMoment
  private let identity: MapChanges.NodeIdentity
  private let name: String

  /// - Parameter name: the name to show; the whole name is in the description.
  init(_ node: MapChanges.NodeAtMoment, _ identity: MapChanges.NodeIdentity, name: String) {
    self.node = node
    self.identity = identity
    self.name = name
  }

  var element: HTML {
    let isFull = MapWords.order(of: node) == 0
    return .element(
      "div",
      [
        .class("node\(isFull ? " full" : "")\(isUsable ? "" : " unusable")"), .init("data-node", node.node),
        .init("role", "img"), .init("aria-label", description),
      ],
      .element("span", [.class("node-name")], .text(name)),
      .element("span", [.class("node-use")], .text(use)), MapCells(node).drawing)
  }

  private var isUsable: Bool { node.state.isReady && node.state.isSchedulable }

  private var use: String { "\(MapWords.used(of: node))/\(node.state.slots.map(String.init) ?? "?") \(room)" }

  private var room: String {
    let state = (node.state.isReady ? [] : ["not ready"]) + (node.state.isSchedulable ? [] : ["cordoned"])
    return ([MapWords.room(of: node)] + state).joined(separator: ", ")
  }

  /// `ip-10-0-0-9: 17 of 17 slots used, full; 2 host network, 15 running; 3 ENIs, 15 addresses used, 0 warm`.
  private var description: String {
    let slots = node.state.slots.map(String.init) ?? "unknown"
    let uses = SlotUse.allCases.compactMap { use in
      let count = node.cells.count { $0 == use }
      return count > 0 ? "\(count) \(use.label)" : nil
    }
    let used = node.interfaces.reduce(0) { $0 + ($1.value.used ?? 0) }
    let warm = node.interfaces.reduce(0) { $0 + ($1.value.warm ?? 0) }
    let interfaces = "\(MapWords.count(node.interfaces.count, "ENI")), \(used) addresses used, \(warm) warm"
    return "\(identity.name): \(MapWords.used(of: node)) of \(slots) slots used, \(room); "
      + "\(uses.joined(separator: ", ")); \(interfaces)"
  }
}

/// The pods without a node at the last moment, by what they wait for.
struct MapWaitingList {
  private let changes: MapChanges

  init(_ changes: MapChanges) {
    self.changes = changes
  }

  var list: HTML {
    let last = changes.moments.count - 1
    let waits = changes.waits.filter { $0.holds(at: last) }
    let groups = Dictionary(grouping: waits) { "\($0.value.reason?.rawValue ?? "no reason given")" }
    let sorted = groups.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    return .element(
      "div", [.class("map-waiting")],
      [.element("h3", [], .text("\(MapWords.count(waits.count, "pod")) without a node"))]
        + sorted.map { group($0.key, $0.value) })
  }

  private func group(_ reason: String, _ waits: [MapInterval<MapChanges.Wait>]) -> HTML {
    let message = waits.lazy.map(\.value.message).first { !$0.isEmpty } ?? ""
    let names = waits.prefix(Self.mostNames).map { wait in
      let pod = changes.pods[wait.subject]
      return HTML.element("li", [.init("data-pod", wait.subject)], .text("\(pod.namespace)/\(pod.name)"))
    }
    let more =
      waits.count > Self.mostNames ? [HTML.element("li", [], .text("and \(waits.count - Self.mostNames) more"))] : []
    return .element(
      "div", [],
      .element(
        "p", [], .element("strong", [], .text("\(reason) \(waits.count)")), .text(message.isEmpty ? "" : " \(message)")),
      .element("ul", [], names + more))
  }

  /// More pods of one reason are only counted.
  private static let mostNames = 60
}
