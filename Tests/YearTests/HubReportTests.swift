import CapdbRunner
import Capacity
import DatabasePostgres
import Foundation
import History
import PostgresServer
import Presentation
import Query
import Reports
import Testing
import YearOfHistory

/// What the built binary prints about the year from a hub is, byte by byte, what it prints from the file.
@Suite("From a hub", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"), .serialized)
struct HubReportTests {
  private let hub: HubOfTheYear

  init() async throws {
    hub = try HubOfTheYear.shared.get()
    let outcome = try await hub.push()
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
  }

  @Test("the binary prints", arguments: GoldenQuestion.all)
  func answer(to question: GoldenQuestion) async throws {
    for format in ["table", "csv", "json"] {
      let outcome = try await hub.capdb.run(question.arguments + ["--format", format, "--db", hub.url])
      #expect(outcome.exitCode == question.exitCode, "stderr: \(outcome.errors)")
      try GoldenFile(name: "\(question.name).\(format)").expect(outcome.output)
    }
  }

  @Test("a report on the present is", arguments: Topic.all.filter { $0.kind == .present }.map(\.name))
  func present(_ name: String) async throws {
    let year = try RecordedYear.shared.get()
    let address = try #require(try PostgresAddress(hub.url))
    let reader = try HistoryReader(hub: PostgresDatabase(address))
    let report = try Topic.named(name).report(ReportRequest(now: year.year.end), from: reader)
    for format in [OutputFormat.table, .csv, .json] {
      try GoldenFile(name: "\(name).\(format.rawValue)").expect(RenderedReport(report, as: format).text)
    }
  }

  @Test("an export has the same bytes as from the file")
  func export() async throws {
    let options = ["--since", "\(GoldenQuestion.end + -40 * 86_400)", "--until", "\(GoldenQuestion.end)"]
    for (place, folder) in [(hub.url, "from-hub"), (try RecordedYear.shared.get().database, "from-file")] {
      let outcome = try await hub.capdb.run(["export", "--db", place, "--output", folder] + options)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: hub.capdb.directory.path + "/from-file")
    #expect(files.contains("manifest.json") && files.count > 10)
    for file in files {
      #expect(
        FileManager.default.contentsEqual(
          atPath: hub.capdb.directory.path + "/from-file/" + file,
          andPath: hub.capdb.directory.path + "/from-hub/" + file), "\(file)")
    }
  }

  @Test("a check is that of the file")
  func check() async throws {
    let fromHub = try await hub.capdb.run(["check", "--verbose", "--db", hub.url])
    let fromFile = try await hub.capdb.run(["check", "--verbose"])
    #expect(fromHub.exitCode == fromFile.exitCode)
    // The history's age may have gone on by a second between the two.
    let digits = /[0-9]+ ?(s|m|h|d)/
    #expect(fromHub.output.replacing(digits, with: "") == fromFile.output.replacing(digits, with: ""))
  }

  @Test("the views have the same rows", arguments: ViewDescription.all.map(\.name))
  func view(_ name: String) async throws {
    let columns = ViewDescription.all.first { $0.name == name }?.columns.map(\.name).filter { $0 != "cluster_id" } ?? []
    let sql = "SELECT \(columns.joined(separator: ", ")) FROM \(name)"
    let fromHub = try await hub.capdb.run(["query", sql, "--format", "csv", "--db", hub.url])
    let fromFile = try await hub.capdb.run(["query", sql, "--format", "csv"])
    #expect(fromHub.exitCode == 0 && fromFile.exitCode == 0, "\(fromHub.errors)\(fromFile.errors)")
    let rows = fromHub.output.split(separator: "\r\n").sorted()
    // The year's clusters run the VPC CNI, and nothing was pruned; PostgresQueryTests compares such rows.
    #expect(rows.count > 1 || ["v_cilium_nodes", "v_pruned_spans", "v_short_lived_pods"].contains(name))
    #expect(rows == fromFile.output.split(separator: "\r\n").sorted())
  }
}
