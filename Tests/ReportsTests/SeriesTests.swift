import Capacity
import Testing

@testable import Reports

/// `--series`: which rows of a trend it keeps, and what trends and only trends take.
@Suite("Series of a trend")
struct SeriesTests {
  private struct Row: Sendable {
    var cluster: String
    var subnet: String?
    var used: Int
  }

  private static let shape = TrendShape(series: ["cluster", "subnet"], value: "used")
  private static let table = ReportTable(
    [
      Row(cluster: "a", subnet: "s1", used: 1), Row(cluster: "a", subnet: "s2", used: 2),
      Row(cluster: "b", subnet: "s1", used: 3), Row(cluster: "b", subnet: nil, used: 4),
      Row(cluster: "c", subnet: "c", used: 5),
    ],
    fields: [
      Field(ReportColumn("cluster", .text)) { ReportCell($0.cluster) },
      Field(ReportColumn("subnet", .text)) { ReportCell($0.subnet) },
      Field(ReportColumn("used", .integer)) { ReportCell($0.used) },
    ])

  @Test("are called by all their names, without the absent ones")
  func names() {
    #expect((0..<5).map { Self.table.seriesName(ofRow: $0, Self.shape) } == ["a/s1", "a/s2", "b/s1", "b", "c"])
  }

  @Test(
    "are chosen by one of their names or by all of them",
    arguments: [("s1", [1, 3]), ("a", [1, 2]), ("a/s1", [1]), ("b", [3, 4]), ("c", [5])] as [(String, [Int64])])
  func choosing(name: String, used: [Int64]) throws {
    let chosen = try Self.table.rows(ofSeries: name, Self.shape)
    #expect((0..<chosen.rowCount).map { chosen.cell(row: $0, column: 2) } == used.map(ReportCell.integer))
  }

  @Test("that do not exist are answered with those that do")
  func unknown() {
    let error = ReportError.unknownSeries("s3", known: ["a/s1", "a/s2", "b/s1", "b", "c"])
    #expect(throws: error) { try Self.table.rows(ofSeries: "s3", Self.shape) }
    #expect(error.description == "the span has no series 's3'; it has a/s1, a/s2, b/s1, b, c")
    #expect(
      ReportError.unknownSeries("x", known: (1...10).map(String.init)).description
        == "the span has no series 'x'; it has 1, 2, 3, 4, 5, 6, 7, 8 and 2 more")
  }

  @Test("are no matter of other reports")
  func otherReports() {
    let request = ReportRequest(now: Timestamp(seconds: 0), series: "a")
    #expect(throws: Topic.nodes.onlyForTrends("--series")) { try Topic.nodes.check(request) }
  }
}

@Suite("Shares of a limit")
struct ShareToneTests {
  @Test(
    "are a warning from 80 percent on and critical from 90",
    arguments: [(799, .plain), (800, .warning), (899, .warning), (900, .critical), (1200, .critical)]
      as [(Int64, ReportTone)])
  func thresholds(tenths: Int64, tone: ReportTone) {
    #expect(ReportTone.share(percent: FixedDecimal(units: tenths, digits: 1)) == tone)
  }

  @Test("are no matter of colour while they are unknown")
  func unknown() {
    #expect(ReportTone.share(percent: nil) == .plain)
  }
}
