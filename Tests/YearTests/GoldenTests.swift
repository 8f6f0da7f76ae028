import CapdbRunner
import Capacity
import Foundation
import History
import Presentation
import Reports
import Testing
import YearOfHistory

/// What the built binary prints about the year, byte by byte. After a change that is meant, record it anew with
/// `CAPDB_RECORD_GOLDEN=1 swift test --filter GoldenTests` and read the difference.
struct GoldenTests {
  @Test("the binary prints", arguments: GoldenQuestion.all)
  func answer(to question: GoldenQuestion) async throws {
    let year = try RecordedYear.shared.get()
    let directory = URL(filePath: year.database).deletingLastPathComponent()
    let capdb = CapdbRunner(directory: directory, environment: ["CAPDB_DB": year.database])
    for format in ["table", "csv", "json"] {
      let outcome = try await capdb.run(question.arguments + ["--format", format])
      #expect(outcome.exitCode == question.exitCode, "stderr: \(outcome.errors)")
      try GoldenFile(name: "\(question.name).\(format)").expect(outcome.output)
    }
  }

  /// These depend on the clock, which the binary does not let anybody set.
  @Test("a report on the present is", arguments: Topic.all.filter { $0.kind == .present }.map(\.name))
  func present(_ name: String) throws {
    let year = try RecordedYear.shared.get()
    let reader = try HistoryReader(path: year.database)
    let report = try Topic.named(name).report(ReportRequest(now: year.year.end), from: reader)
    for format in [OutputFormat.table, .csv, .json] {
      try GoldenFile(name: "\(name).\(format.rawValue)").expect(RenderedReport(report, as: format).text)
    }
  }

  @Test("a check of the present is")
  func check() throws {
    let year = try RecordedYear.shared.get()
    let latest = try #require(year.year.collections.last)
    let outcome = try Check.outcome(
      of: [], in: HistoryReader(path: year.database), limits: CheckLimits(), now: latest.at + 60)
    try GoldenFile(name: "check.text").expect(([outcome.line] + outcome.details).joined(separator: "\n") + "\n")
  }

  @Test("every topic has golden files")
  func completeness() {
    let names = Set(GoldenQuestion.all.map(\.name)).union(Topic.all.filter { $0.kind == .present }.map(\.name))
    #expect(names.isSuperset(of: Topic.all.map(\.name)))
    #expect(GoldenQuestion.all.count == Set(GoldenQuestion.all.map(\.name)).count)
  }
}
