import Capacity
import Foundation
import Presentation
import Reports
import Testing

@testable import Pages

/// What charts draw, in thousandths of their box.
@Suite struct ChartTests {
  private static let begin = Timestamp(seconds: 1_795_392_000)
  private static let day: Int64 = 86_400

  private static func axis(days: Int64) -> TimeAxis { TimeAxis(span: begin..<(begin + days * day)) }

  /// A trend of one series with a percentage for each day; nil for an unknown one.
  private func trend(_ values: [Double?]) -> Report {
    let rows = values.enumerated().map { (Self.begin + Int64($0) * Self.day, $1) }
    let fields: [Field<(Timestamp, Double?)>] = [
      Field(ReportColumn("time", .timestamp)) { .timestamp($0.0) },
      Field(ReportColumn("cluster", .text)) { _ in .text("prod") },
      Field(ReportColumn("used_percent", .percent)) {
        ReportCell($0.1.flatMap { FixedDecimal(rounding: $0, digits: 1) })
      },
    ]
    return Report(
      name: "pod-slots", from: nil, to: nil, table: ReportTable(rows, fields: fields),
      trend: TrendShape(series: ["cluster"], value: "used_percent", maximum: 100, stepSeconds: Self.day))
  }

  private func drawn(_ values: [Double?], days: Int64) throws -> String {
    let steps = try #require(TrendSteps(trend(values)))
    let chart = TrendChart(
      id: "c", title: "prod <1>", steps: steps, series: steps.series[0], time: Self.axis(days: days))
    return String(decoding: chart.html.bytes, as: UTF8.self)
  }

  @Test func aLineGoesThroughTheMiddleOfSteps() throws {
    let svg = try drawn([0, 50, 100, 50], days: 4)
    #expect(svg.contains("<path class=\"line\" d=\"M0 1000L125 1000L375 500L625 0L875 500L875 500\"/>"))
    #expect(svg.contains("Lowest 0% on 2026-11-23, highest 100% on 2026-11-25."))
    #expect(svg.contains("<title id=\"c-title\">prod &lt;1&gt;</title>"))
    #expect(!svg.contains("class=\"gap\""))
  }

  @Test func anUnknownStepBreaksTheLine() throws {
    let svg = try drawn([50, nil, nil, 50], days: 4)
    #expect(svg.contains("<rect class=\"gap\" x=\"250\" width=\"500\" height=\"1000\"/>"))
    #expect(svg.contains("d=\"M0 500L125 500L250 500M750 500L875 500L875 500\""))
    #expect(svg.contains("Nothing is known of 2 of 4 steps."))
  }

  @Test func valuesHaveTheirPlaces() throws {
    let svg = try drawn([12.5, nil], days: 2)
    #expect(
      svg.contains("<tr data-x=\"25\"><th scope=\"row\" class=\"t\">2026-11-23</th><td class=\"n\">12.5%</td></tr>"))
    #expect(svg.contains("<tr data-x=\"75\"><th scope=\"row\" class=\"t\">2026-11-24</th><td class=\"n\"></td></tr>"))
  }

  @Test func layersStandOnEachOther() {
    let chart = StackedChart(
      id: "s", title: "subnet", time: Self.axis(days: 2), stepSeconds: Self.day,
      moments: [Self.begin, Self.begin + Self.day],
      layers: [
        .init(name: "pods", color: 0, values: [4, nil]), .init(name: "nodes", color: 1, values: [4, nil]),
      ], limit: 8)
    let svg = String(decoding: chart.html.bytes, as: UTF8.self)
    #expect(svg.contains("<path class=\"layer f0\" d=\"M0 500L500 500L500 1000L0 1000Z\"/>"))
    #expect(svg.contains("<path class=\"layer f1\" d=\"M0 0L500 0L500 500L0 500Z\"/>"))
    #expect(svg.contains("<line class=\"limit\" x2=\"1000\" y1=\"0\" y2=\"0\"/>"))
    #expect(svg.contains("On 2026-11-23: pods 4, nodes 4."))
  }

  private func spell(_ reason: String, _ from: Int64, _ to: Int64) -> PendingTimeline.Spell {
    .init(reason: reason, pod: "a/b", from: Self.begin + from, to: Self.begin + to, isOver: true)
  }

  @Test func waitsAtTheSameTimeHaveRowsOfTheirOwn() {
    let spells = [spell("CPU", 0, 43_200), spell("CPU", 100, 43_200), spell("CPU", 50_000, 86_400)]
    let timeline = PendingTimeline(id: "p", title: "t", time: Self.axis(days: 1), spells: spells)
    let svg = String(decoding: timeline.html.bytes, as: UTF8.self)
    #expect(svg.contains("CPU: 3 waits</text>"))
    #expect(svg.contains("3 waits, the longest 12h (a/b); 0 still waiting"))
    let bars = svg.components(separatedBy: "<path class=\"spell f0\" d=\"").last?.prefix { $0 != "\"" }
    #expect(bars?.count { $0 == "Z" } == 3, "a closed path for each")
  }

  @Test func manyWaitsAreCounted() {
    let spells = (0..<500).map { spell("IPAddresses", Int64($0), 43_200) }
    let timeline = PendingTimeline(id: "p", title: "t", time: Self.axis(days: 1), spells: spells)
    #expect(
      String(decoding: timeline.html.bytes, as: UTF8.self).contains("IPAddresses: 500 waits, at most 500 at once"))
  }

  @Test(arguments: [(1, 6), (14, 6), (90, 7), (365, 5), (3650, 6)] as [(Int64, Int)])
  func ticksAreFew(days: Int64, most: Int) {
    let ticks = Self.axis(days: days).ticks
    #expect((2...most).contains(ticks.count), "\(ticks.map(\.label))")
    #expect(Set(ticks.map(\.label)).count == ticks.count)
  }
}
