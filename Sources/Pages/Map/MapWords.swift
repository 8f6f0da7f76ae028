import Capacity
import Reports

/// Numbers of a map in words; `Assets/map.js` uses the same.
enum MapWords {
  /// `2026-11-23 04:39 UTC`.
  static func moment(_ moment: Timestamp) -> String {
    let text = moment.description
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
  }

  /// `51 of 51 slots used, 0 more pods fit, 8 pods without a node`.
  static func totals(_ totals: MapChanges.Totals) -> String {
    let room = totals.effectiveFree.map { "\(count($0, "more pod")) \($0 == 1 ? "fits" : "fit")" } ?? "room unknown"
    return "\(totals.slotsUsed) of \(totals.slotsAllocatable) slots used, \(room), "
      + "\(count(totals.waiting, "pod")) without a node"
  }

  /// `full`, `no address`, `3 fit`.
  static func room(of node: MapChanges.NodeAtMoment) -> String {
    if isFull(node) { return "full" }
    guard let free = node.state.effectiveFree else { return "room unknown" }
    return free == 0 ? "no address" : "\(free) fit"
  }

  /// The order of nodes: those without room first, those of unknown room last.
  static func order(of node: MapChanges.NodeAtMoment) -> Int {
    if isFull(node) || node.state.effectiveFree == 0 { return 0 }
    return node.state.effectiveFree ?? .max
  }

  /// Pods in slots.
  static func used(of node: MapChanges.NodeAtMoment) -> Int { node.cells.count { $0.isTaken || $0 == .unknown } }

  private static func isFull(_ node: MapChanges.NodeAtMoment) -> Bool {
    node.state.slots.map { used(of: node) >= $0 } ?? false
  }

  static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
