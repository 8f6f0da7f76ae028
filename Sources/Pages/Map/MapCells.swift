import Reports

/// The cells of a node and the bars of its ENIs as paths: a line for each run of cells of one use, whose dashes are the
/// cells. `Assets/map.js` draws the same.
struct MapCells {
  /// Cells of a line.
  static let perLine = 20
  /// The distance between the beginnings of two cells.
  static let pitch = 10
  /// The width of all cells of a line.
  static let width = perLine * pitch - 2

  private let node: MapChanges.NodeAtMoment

  init(_ node: MapChanges.NodeAtMoment) {
    self.node = node
  }

  var drawing: HTML {
    let lines = (node.cells.count + Self.perLine - 1) / Self.perLine
    let top = lines * Self.pitch + 2
    let height = top + node.interfaces.count * MapBars.pitch
    return .element(
      "svg", [.init("viewBox", "0 0 \(Self.width) \(height)"), .init("aria-hidden", "true")],
      cellPaths + MapBars(node.interfaces.map(\.value), top: top).paths)
  }

  private var cellPaths: [HTML] {
    let runs = Dictionary(grouping: Self.runs(of: node.cells), by: \.use)
    return SlotUse.allCases.compactMap { use in
      runs[use].map { runs in
        .element("path", [.class("u\(use.rawValue)"), .init("d", runs.map(\.path).joined())])
      }
    }
  }

  /// A run of cells of one use in one line.
  private struct Run {
    let use: SlotUse
    let first: Int
    var count: Int

    var path: String {
      let (line, column) = first.quotientAndRemainder(dividingBy: MapCells.perLine)
      return "M\(column * MapCells.pitch) \(line * MapCells.pitch + 4)h\(count * MapCells.pitch - 2)"
    }
  }

  private static func runs(of cells: [SlotUse]) -> [Run] {
    var runs: [Run] = []
    for (place, use) in cells.enumerated() {
      if place % perLine != 0, let last = runs.indices.last, runs[last].use == use {
        runs[last].count += 1
      } else {
        runs.append(Run(use: use, first: place, count: 1))
      }
    }
    return runs
  }

  /// One cell, for the legend.
  static func sample(of use: SlotUse) -> HTML {
    .element(
      "svg", [.class("map-sample"), .init("viewBox", "0 0 8 8"), .init("aria-hidden", "true")],
      .element("path", [.class("u\(use.rawValue)"), .init("d", "M0 4h8")]))
  }

  /// A piece of an ENI's bar, for the legend.
  static func sample(ofInterface kind: String) -> HTML {
    .element(
      "svg", [.class("map-sample"), .init("viewBox", "0 0 8 8"), .init("aria-hidden", "true")],
      .element("path", [.class("eni-\(kind)"), .init("d", "M0 4h8")]))
  }
}

/// The ENIs of a node as bars of equal length: the addresses that pods use, the warm ones, and the rest.
struct MapBars {
  /// The distance between two bars.
  static let pitch = 5

  private let interfaces: [MapChanges.InterfaceState]
  private let top: Int

  init(_ interfaces: [MapChanges.InterfaceState], top: Int) {
    self.interfaces = interfaces
    self.top = top
  }

  var paths: [HTML] {
    var paths = ["rest": "", "used": "", "warm": "", "prefix": ""]
    for (place, interface) in interfaces.enumerated() where interface.assigned > 0 {
      let y = top + place * Self.pitch + 2
      let used = Self.length(interface.used ?? 0, of: interface.assigned)
      let end = Self.length((interface.used ?? 0) + (interface.warm ?? 0), of: interface.assigned)
      paths["rest", default: ""] += "M0 \(y)h\(MapCells.width)"
      if used > 0 { paths["used", default: ""] += "M0 \(y)h\(used)" }
      let warm = interface.prefixes > 0 ? "prefix" : "warm"
      if end > used { paths[warm, default: ""] += "M\(used) \(y)h\(end - used)" }
    }
    return ["rest", "used", "warm", "prefix"].compactMap { kind in
      guard let path = paths[kind], !path.isEmpty else { return nil }
      return .element("path", [.class("eni-\(kind)"), .init("d", path)])
    }
  }

  private static func length(_ count: Int, of all: Int) -> Int { min(all, count) * MapCells.width / all }
}
