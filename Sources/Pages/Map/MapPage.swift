public import Reports

/// The map of a span as a page by itself.
public struct MapPage: Sendable {
  private let changes: MapChanges
  private let grouping: MapGrouping

  /// - Parameters:
  ///   - changes: what changed in the span.
  ///   - grouping: what the nodes are grouped by at first.
  public init(_ changes: MapChanges, by grouping: MapGrouping = .cluster) {
    self.changes = changes
    self.grouping = grouping
  }

  /// The page.
  ///
  /// - Parameters:
  ///   - navigation: links to other pages; none for a file that stands alone.
  ///   - footer: what made the page, from what and when.
  public func page(navigation: [Page.NavigationItem] = [], footer: [HTML] = []) -> Page {
    Page(
      title: "Map of \(clusters)", introduction: [.element("p", [], .text(span))], navigation: navigation,
      sections: [Page.Section("map", "", MapSection(changes, by: grouping).content)], footer: footer,
      assets: Page.usualAssets + MapSection.assets)
  }

  private var clusters: String {
    changes.clusters.isEmpty ? "no cluster" : changes.clusters.joined(separator: ", ")
  }

  private var span: String { "\(MapWords.moment(changes.from)) to \(MapWords.moment(changes.to))" }
}
