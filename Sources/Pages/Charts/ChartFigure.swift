import Capacity
import Presentation

/// A chart with its caption, its legend and the table of its values. The script of charts reads the table, and so does
/// everyone who does not see the plot.
struct ChartFigure {
  let title: String
  /// Under the title: the last values, in words.
  var remark = ""
  let plot: HTML
  var legend: [LegendItem] = []
  let values: ValueTable

  /// What a colour stands for.
  struct LegendItem {
    let color: Int
    let label: String
  }

  /// The numbers of a chart: a row for each moment.
  struct ValueTable {
    let headings: [String]
    var rows: [Row] = []

    struct Row {
      let moment: Timestamp
      /// Where the moment is in the plot, in percent of its width.
      let place: Double
      /// A text for each heading after the first; empty where it is unknown.
      let values: [String]
    }
  }

  var html: HTML {
    .element(
      "figure", [.class("chart")],
      [
        .element(
          "figcaption", [],
          .element("strong", [], .text(title)),
          remark.isEmpty ? .nothing : .element("span", [.class("muted")], .text(remark))),
        plot,
        legend.isEmpty ? .nothing : .element("ul", [.class("legend")], legend.map(Self.item)),
        table,
      ])
  }

  private static func item(_ item: LegendItem) -> HTML {
    let swatch = HTML.element(
      "svg", [.init("viewBox", "0 0 10 10"), .init("aria-hidden", "true")],
      .element("rect", [.class("f\(item.color)"), .init("width", 10), .init("height", 10)]))
    return .element("li", [], swatch, .text(item.label))
  }

  private var table: HTML {
    let head = HTML.element(
      "thead", [], .element("tr", [], values.headings.map { .element("th", [.init("scope", "col")], .text($0)) }))
    let table = HTML.element("table", [.class("values")], head, .element("tbody", [], values.rows.map(Self.row)))
    return .element(
      "details", [], .element("summary", [], "Values"),
      .element(
        "div", [.class("table tall"), .init("tabindex", 0), .init("role", "region"), .init("aria-label", title)], table)
    )
  }

  private static func row(_ row: ValueTable.Row) -> HTML {
    .element(
      "tr", [.init("data-x", row.place)],
      [.element("th", [.init("scope", "row"), .class("t")], .text(Humanized.shortMoment(row.moment)))]
        + row.values.map { .element("td", [.class("n")], .text($0)) })
  }
}

extension Humanized {
  /// A date where the moment is midnight, else with its time: `2026-11-23`, `2026-11-23T04:00Z`.
  static func shortMoment(_ moment: Timestamp) -> String {
    moment.seconds % 86_400 == 0 ? day(moment) : self.moment(moment)
  }
}
