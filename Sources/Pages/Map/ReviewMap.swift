import Capacity
import Reports

/// The map in a review: the last day of its span.
struct ReviewMap {
  /// More nodes make a page that is larger than a review should be.
  private static let mostNodes = 100
  /// A review is to be made within a second, and a map of every collection would take most of it.
  private static let stepSeconds: Int64 = 1800

  /// Nil where there are too many nodes.
  private let changes: MapChanges?

  /// - Parameters:
  ///   - request: the clusters, and the end of the review.
  ///   - nodes: how many nodes there are at its end.
  /// - Throws: `ReportError`; what `history` throws.
  init(_ request: ReportRequest, nodes: Int, from history: some HistoryReading) throws {
    let day = ReportRequest(clusters: request.clusters, until: request.until, now: request.now, step: Self.stepSeconds)
    changes = nodes <= Self.mostNodes ? try MapChanges(day, from: history) : nil
  }

  var section: Page.Section {
    guard let changes else { return Page.Section("map", "Map", [Self.advice]) }
    let introduction = HTML.element(
      "p", [.class("muted")],
      "Nodes with a cell for each pod slot, and pods without a node, over the last day of the review. The slider moves through time."
    )
    return Page.Section("map", "Map", [introduction] + MapSection(changes).content)
  }

  private static let advice = HTML.element(
    "p", [], "A map of so many nodes is a page by itself: ",
    .element("code", [], "capdb map --format html --output map.html"), "; --cluster selects one cluster.")
}
