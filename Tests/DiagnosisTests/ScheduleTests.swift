import Capacity
import Testing

@testable import Diagnosis

@Suite("The check of the schedule")
struct ScheduleTests {
  private static let start: Int64 = 1_800_000_000

  /// Collections at these seconds after the start.
  private func collections(
    _ seconds: [Int64], milliseconds: Int64 = 2000, status: SourceStatus = .complete, error: String? = nil
  ) -> [RecordedCollection] {
    seconds.enumerated().map { index, second in
      let moment = Timestamp(seconds: Self.start + second)
      return RecordedCollection(
        number: Int64(index + 1), observedAt: moment,
        record: CollectionRecord(
          startedAt: moment, finishedAt: moment + milliseconds / 1000, milliseconds: milliseconds, bytesReceived: 1),
        sources: Dictionary(uniqueKeysWithValues: Source.allCases.map { ($0, status) }), counts: [:], changes: 0,
        error: error)
    }
  }

  private func finding(_ check: String, _ collections: [RecordedCollection], after seconds: Int64) throws -> Finding {
    let now = Timestamp(seconds: (collections.last?.record.startedAt.seconds ?? Self.start) + seconds)
    return try #require(ScheduleChecks("c", collections, now: now).run().first { $0.check == check })
  }

  private func every(_ interval: Int64, _ count: Int64 = 40) -> [Int64] { (0..<count).map { $0 * interval } }

  @Test("is content with one collection each five minutes")
  func regular() throws {
    let finding = try finding("schedule", collections(every(300)), after: 200)
    #expect(finding.result == .ok && finding.found.contains("one each 5m"), "\(finding)")
  }

  @Test("fails where nothing has run for three intervals, and names the places to look")
  func overdue() throws {
    let finding = try finding("schedule", collections(every(300)), after: 7200)
    #expect(finding.result == .failed && finding.found.contains("2h ago"), "\(finding)")
    #expect(finding.remedy?.contains("crontab -l") == true)
  }

  @Test("warns of missed runs")
  func gaps() throws {
    let starts = every(300).filter { !(3000...6000).contains($0) }
    let finding = try finding("schedule", collections(starts), after: 10)
    #expect(finding.result == .warning && finding.found.contains("11 of 40 runs are missing"), "\(finding)")
  }

  @Test("warns of collections that take longer than their interval")
  func slow() throws {
    let finding = try finding("schedule", collections(every(300), milliseconds: 400_000), after: 10)
    #expect(finding.result == .warning && finding.found.contains("took longer"), "\(finding)")
    #expect(finding.remedy == "*/7 * * * * capdb collect")
  }

  @Test("warns of two schedules that lie among each other")
  func twoCollectors() throws {
    let starts = (every(300) + every(300).map { $0 + 60 }).sorted()
    let finding = try finding("schedule", collections(starts), after: 10)
    #expect(finding.result == .warning && finding.found.contains("two collectors"), "\(finding)")
  }

  @Test("says nothing of an interval after three collections")
  func few() throws {
    #expect(try finding("schedule", collections(every(300, 3)), after: 10_000).result == .ok)
  }

  @Test("warns where the last collection is not complete, with its reason")
  func lastFailed() throws {
    let finding = try finding(
      "last-collection", collections([0, 300], status: .failed, error: "nodes: HTTP 403"), after: 10)
    #expect(finding.result == .warning && finding.found.contains("HTTP 403"), "\(finding)")
    #expect(try self.finding("last-collection", [], after: 0).result == .warning)
    #expect(try self.finding("last-collection", collections([0]), after: 0).result == .ok)
  }
}
