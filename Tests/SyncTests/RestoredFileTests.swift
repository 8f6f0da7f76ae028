import HubFixture
@testable import Sync
import Capacity
@testable import History
import PostgresServer
import RandomHistory
import Testing

/// A file goes back to what it was, and collecting goes on in it.
@Suite("A file restored from a backup", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct RestoredFileTests {
  @Test("is told that the hub has more, and writes nothing", arguments: HubKind.allCases)
  func isBehind(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let file = try hub.fixture.file()
    try file.record(6, every: 4000)
    let backup = try file.copy("backup.db")
    try file.record(4, every: 4000)
    try hub.push(file)
    let rows = try hub.rows()
    let sync = try #require(try hub.push(backup).first)
    #expect(try sync.relation == .behind(latest: file.mark(10)))
    #expect(sync.outcome == TransferOutcome())
    #expect(try hub.rows() == rows)
  }

  @Test("is pushed once where it replaces the hub's history, which went further", arguments: HubKind.allCases)
  func replacesOnce(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let file = try hub.fixture.file()
    try file.record(6, every: 4000)
    let backup = try file.copy("backup.db")
    try file.record(4, every: 4000)
    try hub.push(file)
    var transactions: [Int] = []
    let syncs = try HistoryPush(of: backup.path, to: hub.syncHub(), isReplacing: true).run { _, outcome in
      transactions.append(outcome.collections)
    }
    #expect(transactions == [6])
    #expect(try syncs.map(\.relation) == [.behind(latest: file.mark(10))])
    #expect(syncs.map(\.outcome.collections) == [6])
    try expectSame(hub.reader(), backup.reader())
  }

  @Test("takes the hub's history and records its own later collections behind it", arguments: HubKind.allCases)
  func isBroughtTogether(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let file = try hub.fixture.file()
    try file.record(6, every: 4000)
    let backup = try file.copy("backup.db")
    try file.record(8, every: 4000)
    try hub.push(file)
    let rows = try hub.rows()
    backup.wait(9 * 4000)
    try backup.record(10, every: 4000, milliseconds: 1700)
    let own = try backup.copy("own.db")
    let refused = try #require(try hub.push(backup).first)
    #expect(
      try refused.relation
        == .diverged(
          Divergence(
            common: backup.mark(6), latest: backup.mark(16), otherLatest: file.mark(14))))
    #expect(try hub.rows() == rows)

    let pulled = try hub.pull(to: backup)
    #expect(pulled.outcome.collections == 14 && pulled.recordedAgain == 10 && pulled.dropped == 0)
    let end = try file.mark(14).observedAt + 1
    try expectSameStates(backup.reader(), hub.reader(), from: HubFixture.start, until: end)
    try expectSameStates(backup.reader(), own.reader(), from: end)
    try expectSame(backup.reader(), recordedAnew(backup, hub.fixture).reader())

    let pushed = try #require(try hub.push(backup).first)
    #expect(try pushed.relation == .ahead(of: file.mark(14)) && pushed.outcome.collections == 10)
    try expectSame(hub.reader(), backup.reader())
    try backup.record(3, every: 4000)
    try hub.push(backup)
    try expectSame(hub.reader(), backup.reader())
  }

  /// A file in which every collection is recorded from the state that the history gives for it.
  private func recordedAnew(_ file: RandomFile, _ fixture: HubFixture) throws -> RandomFile {
    let anew = try fixture.file("anew.db")
    let reader = try file.reader()
    let cluster = try #require(try reader.clusters().first)
    let all = HubFixture.start..<(HubFixture.start + 10_000_000)
    for collection in try reader.collections(of: cluster.id, in: all, limit: nil) {
      let state = try #require(try reader.state(of: cluster.id, at: collection.observedAt))
      _ = try anew.store.record(state.snapshot, of: cluster.identity, run: collection.record)
    }
    return anew
  }

  @Test("keeps what it observed when its clock had been set back", arguments: HubKind.allCases)
  func keepsObservationsOfASlowClock(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let file = try hub.fixture.file()
    try file.record(4)
    let backup = try file.copy("backup.db")
    try file.record(3)
    try hub.push(file)
    backup.wait(9000)
    try backup.record(3, milliseconds: 1700)
    backup.wait(-12_000)
    try backup.record(3, milliseconds: 1700)
    let own = try backup.copy("own.db")
    #expect(try hub.pull(to: backup).recordedAgain == 6)
    try expectSameStates(backup.reader(), own.reader(), from: file.mark(7).observedAt + 1)
    try hub.push(backup)
    try expectSame(hub.reader(), backup.reader())
  }

  @Test("that only lacks the latest collections takes them, and goes on", arguments: HubKind.allCases)
  func takesWhatItLacks(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let file = try hub.fixture.file()
    try file.record(6, every: 4000)
    let backup = try file.copy("backup.db")
    try file.record(6, every: 4000)
    try hub.push(file)
    let pulled = try hub.pull(to: backup)
    #expect(pulled.outcome.collections == 6 && pulled.recordedAgain == 0 && pulled.dropped == 0)
    #expect(try backup.rows() == file.rows())
    backup.clusters = file.clusters
    try backup.record(2, every: 4000)
    try file.record(2, every: 4000)
    try hub.push(backup)
    try expectSame(hub.reader(), file.reader())
  }

  @Test("that is ahead of the hub loses nothing by a pull, replacing or not", arguments: HubKind.allCases)
  func pullOfLessLosesNothing(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let file = try hub.fixture.file()
    try file.record(6, every: 4000)
    try hub.push(file)
    try file.record(6, every: 4000)
    let rows = try file.rows()
    #expect(try hub.pull(to: file).relation == .behind(latest: file.mark(12)))
    #expect(try file.rows() == rows)
    let pulled = try hub.pull(to: file, isReplacing: true)
    #expect(pulled.outcome.collections == 6 && pulled.recordedAgain == 6 && pulled.dropped == 0)
    #expect(try hub.push(file).map(\.relation) == [.ahead(of: file.mark(6))])
    try expectSame(hub.reader(), file.reader())
  }
}
