import Capacity
import Presentation
import Reports

/// The addresses of each subnet by owner, stacked; an owner has the same colour in every chart.
struct OwnerCharts {
  let report: Report
  let time: TimeAxis
  /// The addresses of subnets, by id: the limit of the sum.
  var totals: [String: Double] = [:]
  /// The subnets that come first.
  var order: [String] = []
  /// More subnets than these are in the table only.
  var most = 6

  /// Colours are eight: those of the seven largest owners, and one for all others.
  private static let mostOwners = 7
  private static let colorOfOthers = 7

  /// What an owner held of a subnet at each step; nil where it is unknown or nothing.
  private struct Holding {
    let subnet: String
    let owner: String
    var values: [Double?]
  }

  var html: HTML {
    guard let steps = TrendSteps(report), !steps.series.isEmpty else {
      return .element("p", [.class("muted")], "Nothing is known of the owners in this span.")
    }
    let holdings = holdings(steps)
    let colors = Self.colors(of: holdings)
    let subnets = Dictionary(grouping: holdings, by: \.subnet).sorted { rank($0.key) < rank($1.key) }
    let charts = subnets.prefix(most).enumerated().map { number, subnet in
      chart(of: subnet.key, subnet.value, colors, steps, id: "owners-\(number + 1)").html
    }
    return .group([.element("div", [.class("charts")], charts), omission(subnets.count)])
  }

  private func omission(_ count: Int) -> HTML {
    guard count > most else { return .nothing }
    return .element("p", [.class("muted")], .text("\(count - most) more subnets are in the table only."))
  }

  private func rank(_ subnet: String) -> (Int, String) { (order.firstIndex(of: subnet) ?? .max, subnet) }

  /// The series by subnet and owner; the ENIs that were left behind count as one owner.
  private func holdings(_ steps: TrendSteps) -> [Holding] {
    var holdings: [[String]: Holding] = [:]
    for series in steps.series {
      let parts = series.name.split(separator: "/", maxSplits: 1).map(String.init)
      guard let subnet = parts.first else { continue }
      let name = parts.dropFirst().first ?? "unknown"
      let owner = name.hasPrefix("leaked/") ? "leaked ENIs" : LongText.short(name)
      let values = steps.points(of: series, column: steps.valueColumn).map(\.value)
      let known = holdings[[subnet, owner]]?.values ?? Array(repeating: nil, count: values.count)
      let sums = zip(known, values).map { left, right in left.map { $0 + (right ?? 0) } ?? right }
      holdings[[subnet, owner]] = Holding(subnet: subnet, owner: owner, values: sums)
    }
    return holdings.values.sorted { ($0.subnet, $0.owner) < ($1.subnet, $1.owner) }
  }

  /// The largest owners over all subnets, each with its colour.
  private static func colors(of holdings: [Holding]) -> [String: Int] {
    var sizes: [String: Double] = [:]
    for holding in holdings { sizes[holding.owner, default: 0] += holding.values.compactMap(\.self).max() ?? 0 }
    let largest = sizes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(mostOwners)
    return Dictionary(uniqueKeysWithValues: largest.enumerated().map { ($1.key, $0) })
  }

  private func chart(
    of subnet: String, _ holdings: [Holding], _ colors: [String: Int], _ steps: TrendSteps, id: String
  ) -> StackedChart {
    let total = totals[subnet]
    let limit = total.map { " of \(HTMLAttribute.text(of: $0)) addresses" } ?? ""
    return StackedChart(
      id: id, title: LongText.short(subnet),
      remark: "\(holdings.count) \(holdings.count == 1 ? "owner" : "owners")\(limit)", time: time,
      stepSeconds: steps.stepSeconds ?? 86_400, moments: steps.times, layers: layers(holdings, colors), limit: total)
  }

  /// The owners with a colour from the largest on, and all others as one layer.
  private func layers(_ holdings: [Holding], _ colors: [String: Int]) -> [StackedChart.Layer] {
    let known = (holdings.first?.values.indices).map { steps in
      steps.map { step in holdings.contains { $0.values[step] != nil } }
    }
    // Where any owner is known, the others hold nothing.
    func filled(_ values: [Double?]) -> [Double?] { zip(values, known ?? []).map { $0 ?? ($1 ? 0 : nil) } }
    let shown = holdings.filter { colors[$0.owner] != nil }.sorted {
      colors[$0.owner, default: 0] < colors[$1.owner, default: 0]
    }
    let layers = shown.map {
      StackedChart.Layer(name: $0.owner, color: colors[$0.owner, default: 0], values: filled($0.values))
    }
    let rest = holdings.filter { colors[$0.owner] == nil }
    guard let first = rest.first else { return layers }
    let sums = first.values.indices.map { step in rest.compactMap { $0.values[step] }.reduce(0, +) as Double? }
    let name = rest.count == 1 ? first.owner : "\(rest.count) others"
    return layers + [
      StackedChart.Layer(name: name, color: Self.colorOfOthers, values: zip(sums, known ?? []).map { $1 ? $0 : nil })
    ]
  }
}
