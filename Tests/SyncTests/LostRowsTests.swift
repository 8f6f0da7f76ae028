import HubFixture
@testable import Sync
import Capacity
@testable import History
import PostgresServer
import Testing

/// A hub loses rows: to an old backup, to a job that deletes what is old, to a hand that slips.
@Suite("A hub that lost rows", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct LostRowsTests {
  @Test("by an old backup gets back what is missing", arguments: HubKind.allCases, [1, 100_000])
  func oldBackup(kind: HubKind, changesPerTransaction: Int) throws {
    let hub = try TestHub(kind)
    let file = try hub.fixture.file()
    try file.record(8, every: 14_000)
    try hub.push(file)
    let backup = try hub.backup()
    for _ in 1...3 {
      try file.record(4, every: 14_000)
      try hub.push(file)
    }
    let rows = try hub.rows()
    try hub.restore(backup)
    #expect(try hub.rows() != rows)
    let sync = try #require(try hub.push(file, changesPerTransaction: changesPerTransaction).first)
    #expect(try sync.relation == .ahead(of: file.mark(8)) && sync.outcome.collections == 12)
    #expect(try hub.rows() == rows)
    #expect(try hub.push(file).map(\.relation) == [.same])
  }

  @Test("that were old gets none of them again", arguments: HubKind.allCases, [12, 18] as [Int64])
  func pruned(kind: HubKind, number: Int64) throws {
    let hub = try TestHub(kind)
    let whole = try TestHub(kind)
    let file = try hub.fixture.file()
    try file.record(18, every: 18_000)
    for hub in [hub, whole] { try hub.push(file) }
    let moment = try file.mark(number).observedAt
    try hub.prune(before: moment)
    let rows = try hub.rows()
    #expect(try hub.push(file).map(\.outcome.rows) == [0])
    #expect(try hub.rows() == rows)
    for _ in 1...2 {
      try file.record(3, every: 18_000)
      let outcomes = try [hub, whole].map { try $0.push(file).map(\.outcome) }
      #expect(outcomes[0].map(\.latest) == outcomes[1].map(\.latest))
      // A file that is a hub has deleted texts, which come again with what refers to them.
      if kind == .postgres { #expect(outcomes[0] == outcomes[1]) }
    }
    try expectSameStates(hub.reader(), file.reader(), from: moment)
    let kept = try hub.rows()
    for (table, rows) in try whole.rows() where table != PrunedSpanTable.name {
      #expect(Set(kept[table] ?? []).isSubset(of: rows), "\(table)")
    }
  }

  @Test("that were old tells a copied file where the histories parted", arguments: HubKind.allCases)
  func prunedAndDiverged(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let file = try hub.fixture.file()
    try file.record(20, every: 4000)
    let copy = try file.copy("copy.db")
    try file.record(4, every: 4000)
    try hub.push(file)
    try hub.prune(before: file.mark(15).observedAt)
    copy.wait(30_000)
    try copy.record(3, every: 4000, milliseconds: 1700)
    let divergence = try Divergence(
      common: file.mark(20), latest: copy.mark(23), otherLatest: file.mark(24))
    #expect(try hub.push(copy).map(\.relation) == [.diverged(divergence)])
    let rows = try copy.rows()
    let lost = try Divergence(
      common: file.mark(20), latest: divergence.otherLatest, otherLatest: divergence.latest)
    #expect(throws: SyncError.wouldDrop(cluster: "c1", collections: 14, lost)) { try hub.pull(to: copy) }
    #expect(try copy.rows() == rows, "what the hub has deleted is the file's to keep")
    let sync = try hub.pull(to: copy, isReplacing: true)
    #expect(sync.dropped == 14 && sync.recordedAgain == 3)
  }

  @Test(
    "is filled anew where no collection of the cluster is left", arguments: HubKind.allCases,
    [["collection"], ["cluster", "collection"], ["every table"]])
  func withoutCollections(kind: HubKind, tables: [String]) throws {
    let hub = try TestHub(kind)
    let file = try hub.fixture.file()
    try file.record(12, every: 7000)
    try hub.push(file)
    let rows = try hub.rows()
    let all = rows.keys.filter { $0 != "cluster" } + ["cluster"]
    // In a file collections refer to their cluster.
    for table in tables == ["every table"] ? all : tables.reversed() { try hub.execute("DELETE FROM \(table)") }
    let sync = try #require(try hub.push(file).first)
    #expect(sync.relation == .absent && sync.outcome.collections == 12)
    #expect(try hub.rows() == rows)
  }

  @Test("that others refer to says so when it is read, and is repaired by --replace", arguments: HubKind.allCases)
  func withoutTexts(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let file = try hub.fixture.file()
    try file.record(12, every: 7000)
    try hub.push(file)
    let rows = try hub.rows()
    try hub.execute("DELETE FROM text WHERE text_key % 2 = 0")
    let reader = try hub.reader()
    let cluster = try #require(try reader.clusters().first)
    let error = #expect(throws: (any Error).self) {
      for number in 1...12 as ClosedRange<Int64> {
        _ = try reader.state(of: cluster.id, at: file.mark(number).observedAt)
      }
    }
    let message = try #require(error.map { "\($0)" })
    #expect(message.contains("is missing"))
    if kind == .postgres { #expect(message.contains("capdb sync --replace")) }
    #expect(try hub.push(file).map(\.outcome.rows) == [0], "a push compares collections only")
    #expect(try hub.push(file, isReplacing: true).map(\.outcome.collections) == [12])
    #expect(try hub.rows() == rows)
  }
}
