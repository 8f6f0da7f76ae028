import Capacity
import Reports

/// The trend of the slots over the span, which is also the track of the slider: what pods used, what the nodes offered,
/// how many pods waited, and where nothing was collected.
struct MapTrack {
  private static let width = 1000
  private static let height = 60

  private let changes: MapChanges
  private let totals: [MapChanges.Totals?]
  private let start: Int64
  private let length: Int64

  init(_ changes: MapChanges) {
    self.changes = changes
    totals = changes.moments.indices.map { changes.totals(at: $0) }
    start = changes.moments.first?.seconds ?? 0
    length = max(1, (changes.moments.last?.seconds ?? 0) - start)
  }

  var figure: HTML {
    .element(
      "figure", [.class("map-track")], drawing,
      .element(
        "input",
        [
          .class("map-time-input"), .init("type", "range"), .init("min", "0"), .init("max", String(length)),
          .init("value", String(length)), .init("step", "1"), .init("aria-label", "Moment"), .flag("hidden"),
        ]),
      .element("figcaption", [.class("muted")], .text(caption)))
  }

  private var drawing: HTML {
    .element(
      "svg",
      [
        .init("viewBox", "0 0 \(Self.width) \(Self.height)"), .init("preserveAspectRatio", "none"),
        .init("role", "img"),
        .init("aria-label", description),
      ],
      [
        .element("path", [.class("map-used"), .init("d", area { $0.slotsUsed })]),
        .element("path", [.class("map-waits"), .init("d", area { $0.waiting })]),
        .element("path", [.class("map-offered"), .init("d", steps { $0.slotsAllocatable })]),
      ] + gaps + [.element("path", [.class("map-hits"), .init("d", "")])])
  }

  private var caption: String {
    guard let first = changes.moments.first, let last = changes.moments.last else { return "" }
    return "Slots used, slots offered (line) and pods without a node (below), \(MapWords.moment(first)) to "
      + "\(MapWords.moment(last)); \(MapWords.count(changes.moments.count, "moment")) with changes"
  }

  private var description: String {
    let used = totals.compactMap { $0?.slotsUsed }
    let waiting = totals.compactMap { $0?.waiting }.max() ?? 0
    return "Slots used from \(used.min() ?? 0) to \(used.max() ?? 0), last \(used.last ?? 0) of "
      + "\(totals.last.flatMap { $0?.slotsAllocatable } ?? 0); at most \(MapWords.count(waiting, "pod")) without a node"
  }

  private var gaps: [HTML] {
    changes.gaps.map { gap in
      let from = x(gap.from)
      return .element(
        "rect",
        [
          .class("map-gap"), .init("x", from), .init("y", "0"), .init("width", max(1, x(gap.to) - from)),
          .init("height", Self.height),
        ], .element("title", [], .text("no collection from \(gap.from) to \(gap.to)")))
    }
  }

  private func x(_ moment: Timestamp) -> Int { Int((moment.seconds - start) * Int64(Self.width) / length) }

  private var most: Int {
    max(1, totals.compactMap { $0.map { max($0.slotsAllocatable, $0.slotsUsed, $0.waiting) } }.max() ?? 1)
  }

  private func y(_ value: Int) -> Int { Self.height - value * (Self.height - 2) / most }

  /// A value over time: it holds until the next moment.
  private func steps(_ value: (MapChanges.Totals) -> Int) -> String {
    var path = ""
    for (moment, totals) in zip(changes.moments, totals) {
      guard let totals else { continue }
      path += path.isEmpty ? "M\(x(moment)) \(y(value(totals)))" : "H\(x(moment))V\(y(value(totals)))"
    }
    return path.isEmpty ? "" : "\(path)H\(Self.width)"
  }

  private func area(_ value: (MapChanges.Totals) -> Int) -> String {
    let path = steps(value)
    guard !path.isEmpty, let first = zip(changes.moments, totals).first(where: { $0.1 != nil })?.0 else { return "" }
    return "\(path)V\(Self.height)H\(x(first))Z"
  }
}
