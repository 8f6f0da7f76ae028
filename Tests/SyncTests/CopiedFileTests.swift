import HubFixture
@testable import Sync
import Capacity
@testable import History
import PostgresServer
import Testing

/// Two collectors have one cluster.
@Suite("A file copied to a second collector", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct CopiedFileTests {
  /// A hub to which the first of two collectors has pushed, and their files: of 8 collections in common, and 5 of each.
  private func twoCollectors(_ kind: HubKind) throws -> (hub: TestHub, first: RandomFile, second: RandomFile) {
    let hub = try TestHub(kind)
    let first = try hub.fixture.file()
    try first.record(8, every: 4000)
    let second = try first.copy("second.db")
    second.wait(60)
    for _ in 1...5 {
      try first.record(1, every: 4000)
      try second.record(1, every: 4000, milliseconds: 1700)
    }
    try hub.push(first)
    return (hub, first, second)
  }

  @Test("is told, and the hub keeps the history of the first", arguments: HubKind.allCases)
  func secondIsTold(kind: HubKind) throws {
    let (hub, first, second) = try twoCollectors(kind)
    let rows = try hub.rows()
    for _ in 1...2 {
      let sync = try #require(try hub.push(second).first)
      #expect(
        try sync.relation
          == .diverged(
            Divergence(
              common: first.mark(8), latest: second.mark(13), otherLatest: first.mark(13))))
      #expect(sync.outcome.rows == 0)
    }
    #expect(try hub.rows() == rows)
    try first.record(2, every: 4000)
    #expect(try hub.push(first).first?.outcome.collections == 2)
    try expectSame(hub.reader(), first.reader())
  }

  @Test("keeps its collections of the same time until it is told to drop them", arguments: HubKind.allCases)
  func dropsOnlyWhatItIsTold(kind: HubKind) throws {
    let (hub, first, second) = try twoCollectors(kind)
    let rows = try second.rows()
    let divergence = try Divergence(
      common: first.mark(8), latest: first.mark(13), otherLatest: second.mark(13))
    #expect(throws: SyncError.wouldDrop(cluster: "c1", collections: 4, divergence)) { try hub.pull(to: second) }
    #expect(try second.rows() == rows)
    let sync = try hub.pull(to: second, isReplacing: true)
    #expect(sync.dropped == 4 && sync.recordedAgain == 1)
    #expect(try hub.push(second).map(\.relation) == [.ahead(of: first.mark(13))])
    try expectSame(hub.reader(), second.reader())
    #expect(try hub.push(first).map(\.relation) == [.behind(latest: second.mark(14))])
  }

  @Test("takes the hub's place with its own history if it is told to", arguments: HubKind.allCases)
  func replacesTheHub(kind: HubKind) throws {
    let (hub, _, second) = try twoCollectors(kind)
    try hub.push(second, isReplacing: true, changesPerTransaction: 1)
    try expectSame(hub.reader(), second.reader())
    let fresh = try TestHub(kind)
    try fresh.push(second)
    #expect(try hub.rows() == fresh.rows())
  }
}
