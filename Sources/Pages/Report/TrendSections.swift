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

/// The addresses of each subnet by owner, stacked.
struct OwnerCharts {
  let report: Report
  let time: TimeAxis
  /// The addresses of subnets, by id: the limit of the sum.
  var totals: [String: Double] = [:]
  /// The subnets that come first.
  var order: [String] = []
  /// More subnets than these are in the table only.
  var most = 6

  /// Colours are eight: the seven largest owners, and all others together.
  private static let mostLayers = 8

  var html: HTML {
    guard let steps = TrendSteps(report), !steps.series.isEmpty else {
      return .element("p", [.class("muted")], "Nothing is known of the owners in this span.")
    }
    let subnets = bySubnet(steps)
    let charts = subnets.prefix(most).enumerated().map { number, subnet in
      chart(of: subnet.id, subnet.owners, steps, number: number + 1).html
    }
    let more = subnets.count - most
    let omission =
      more > 0 ? HTML.element("p", [.class("muted")], .text("\(more) more subnets are in the table only.")) : .nothing
    return .group([.element("div", [.class("charts")], charts), omission])
  }

  private struct Owner {
    let name: String
    let values: [Double?]
    var largest: Double { values.compactMap(\.self).max() ?? 0 }
  }

  private func bySubnet(_ steps: TrendSteps) -> [(id: String, owners: [Owner])] {
    let all = steps.series.compactMap { series -> (String, Owner)? in
      let parts = series.name.split(separator: "/", maxSplits: 1).map(String.init)
      guard let subnet = parts.first else { return nil }
      let values = steps.points(of: series, column: steps.valueColumn).map(\.value)
      return (subnet, Owner(name: parts.dropFirst().first ?? "unknown", values: values))
    }
    func rank(_ subnet: String) -> (Int, String) { (order.firstIndex(of: subnet) ?? .max, subnet) }
    return Dictionary(grouping: all, by: \.0).map { (id: $0.key, owners: $0.value.map(\.1)) }
      .sorted { rank($0.id) < rank($1.id) }
  }

  private func chart(of subnet: String, _ owners: [Owner], _ steps: TrendSteps, number: Int) -> StackedChart {
    StackedChart(
      id: "owners-\(number)", title: LongText.short(subnet), remark: remark(owners, totals[subnet]), time: time,
      stepSeconds: steps.stepSeconds ?? 86_400, moments: steps.times,
      layers: layers(of: owners, known: knownSteps(owners, count: steps.times.count)), limit: totals[subnet])
  }

  private func remark(_ owners: [Owner], _ total: Double?) -> String {
    let held = owners.compactMap { $0.values.last(where: { $0 != nil }) ?? nil }.count
    let of = total.map { " of \(HTMLAttribute.text(of: $0)) addresses" } ?? ""
    return "\(held) \(held == 1 ? "owner" : "owners")\(of)"
  }

  /// The steps in which any owner is known: there the others hold nothing.
  private func knownSteps(_ owners: [Owner], count: Int) -> [Bool] {
    (0..<count).map { step in owners.contains { $0.values[step] != nil } }
  }

  private func layers(of owners: [Owner], known: [Bool]) -> [StackedChart.Layer] {
    func filled(_ values: [Double?]) -> [Double?] { zip(values, known).map { $0 ?? ($1 ? 0 : nil) } }
    let sorted = owners.sorted { ($1.largest, $0.name) < ($0.largest, $1.name) }
    let shown = sorted.count > Self.mostLayers ? Self.mostLayers - 1 : sorted.count
    let layers = sorted.prefix(shown).map {
      StackedChart.Layer(name: LongText.short($0.name), values: filled($0.values))
    }
    guard shown < sorted.count else { return layers }
    let rest = sorted.dropFirst(shown)
    let sums = known.indices.map { step in known[step] ? rest.reduce(0) { $0 + ($1.values[step] ?? 0) } : nil }
    return layers + [StackedChart.Layer(name: "\(rest.count) others", values: sums)]
  }
}
