import Capacity
import Presentation
import Reports

/// What the review opens with: what runs out first, across clusters, and what to do about it.
struct RunsOutFirst {
  /// The report `exhaustion`.
  let exhaustion: Report
  /// Whether there is a forecast of anything.
  let isForecast: Bool

  /// More rows than these are in the sections of pod slots and subnets.
  static let most = 8
  private static let columns = [
    "name", "resource", "cluster", "used", "total", "exhausted_at", "exhausted_at_earliest", "exhausted_at_latest",
    "binding_limit", "remedy",
  ]

  var section: Page.Section {
    Page.Section("first", "What runs out first", exhaustion.table.rowCount == 0 ? [nothing] : content)
  }

  private var nothing: HTML {
    .element("p", [], isForecast ? "Nothing is expected to run out within a year." : "There is no forecast yet.")
  }

  private var content: [HTML] {
    let first = ExhaustedFirst(exhaustion)
    return [
      .element("p", [.class(first.isFull ? "critical" : "warning")], .text(first.sentence)),
      DataTable(table: exhaustion.table, caption: "What runs out first", columns: Self.columns).html,
      MeaningList(topic: .exhaustion, columns: Self.columns).html,
    ]
  }
}

/// The first row of the report `exhaustion` in words.
private struct ExhaustedFirst {
  private let cells: NamedCells
  private let now: Timestamp?

  init(_ report: Report) {
    cells = NamedCells(report.table)
    now = report.to
  }

  var isFull: Bool {
    guard let moment = cells.moment("exhausted_at", 0), let now else { return false }
    return moment <= now
  }

  var sentence: String {
    let remedy = cells.text("remedy", 0).map { " Remedy: \($0)." } ?? ""
    let used = "\(cells.integer("used", 0) ?? 0) of \(cells.integer("total", 0) ?? 0) used"
    return "\(name): \(used), \(isFull ? "full since" : "full on") \(day).\(remedy)"
  }

  private var day: String {
    let exact = cells.moment("exhausted_at", 0).map(Humanized.day) ?? ""
    guard !isFull, let earliest = cells.moment("exhausted_at_earliest", 0) else { return exact }
    let latest = cells.moment("exhausted_at_latest", 0).map(Humanized.day) ?? "more than a year from now"
    return "\(exact) (between \(Humanized.day(earliest)) and \(latest))"
  }

  private var name: String {
    let cluster = cells.text("cluster", 0) ?? ""
    let kind = cells.text("resource", 0) == ForecastResource.subnet.rawValue ? "Addresses of" : "Pod slots of"
    let name = cells.text("name", 0) ?? "nodes without a group"
    let place = name == cluster ? "" : " in \(LongText.short(cluster))"
    return "\(kind) \(LongText.short(name))\(place)"
  }
}

/// What is otherwise than a week before.
struct ChangedLately {
  /// The report `changes`.
  let changes: Report

  var section: Page.Section {
    let since = changes.from.map { " since \(Humanized.day($0))" } ?? ""
    let content: [HTML] =
      changes.table.rowCount == 0
      ? [.element("p", [], "Nothing that is counted is otherwise than it was.")]
      : [
        DataTable(table: changes.table, caption: "Changes\(since)").html, MeaningList(topic: .changes).html,
      ]
    return Page.Section("changes", "What changed\(since)", content)
  }
}
