import HubFixture
@testable import Sync
import Capacity
import History
import PostgresServer
import RandomHistory
import Testing

@Suite("A push", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct PushTests {
  @Test("to an empty hub makes its tables, and what the hub answers is what the file answers")
  func hubEqualsFile() throws {
    let fixture = try HubFixture()
    let file = try fixture.file()
    try file.record(60, of: "c1", seed: 3)
    try file.record(20, of: "c2", seed: 4)
    let syncs = try HistoryPush(of: file.path, to: fixture.hub()).run()
    #expect(syncs.map(\.cluster) == ["c1", "c2"])
    #expect(syncs.map(\.relation) == [.absent, .absent])
    #expect(syncs.map(\.outcome.collections) == [60, 20])
    try expectSame(fixture.reader(), file.reader())
  }

  @Test(
    "by COPY in many transactions leaves the same rows as one of statements, and so does one collection after the other"
  )
  func batchesLeaveTheSameRows() throws {
    let whole = try HubFixture()
    let file = try whole.file()
    let batches = try HubFixture()
    let steps = try HubFixture()
    for _ in 0..<50 {
      try file.record(4, of: "c1", seed: 3, every: 4000)
      _ = try HistoryPush(of: file.path, to: steps.hub()).run()
    }
    _ = try HistoryPush(of: file.path, to: whole.hub()).run()
    var transactions = 0
    _ = try HistoryPush(of: file.path, to: batches.hub(byCopy: true), changesPerTransaction: 1).run { _, _ in
      transactions += 1
    }
    #expect(transactions > 5)
    let rows = try whole.rows(ofClusterNamed: "c1")
    #expect(rows.values.reduce(0) { $0 + $1.count } > 1000)
    #expect(try batches.rows(ofClusterNamed: "c1") == rows)
    #expect(try steps.rows(ofClusterNamed: "c1") == rows)
  }

  @Test("that ends between two of its transactions leaves a hub that tells the truth about that moment")
  func hubIsTrueBetweenTransactions() throws {
    let fixture = try HubFixture()
    let file = try fixture.file()
    let copy = try fixture.file("early.db")
    try file.record(120, of: "c1", seed: 9, every: 3000)
    struct Stop: Error {}
    var reached = 0
    #expect(throws: Stop.self) {
      try HistoryPush(of: file.path, to: fixture.hub(), changesPerTransaction: 1).run { _, outcome in
        reached = outcome.collections
        if outcome.collections > 40 { throw Stop() }
      }
    }
    try copy.record(reached, of: "c1", seed: 9, every: 3000)
    try expectSame(fixture.reader(), copy.reader())
    _ = try HistoryPush(of: file.path, to: fixture.hub()).run()
    try expectSame(fixture.reader(), file.reader())
  }
}
