import Capacity
import Presentation
import Reports

/// What the review opens with: what runs out first, across clusters.
struct RunsOutFirst {
  /// The rows of the forecast, the soonest first.
  let rows: [ForecastRow]

  /// More rows than these are in the section of forecasts.
  private static let most = 8
  private static let columns = [
    "name", "resource", "cluster", "used", "total", "exhausted_at", "exhausted_at_earliest", "exhausted_at_latest",
    "growth_per_day", "note",
  ]

  var section: Page.Section {
    let expected = rows.filter { $0.exhaustedAt != nil && !repeatsCluster($0) }
    return Page.Section("first", "What runs out first", expected.isEmpty ? [nothing] : content(expected))
  }

  /// Whether a row is that of the only node group of a cluster that has a row itself.
  private func repeatsCluster(_ row: ForecastRow) -> Bool {
    let groups = rows.filter { $0.cluster == row.cluster && $0.resource == .podSlots }
    return row.resource == .podSlots && row.name != row.cluster && groups.count == 2
      && groups.contains { $0.name == row.cluster }
  }

  private var nothing: HTML {
    .element(
      "p", [], rows.isEmpty ? "There is no forecast yet." : "Nothing is expected to run out within a year.")
  }

  private func content(_ rows: [ForecastRow]) -> [HTML] {
    let table = ReportTable(Array(rows.prefix(Self.most)), fields: ForecastRow.fields)
    let sentence = rows.first.map { row in
      HTML.element(
        "p", [.class(row.isExhausted ? "critical" : "warning")],
        .text("\(Self.name(of: row)): \(row.used) of \(row.total) used, \(row.fullText ?? "")."))
    }
    return [
      sentence ?? .nothing,
      DataTable(table: table, caption: "What runs out first", columns: Self.columns).html,
      MeaningList(topic: .forecast, columns: Self.columns).html,
    ]
  }

  private static func name(of row: ForecastRow) -> String {
    let kind = row.resource == .subnet ? "Addresses of" : "Pod slots of"
    let name = LongText.short(row.name ?? "nodes without a group")
    return row.name == row.cluster ? "\(kind) \(name)" : "\(kind) \(name) in \(LongText.short(row.cluster))"
  }
}
