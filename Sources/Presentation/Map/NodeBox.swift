import Capacity
import Reports

/// A node of a map: its name, its use, its cells and its ENIs, as lines of equal width.
struct NodeBox {
  /// Three boxes fit a terminal of 80 columns.
  static let usualWidth = 25
  static let leastWidth = 16
  static let distance = 2

  private let node: MappedNode
  private let cells: [SlotUse]
  private let width: Int
  private let name: String
  private let texts: [String]

  init(_ node: MappedNode, name: String, width: Int, ellipsis: String) {
    self.node = node
    self.width = width
    cells = node.cells
    let fitted = { TerminalText.truncated($0, to: width, ellipsis: ellipsis) }
    self.name = fitted(TerminalText.escaped(name))
    let interfaces = (node.interfaces ?? []).map { Self.text(of: $0) }
    texts = ([Self.use(of: node)] + interfaces).map(fitted)
  }

  private var cellLines: Int { (cells.count + width - 1) / width }

  /// Writes boxes side by side.
  static func write(_ boxes: ArraySlice<NodeBox>, _ pen: Pen, _ signs: MapSigns, into output: inout [UInt8]) {
    let cellLines = boxes.map(\.cellLines).max() ?? 0
    let lines = cellLines + (boxes.map(\.texts.count).max() ?? 0) + 1
    for line in 0..<lines {
      for (place, box) in boxes.enumerated() {
        let used = box.write(line: line, cellLines: cellLines, pen, signs, into: &output)
        guard place + 1 < boxes.count else { continue }
        output.append(repeatElement(UInt8(ascii: " "), count: box.width - used + distance))
      }
      output.endLine()
    }
  }

  /// Writes a line of the box, and returns how many columns it takes.
  private func write(
    line: Int, cellLines: Int, _ pen: Pen, _ signs: MapSigns, into output: inout [UInt8]
  ) -> Int {
    switch line {
    case 0:
      pen.appendHeading(name, to: &output)
      return TerminalText.width(name)
    case 1:
      pen.append(texts[0], tone: node.hasNoRoom ? .critical : .plain, to: &output)
      return TerminalText.width(texts[0])
    case 2..<(2 + cellLines):
      let part = cells.dropFirst((line - 2) * width).prefix(width)
      signs.append(part, to: &output)
      return part.count
    default:
      let text = line - cellLines - 1
      guard text < texts.count else { return 0 }
      output.append(texts[text])
      return TerminalText.width(texts[text])
    }
  }

  /// `17/17 full t3.medium`: what is wrong comes first, as long lines are cut.
  private static func use(of node: MappedNode) -> String {
    let used = node.pods.map { String($0.count) } ?? "?"
    let state = (node.isReady ? [] : ["not ready"]) + (node.isSchedulable ? [] : ["cordoned"])
    let type = node.instanceType.map { [TerminalText.escaped($0)] } ?? []
    return (["\(used)/\(node.slots.map(String.init) ?? "?")", room(of: node)] + state + type).joined(separator: " ")
  }

  private static func room(of node: MappedNode) -> String {
    if node.freeSlots == 0 { return "full" }
    guard let free = node.effectiveFree else { return "room unknown" }
    return free == 0 ? "no address" : "\(free) fit"
  }

  /// `eni1 5 used 0 warm`, with prefixes `eni1 20 used 12 warm 2p`; on a further network card `eni1.1`.
  private static func text(of interface: MappedInterface) -> String {
    let place = interface.networkCardIndex > 0 ? "\(interface.networkCardIndex)." : ""
    let used = interface.used.map(String.init) ?? "?"
    let warm = interface.warm.map(String.init) ?? "?"
    let prefixes = interface.prefixes.isEmpty ? "" : " \(interface.prefixes.count)p"
    return "eni\(place)\(interface.deviceIndex) \(used) used \(warm) warm\(prefixes)"
  }
}
