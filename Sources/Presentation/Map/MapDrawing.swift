import Capacity
import Reports

/// A map for a terminal: a line for each cluster, the groups of nodes with a box for each node, the pods without a node,
/// and the legend.
struct MapDrawing {
  private let map: CapacityMap
  private let limit: Int
  private let pen: Pen
  private let signs: MapSigns
  private let width: Int
  private let names: NodeNames
  private let ellipsis: String

  init(_ map: CapacityMap, limit: Int?, on canvas: TerminalCapabilities) {
    self.map = map
    self.limit = limit ?? .max
    pen = Pen(canvas)
    signs = MapSigns(on: canvas)
    width = canvas.width ?? ChartDrawing.usualWidth
    names = NodeNames(map.clusters.flatMap { $0.nodes ?? [] }.map(\.name))
    ellipsis = canvas.usesUnicode ? "…" : "~"
  }

  func write(into output: inout [UInt8]) {
    for cluster in map.clusters {
      writeHeading("\(TerminalText.escaped(cluster.cluster)) at \(Humanized.moment(cluster.observedAt))", into: &output)
      writeLine(summary(of: cluster), into: &output)
    }
    let left = writeGroups(into: &output)
    if left > 0 { writeLine("\n(\(left) more nodes: raise --limit)", into: &output) }
    for cluster in map.clusters { WaitingList(cluster, width: width, ellipsis: ellipsis).write(into: &output) }
    writeLegend(into: &output)
  }

  /// Writes the groups, and returns how many nodes the limit leaves out.
  private func writeGroups(into output: inout [UInt8]) -> Int {
    var left = limit
    var omitted = 0
    for group in map.groups {
      let shown = group.nodes.prefix(left)
      left -= shown.count
      omitted += group.nodes.count - shown.count
      if !shown.isEmpty { write(group, shown, into: &output) }
    }
    return omitted
  }

  private func write(_ group: MapGroup, _ nodes: ArraySlice<MappedNode>, into output: inout [UInt8]) {
    output.append(ascii: "\n")
    if map.grouping != .cluster || map.clusters.count > 1 { writeHeading(summary(of: group), into: &output) }
    let boxes = nodes.map { NodeBox($0, name: names.shown($0.name), width: boxWidth, ellipsis: ellipsis) }
    let perRow = max(1, (width + NodeBox.distance) / (boxWidth + NodeBox.distance))
    for start in stride(from: 0, to: boxes.count, by: perRow) {
      if start > 0 { output.append(ascii: "\n") }
      NodeBox.write(boxes[start..<min(start + perRow, boxes.count)], pen, signs, into: &output)
    }
  }

  /// Narrow terminals get narrow boxes.
  private var boxWidth: Int { min(NodeBox.usualWidth, max(NodeBox.leastWidth, width)) }

  private func summary(of cluster: ClusterMap) -> String {
    let nodes = cluster.nodes.map { Self.count($0.count, "node") } ?? "nodes unknown"
    let waiting = cluster.waiting.map { "\(Self.count($0.count, "pod")) without a node" } ?? "pods unknown"
    let room = cluster.nodes == nil ? "" : ", \(Self.room(cluster.effectiveFree))"
    let used = cluster.slotsUsed.map(String.init) ?? "unknown"
    let slots = cluster.slotsAllocatable.map { "\(used) of \($0) slots used" } ?? "slots unknown"
    return "\(nodes), \(slots)\(room), \(waiting)"
  }

  private static func room(_ free: Int?) -> String {
    free.map { $0 == 1 ? "1 more pod fits" : "\($0) more pods fit" } ?? "room unknown"
  }

  private func summary(of group: MapGroup) -> String {
    let name = group.name.map { "\(map.grouping.rawValue) \(TerminalText.escaped($0))" } ?? map.grouping.nameless
    let used = group.slotsUsed.map(String.init) ?? "unknown"
    return "\(name): \(Self.count(group.nodes.count, "node")), \(used) of \(group.slotsAllocatable) slots used"
  }

  private func writeHeading(_ text: String, into output: inout [UInt8]) {
    pen.appendHeading(TerminalText.truncated(text, to: width, ellipsis: ellipsis), to: &output)
    output.append(ascii: "\n")
  }

  private func writeLine(_ text: String, into output: inout [UInt8]) {
    output.append("\(TerminalText.truncated(text, to: width, ellipsis: ellipsis))\n")
  }

  /// The signs that occur, on as many lines as they take.
  private func writeLegend(into output: inout [UInt8]) {
    let occurring = Set(map.clusters.flatMap { $0.nodes ?? [] }.flatMap(\.cells))
    let distance = 3
    var column = 0
    for use in SlotUse.allCases where occurring.contains(use) {
      let needed = MapSigns.legendWidth(of: use)
      if column == 0 || column + distance + needed > width {
        output.append(ascii: "\n")
        column = 0
      } else {
        output.append(repeatElement(UInt8(ascii: " "), count: distance))
        column += distance
      }
      signs.appendLegend(of: use, to: &output)
      column += needed
    }
    if column > 0 { output.append(ascii: "\n") }
    writeLegendOfInterfaces(into: &output)
  }

  private func writeLegendOfInterfaces(into output: inout [UInt8]) {
    let interfaces = map.clusters.flatMap { $0.nodes ?? [] }.flatMap { $0.interfaces ?? [] }
    guard !interfaces.isEmpty else { return }
    writeLine("eni0: the ENI of device index 0, its addresses: used by pods, warm", into: &output)
    if interfaces.contains(where: { !$0.prefixes.isEmpty }) {
      writeLine("2p: two prefixes, each of 16 addresses", into: &output)
    }
  }

  static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
