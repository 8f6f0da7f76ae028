import Capacity
import Testing

@testable import Reports

/// 2026-11-23T00:00:00Z, a Monday.
private let midnight = Timestamp(seconds: 1_795_392_000)
private let hour: Int64 = 3600

@Suite("Steps")
struct StepGridTests {
  @Test("begin at multiples of their length and cover the span")
  func alignment() {
    let grid = StepGrid(over: (midnight + 1800)..<(midnight + 3 * hour + 1), stepSeconds: hour, stepCount: 60)
    #expect(grid.beginnings == [0, 1, 2, 3].map { midnight + $0 * hour })
    #expect(grid.span == midnight..<(midnight + 4 * hour))
  }

  @Test("of weeks begin on Mondays")
  func weeks() {
    let grid = StepGrid(
      over: (midnight + 3 * 86_400)..<(midnight + 8 * 86_400), stepSeconds: 7 * 86_400, stepCount: 60)
    #expect(grid.beginnings == [midnight, midnight + 7 * 86_400])
  }

  @Test(
    "that nobody asked for are as short as the wanted count allows",
    arguments: [
      (length: 3 * 3600, count: 60, seconds: 300), (86_400, 60, 3600), (7 * 86_400, 60, 3 * 3600),
      (365 * 86_400, 60, 7 * 86_400), (365 * 86_400, 400, 86_400), (20 * 365 * 86_400, 60, 182 * 86_400),
    ] as [(length: Int64, count: Int, seconds: Int64)])
  func automatic(length: Int64, count: Int, seconds: Int64) {
    #expect(StepGrid(over: midnight..<(midnight + length), stepSeconds: nil, stepCount: count).seconds == seconds)
  }

  @Test("that nobody asked for are not shorter than the distance between collections", arguments: [1, 300, 5400, 7200])
  func collectionInterval(distance: Int64) throws {
    let name = "myeks"
    var slow = FakeHistory.Cluster(cluster: cluster(name, lastCollectedAt: midnight + 86_000))
    let moments = stride(from: midnight.seconds, to: midnight.seconds + 86_000, by: Int(distance)).suffix(20)
    slow.collections = moments.enumerated().map { index, moment in
      let moment = Timestamp(seconds: moment)
      return RecordedCollection(
        number: Int64(index), observedAt: moment,
        record: CollectionRecord(startedAt: moment, finishedAt: moment, milliseconds: 1, bytesReceived: 1),
        sources: [:], counts: [:], changes: 0, error: nil)
    }
    let request = ReportRequest(since: midnight, until: midnight + 86_400, now: midnight + 86_400)
    let report = try Topic.podSlots.report(request, from: FakeHistory(slow))
    #expect(report.trend?.stepSeconds == max(3600, distance == 5400 ? 7200 : distance))
  }
}

@Suite("A trend in steps")
struct SteppedTrendTests {
  private func load(_ used: Int64, of total: Int64 = 17) -> SlotCounters {
    SlotCounters(nodes: 1, slotsAllocatable: total, slotsUsed: used, slotsFree: total - used)
  }

  /// Hours since midnight with what was known in them: nil for a collection that did not know.
  private func trend(_ counts: [(minutes: Int64, [String: SlotCounters]?)]) -> Trend<String, SlotCounters> {
    var builder = TrendBuilder<String, SlotCounters>(bucketSeconds: hour)
    for (minutes, count) in counts { builder.add(count, at: midnight + minutes * 60) }
    return builder.trend
  }

  private func steps(
    _ trend: Trend<String, SlotCounters>, hours: Int64, stepHours: Int64 = 1
  ) -> [String] {
    let grid = StepGrid(over: midnight..<(midnight + hours * hour), stepSeconds: stepHours * hour, stepCount: 60)
    return SteppedTrend(trend, over: grid).steps().sorted { ($0.time, $0.group) < ($1.time, $1.group) }.map { step in
      let used = step.counters.map { "\($0.slotsUsed)" } ?? "-"
      return "\((step.time - midnight) / hour) \(step.group) \(used) \(step.peak.map { "\($0.used)" } ?? "-")"
    }
  }

  @Test("has the counters at the end of each step and the highest load within it")
  func countersAndPeaks() {
    let counted = trend([
      (0, ["a": load(2)]), (20, ["a": load(9)]), (40, ["a": load(5)]), (60, ["a": load(5)]), (125, ["a": load(1)]),
    ])
    #expect(steps(counted, hours: 3) == ["0 a 5 9", "1 a 5 5", "2 a 1 1"])
    #expect(steps(counted, hours: 3, stepHours: 3) == ["0 a 1 9"])
  }

  @Test("a load that was carried into a step counts if a collection saw it there")
  func carriedLoad() {
    #expect(
      steps(trend([(30, ["a": load(9)]), (61, ["a": load(9)]), (70, ["a": load(2)])]), hours: 2) == [
        "0 a 9 9", "1 a 2 9",
      ])
    #expect(steps(trend([(30, ["a": load(9)]), (70, ["a": load(2)])]), hours: 2) == ["0 a 9 9", "1 a 2 2"])
  }

  @Test("shows steps without knowledge without counters, whether nobody asked or nobody answered")
  func gaps() {
    let counted = trend([(0, ["a": load(2)]), (70, nil), (190, ["a": load(3)])])
    #expect(steps(counted, hours: 4) == ["0 a 2 2", "1 a - -", "2 a - -", "3 a 3 3"])
    #expect(steps(counted, hours: 4, stepHours: 2) == ["0 a 2 2", "2 a 3 3"])
  }

  @Test("goes on with unknown steps after the last collection, and has none before the first")
  func beyondTheCollections() {
    #expect(steps(trend([(60, ["a": load(2)])]), hours: 3) == ["1 a 2 2", "2 a - -"])
    #expect(steps(trend([]), hours: 3) == [])
  }

  @Test("leaves a group out of the step in which it went, and takes it up when it is back")
  func groupsComeAndGo() {
    let counted = trend([
      (0, ["a": load(2), "b": load(7)]), (70, ["a": load(2)]), (130, ["a": load(2)]),
      (190, ["a": load(2), "b": load(1)]),
    ])
    #expect(steps(counted, hours: 4) == ["0 a 2 2", "0 b 7 7", "1 a 2 2", "2 a 2 2", "3 a 2 2", "3 b 1 1"])
  }

  @Test("a group that goes and comes back within a step keeps the load it had in it")
  func groupsComeBackWithTheirLoad() {
    let counted = trend([
      (0, ["a": load(9)]), (20, [:]), (40, ["a": load(2)]), (60, ["a": load(8)]), (70, [:]), (80, ["a": load(3)]),
      (121, [:]), (130, ["a": load(1)]),
    ])
    // In the third hour it was gone before anyone saw it there.
    #expect(steps(counted, hours: 3) == ["0 a 2 9", "1 a 3 8", "2 a 1 1"])
  }

  @Test("a share counts, not the number of used slots")
  func peakIsTheHighestShare() {
    let counted = trend([(0, ["a": load(16, of: 17)]), (30, ["a": load(30, of: 51)])])
    #expect(steps(counted, hours: 1) == ["0 a 30 16"])
  }
}
