import Capacity
import Testing

@testable import Reports

@Suite("The backtest of forecasts")
struct BacktestTests {
  private func use(_ count: Int, total: Int64 = 1000, _ peak: (Int) -> Int64) -> RecordedUse {
    RecordedUse(
      days: (0..<count).map { .init(number: 20_000 + $0, peak: peak($0), total: total) }, running: nil,
      latest: Load(used: peak(count - 1), of: total), knownAt: noon)
  }

  @Test("finds nothing wrong with forecasts of a straight line, and counts its origins by horizon")
  func straight() {
    let scores = Backtest(of: use(60) { 100 + Int64($0) }).scores
    #expect(scores.map(\.horizonDays) == [7, 14, 30, nil])
    // Origins are days 21, 28, … 56; the last is day 59.
    #expect(scores.map(\.errors.count) == [5, 4, 2, 0])
    #expect(scores.dropLast().allSatisfy { $0.covered == $0.errors.count && $0.errors.allSatisfy { $0 < 1 } })
    #expect(scores.allSatisfy { $0.lineErrors.allSatisfy { $0 < 0.001 } })
  }

  @Test("compares days of exhaustion with those that came, and asks none once it is full")
  func exhaustion() throws {
    let score = try #require(Backtest(of: use(60, total: 150) { 100 + Int64($0) }).scores.last)
    #expect(score.measure == .exhaustedAt && score.errors.count == 5)
    #expect(score.covered == 5 && score.errors.allSatisfy { $0 <= 1 })
  }

  @Test("sees nothing that came after an origin")
  func origins() {
    // The level jumps on day 40: forecasts from day 21 and 28 cannot know, and miss by the jump.
    let score = Backtest(of: use(60) { 100 + Int64($0) + ($0 < 40 ? 0 : 300) }).scores[1]
    #expect(score.errors.prefix(2).map { $0 < 1 ? "near" : "far" } == ["near", "far"])
    #expect(score.errors[1] > 250)
  }

  @Test("is a report with its own columns and absent values where nothing could be compared")
  func report() throws {
    let intervals = (-40...0).map { day in
      ForecastTopicTests.interval("blue", day, day == 0 ? nil : day + 1, Int64(50 + day))
    }
    let report = try Topic.forecastBacktest.report(
      ReportRequest(now: ForecastTopicTests.today + 43_200), from: ForecastTopicTests.history(nodeGroups: intervals))
    #expect(
      report.table.columns.map(\.name) == [
        "cluster", "resource", "name", "measure", "horizon_days", "forecasts", "covered_percent", "median_error",
        "line_median_error",
      ])
    #expect(report.table.rowCount == 4)
    let zero = ReportCell.decimal(FixedDecimal(units: 0, digits: 1))
    #expect(
      report.table.cells(ofRow: 0) == [
        .text("myeks"), .text("pod-slots"), .text("blue"), .text("used"), .integer(7), .integer(2),
        .decimal(FixedDecimal(units: 1000, digits: 1)), report.table.cell(row: 0, column: 7), zero,
      ])
    #expect(
      Array(report.table.cells(ofRow: 3)[3...]) == [
        .text("exhausted_at"), .absent, .integer(0), .absent, .absent, .absent,
      ])
  }
}
