import Capacity
import Presentation
import Reports

/// The charts of a trend: a small one for each series, those first that matter most.
struct TrendCharts {
  let report: Report
  /// The beginning of the ids of the charts.
  let id: String
  /// The axis of all of them.
  let time: TimeAxis
  var forecasts: [ForecastCurve] = []
  /// What fills up in this trend; nil for a trend without forecasts.
  var resource: ForecastResource?
  /// More series than these are in the table only.
  var most = 12

  var html: HTML {
    guard let steps = TrendSteps(report), !steps.series.isEmpty else { return Self.nothing }
    let names = steps.shortNames
    let all = zip(steps.series, names).map { series, name in
      (series: series, name: name, forecast: forecast(of: series, steps))
    }
    let ordered = all.enumerated().sorted { left, right in
      let (first, second) = (rank(left.element.forecast), rank(right.element.forecast))
      return first == second ? left.offset < right.offset : first < second
    }.map(\.element)
    let charts = ordered.prefix(most).enumerated().map { number, item in
      TrendChart(
        id: "\(id)-\(number + 1)", title: LongText.short(item.name), steps: steps, series: item.series, time: time,
        forecast: item.forecast
      ).html
    }
    return .group([.element("div", [.class("charts")], charts), omission(all.count)])
  }

  private static let nothing = HTML.element("p", [.class("muted")], "Nothing is known of this span.")

  private func omission(_ count: Int) -> HTML {
    guard count > most else { return .nothing }
    return .element("p", [.class("muted")], .text("\(count - most) more series are in the table only."))
  }

  /// The place in the list of forecasts, which begins with what is full soonest.
  private func rank(_ forecast: ForecastCurve?) -> Int {
    guard let row = forecast?.row else { return .max }
    return forecasts.firstIndex { $0.row == row } ?? .max
  }

  private func forecast(of series: TrendSteps.Series, _ steps: TrendSteps) -> ForecastCurve? {
    guard let resource, let row = steps.lastKnownRow(of: series) else { return nil }
    let cluster = text("cluster", row, steps)
    let name = text(resource == .subnet ? "subnet_id" : "group", row, steps)
    return forecasts.first { $0.row.resource == resource && $0.row.cluster == cluster && $0.row.name == name }
  }

  private func text(_ column: String, _ row: Int, _ steps: TrendSteps) -> String? {
    guard let index = steps.table.columns.firstIndex(where: { $0.name == column }) else { return nil }
    if case .text(let text) = steps.table.cell(row: row, column: index) { return text }
    return nil
  }
}
