import Capacity
import Testing

@testable import Reports

@Suite("Pending spells")
struct PendingTests {
  private func spell(_ pod: String, since: Int64, scheduled: Int64? = nil, ended: Int64? = nil) -> PendingSpell {
    PendingSpell(
      namespace: "default", pod: pod, workload: "", reason: .cpu, message: "", pendingSince: noon + since,
      scheduledAt: scheduled.map { noon + $0 }, endedAt: ended.map { noon + $0 })
  }

  private func rows(_ spells: [PendingSpell], _ request: ReportRequest) throws -> [[ReportCell]] {
    let state = recorded(snapshot(interfaces: []))
    let report = try Topic.pending.report(request, from: FakeHistory(state, spells: spells))
    return (0..<report.table.rowCount).map { report.table.cells(ofRow: $0) }
  }

  @Test("come latest first, with their length and their end")
  func order() throws {
    let rows = try rows(
      [
        spell("old", since: -500, scheduled: -460, ended: -460), spell("gone", since: -300, ended: -200),
        spell("new", since: -50),
      ], ReportRequest(now: noon))
    #expect(rows.map { $0[2] } == ["new", "gone", "old"].map(ReportCell.text))
    #expect(rows.map { $0[8] } == [50, 100, 40].map(ReportCell.integer))
    #expect(rows.map { $0[9] } == [true, false, false].map(ReportCell.boolean))
    #expect(rows.map { $0[7] } == [.absent, .absent, .timestamp(noon + -460)])
    #expect(rows[0][3] == .absent && rows[0][5] == .absent)
  }

  @Test("are those of seven days, unless a span is asked for")
  func span() throws {
    let spells = [spell("week", since: -8 * 86_400, ended: -8 * 86_400 + 10), spell("day", since: -3600, ended: -3500)]
    #expect(try rows(spells, ReportRequest(now: noon)).map { $0[2] } == [.text("day")])
    #expect(try rows(spells, ReportRequest(since: noon + -30 * 86_400, now: noon)).count == 2)
    #expect(try rows(spells, ReportRequest(since: noon + -30 * 86_400, until: noon + -86_400, now: noon)).count == 1)
  }

  @Test("with the asked span's ends in the report")
  func ends() throws {
    let history = FakeHistory(recorded(snapshot(interfaces: [])))
    let report = try Topic.pending.report(ReportRequest(since: noon + -60, now: noon), from: history)
    #expect(report.from == noon + -60 && report.to == noon)
  }
}

@Suite("The log of collections")
struct CollectionsTests {
  private func collection(
    _ number: Int64, at offset: Int64, _ sources: [Source: SourceStatus], failure: String? = nil, error: String? = nil
  ) -> RecordedCollection {
    RecordedCollection(
      number: number, observedAt: noon + offset,
      record: CollectionRecord(
        startedAt: noon + offset, finishedAt: noon + offset + 1, milliseconds: 1050, bytesReceived: 2048,
        failure: failure),
      sources: sources, counts: [.nodes: 3], changes: 7, error: error)
  }

  private func statuses(
    _ kubernetes: SourceStatus, _ ec2: SourceStatus, _ changes: [Source: SourceStatus] = [:]
  ) -> [Source: SourceStatus] {
    let all = Source.kubernetes.map { ($0, kubernetes) } + Source.ec2.map { ($0, ec2) }
    return Dictionary(uniqueKeysWithValues: all).merging(changes) { $1 }
  }

  @Test("aggregates the sources of each API")
  func aggregates() {
    func aggregated(_ sources: [Source: SourceStatus], failure: String? = nil) -> [String] {
      let collection = collection(1, at: 0, sources, failure: failure)
      return [collection.status.rawValue, collection.status(of: Source.kubernetes), collection.status(of: Source.ec2)]
    }
    #expect(aggregated(statuses(.complete, .complete)) == ["complete", "complete", "complete"])
    #expect(aggregated(statuses(.complete, .notAsked)) == ["complete", "complete", "not-asked"])
    #expect(aggregated(statuses(.complete, .failed)) == ["partial", "complete", "failed"])
    #expect(aggregated(statuses(.complete, .complete, [.pods: .failed])) == ["partial", "partial", "complete"])
    #expect(aggregated(statuses(.complete, .complete, [.cni: .denied])) == ["complete", "complete", "complete"])
    #expect(aggregated(statuses(.failed, .failed)) == ["failed", "failed", "failed"])
    #expect(aggregated([:], failure: "no route to host") == ["failed", "failed", "failed"])
  }

  @Test("shows the latest first, counts only what is known, and the limit keeps the latest")
  func rows() throws {
    let collections = [
      collection(1, at: -600, statuses(.complete, .complete)), collection(2, at: -300, statuses(.complete, .failed)),
      collection(3, at: 0, [:], failure: "no route to host"),
    ]
    let history = FakeHistory(recorded(snapshot(interfaces: [])), collections: collections)
    let report = try Topic.collections.report(ReportRequest(now: noon, limit: 2), from: history)
    #expect(report.table.rowCount == 2)
    #expect(report.table.cell(row: 0, column: 14) == .text("no route to host"))
    #expect(
      report.table.cells(ofRow: 1) == [
        .text("myeks"), .timestamp(noon + -300), .timestamp(noon + -299), .text("partial"), .text("complete"),
        .text("failed"), .integer(3), .absent, .absent, .absent, .absent, .integer(7), .integer(2048),
        .decimal(FixedDecimal(units: 1050, digits: 3)), .absent, .absent, .absent, .absent,
      ])
  }

  @Test("the status counts failures of a day and gaps of a week")
  func status() throws {
    // Every five minutes for an hour, with one failed run and one missed run.
    let offsets = (0..<12).map { Int64($0 - 11) * 300 }.filter { $0 != -1500 }
    let collections = offsets.enumerated().map { index, offset in
      collection(
        Int64(index + 1), at: offset, offset == -600 ? statuses(.failed, .failed) : statuses(.complete, .notAsked))
    }
    let history = FakeHistory(recorded(snapshot(interfaces: [])), collections: collections)
    let report = try Topic.status.report(ReportRequest(now: noon + 30), from: history)
    #expect(
      report.table.cells(ofRow: 0) == [
        .text("myeks"), .text("complete"), .timestamp(noon), .timestamp(noon), .integer(30), .integer(11),
        .integer(11), .integer(1), .integer(2), .integer(600), .absent, .absent, .absent, .absent, .absent,
      ])
    let late = try Topic.status.report(ReportRequest(now: noon + 3600), from: history)
    #expect(late.table.cell(row: 0, column: 8) == .integer(3) && late.table.cell(row: 0, column: 9) == .integer(3600))
  }

  @Test("a cluster that was never collected has a status row without times")
  func neverCollected() throws {
    let history = FakeHistory(.init(cluster: cluster("new", lastCollectedAt: nil)))
    let report = try Topic.status.report(ReportRequest(now: noon), from: history)
    #expect(report.table.cells(ofRow: 0).prefix(6) == [.text("new"), .absent, .absent, .absent, .absent, .integer(0)])
  }
}
