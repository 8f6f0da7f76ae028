import HubFixture
@testable import Sync
import Capacity
@testable import History
import PostgresServer
import RandomHistory
import Testing

/// What a hub makes of clusters that are made anew, share a name or change it.
@Suite("A cluster in a hub", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct ClusterIdentityPushTests {
  private static let first = ClusterIdentity(name: "myeks", uid: UID(high: 0xD471_C689_4A0A_4D3D, low: 1))
  private static let second = ClusterIdentity(name: "myeks", uid: UID(high: 0x0BAD_CAFE_4A0A_4D3D, low: 2))

  @Test("that was made anew under its name ends where the new one begins", arguments: HubKind.allCases)
  func madeAnew(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let file = try hub.fixture.file()
    try file.record(5, every: 4000, as: Self.first)
    try hub.push(file)
    try file.record(5, every: 4000, as: Self.second)
    #expect(try hub.push(file).map(\.relation).contains(.absent))
    #expect(try hub.reader().clusters().map(\.retiredAt) == [nil, HubFixture.start + 20_000])
    #expect(try hub.reader().clusters().map(\.identity.uid) == [Self.second.uid, Self.first.uid])
    try expectSame(hub.reader(), file.reader())
    #expect(try hub.push(file).map(\.relation) == [.same, .same])
  }

  @Test("that was made anew and is collected into a new file ends there too", arguments: HubKind.allCases)
  func madeAnewElsewhere(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let former = try hub.fixture.file("former.db")
    try former.record(5, seed: 2, every: 4000, as: Self.first)
    let file = try hub.fixture.file()
    try file.record(5, seed: 3, every: 4000, from: HubFixture.start + 50_000, as: Self.second)
    for file in [former, file] { try hub.push(file) }
    let clusters = try hub.reader().clusters()
    #expect(clusters.map(\.identity) == [Self.second, Self.first])
    #expect(clusters.map(\.retiredAt) == [nil, HubFixture.start + 50_000])
    for (cluster, file) in zip(clusters, [file, former]) {
      let state = try #require(try hub.reader().state(of: cluster.id, at: nil))
      let want = try #require(try file.reader().state(of: 1, at: nil))
      #expect(differingSources(state.snapshot, want.snapshot) == [])
    }
  }

  @Test("that lives beside another of its name is told from it by its UID", arguments: HubKind.allCases)
  func namesakes(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let one = try hub.fixture.file("one.db")
    try one.record(5, seed: 2, every: 4000, as: Self.first)
    let other = try hub.fixture.file("other.db")
    try other.record(5, seed: 3, every: 4000, from: HubFixture.start + 60, as: Self.second)
    for file in [one, other, one] { try hub.push(file) }
    #expect(
      try Set(hub.reader().clusters().map(\.identity.name)) == ["myeks (d471c689)", "myeks (0badcafe)"])
    #expect(try hub.reader().clusters().allSatisfy { $0.retiredAt == nil })

    let pulled = try hub.fixture.file("pulled.db")
    _ = try hub.pull("myeks (0badcafe)", to: pulled)
    try expectSame(pulled.reader(), other.reader())
    _ = try hub.pull("myeks (d471c689)", to: pulled)
    try one.record(2, every: 4000, as: Self.first)
    pulled.clusters = one.clusters
    try pulled.record(2, every: 4000, as: Self.first)
    #expect(
      try pulled.reader().clusters().allSatisfy { $0.retiredAt == nil }, "a namesake from a hub is not taken over")
    for file in [one, other] { try hub.push(file) }
    #expect(try hub.reader().clusters().allSatisfy { $0.retiredAt == nil })
  }

  @Test("whose UID becomes known later stays what it is", arguments: HubKind.allCases)
  func learnsItsUID(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let file = try hub.fixture.file()
    try file.record(3, every: 4000, as: ClusterIdentity(name: "myeks"))
    let backup = try file.copy("backup.db")
    try hub.push(file)
    let id = try hub.reader().clusters().map(\.id)
    try file.record(3, every: 4000, as: Self.first)
    try hub.push(file)
    #expect(try hub.reader().clusters().map(\.id) == id)
    try expectSame(hub.reader(), file.reader())
    #expect(try hub.push(backup).map(\.relation) == [.behind(latest: file.mark(6, of: "myeks"))])
    #expect(try hub.reader().clusters().map(\.identity) == [Self.first])
    _ = try hub.pull("myeks", to: backup)
    try expectSame(backup.reader(), file.reader())
  }

  @Test("without a UID whose name another takes over ends as it does in the file", arguments: HubKind.allCases)
  func losesItsName(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let file = try hub.fixture.file()
    try file.record(3, of: "c1", seed: 2, every: 4000, as: ClusterIdentity(name: "myeks"))
    try file.record(3, of: "c2", seed: 3, every: 4000, as: ClusterIdentity(name: "other", uid: Self.second.uid))
    try hub.push(file)
    try file.record(3, of: "c2", every: 4000, as: Self.second)
    try hub.push(file)
    #expect(try hub.reader().clusters().map(\.retiredAt) == [nil, file.reader().clusters().last?.retiredAt])
    try expectSame(hub.reader(), file.reader())
    #expect(try hub.push(file).map(\.relation) == [.same, .same])
  }

  @Test("that is renamed stays what it is", arguments: HubKind.allCases)
  func renamed(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let file = try hub.fixture.file()
    try file.record(3, every: 4000, as: ClusterIdentity(name: "old", uid: Self.first.uid))
    try hub.push(file)
    try file.record(3, every: 4000, as: Self.first)
    #expect(try hub.push(file).map(\.relation) == [.ahead(of: file.mark(3, of: "myeks"))])
    #expect(try hub.reader().clusters().map(\.identity) == [Self.first])
    try expectSame(hub.reader(), file.reader())
  }

  @Test("is remembered by its key where several of a file have one name", arguments: HubKind.allCases)
  func cursors(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let file = try hub.fixture.file()
    try file.record(2, every: 4000, as: Self.first)
    try file.record(5, every: 4000, as: Self.second)
    let push = try HistoryPush(of: file.path, to: hub.syncHub())
    try push.remember(at: HubFixture.start, push.run())
    #expect(try file.reader().hubCursors().map { [$0.cluster, $0.collection] } == [[1, 3], [2, 5]])
  }

  @Test("goes by its own collector's clock, also when that is set back", arguments: HubKind.allCases)
  func clocks(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let file = try hub.fixture.file()
    try file.record(4, of: "c1", seed: 2, every: 4000)
    try file.record(4, of: "c2", seed: 3, every: 4000, from: HubFixture.start + -40_000)
    try hub.push(file)
    for seconds in [-9000, -3000, 20_000] as [Int64] {
      file.wait(seconds)
      try file.record(2, of: "c1", every: 1000)
      try file.record(2, of: "c2", every: 4000)
      try hub.push(file)
    }
    try expectSame(hub.reader(), file.reader())
    let fresh = try TestHub(kind)
    try fresh.push(file, changesPerTransaction: 1)
    #expect(try fresh.rows() == hub.rows())
  }
}
