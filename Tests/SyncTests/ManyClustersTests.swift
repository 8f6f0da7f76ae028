import HubFixture
@testable import Sync
import Capacity
@testable import History
import PostgresServer
import RandomHistory
import Testing

/// Files with several clusters, whose keys lie elsewhere in each.
@Suite("Clusters of several files", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct ManyClustersTests {
  /// A file of clusters that are recorded in turns.
  private func file(_ fixture: HubFixture, _ name: String, _ clusters: [String]) throws -> RandomFile {
    let file = try fixture.file(name)
    for _ in 1...3 {
      for cluster in clusters {
        try file.record(2, of: cluster, seed: UInt64(cluster.utf8.reduce(0) { $0 + Int($1) }), every: 4000)
      }
    }
    return file
  }

  @Test("come one by one into a file that has others, and are collected on there", arguments: HubKind.allCases)
  func pulledIntoAnother(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let one = try file(hub.fixture, "one.db", ["a", "b"])
    let other = try file(hub.fixture, "other.db", ["c"])
    for file in [one, other] { try hub.push(file) }
    for cluster in ["b", "a"] { #expect(try hub.pull(cluster, to: other).outcome.collections == 6) }
    try expectSame(other.reader(), hub.reader())
    for cluster in ["a", "b"] { other.clusters[cluster] = one.clusters[cluster] }
    for cluster in ["b", "c", "a"] { try other.record(3, of: cluster, every: 4000) }
    #expect(try hub.push(other).map(\.outcome.collections) == [3, 3, 3])
    try expectSame(hub.reader(), other.reader())

    for cluster in ["a", "b"] { try one.record(3, of: cluster, every: 4000) }
    #expect(try hub.push(one).map(\.relation) == [.same, .same], "the same runs, wherever they were recorded")
  }

  /// A hub with two clusters of one name, which are both collected.
  private func namesakes(_ kind: HubKind) throws -> TestHub {
    let hub = try TestHub(kind)
    for (number, high) in [(1, 0xAAAA_AAAA_0000_4000), (2, 0xBBBB_BBBB_0000_4000)] as [(UInt64, UInt64)] {
      let file = try hub.fixture.file("\(number).db")
      try file.record(
        3 + Int(number), of: "prod", seed: number, as: ClusterIdentity(name: "prod", uid: UID(high: high, low: 1)))
      try hub.push(file)
    }
    return hub
  }

  @Test(
    "that share a name are found by the names that reports show, and by the one they share", arguments: HubKind.allCases
  )
  func sharedName(kind: HubKind) throws {
    let hub = try namesakes(kind)
    let shown = try hub.reader().clusters().map(\.identity.name).sorted()
    #expect(shown == ["prod (aaaaaaaa)", "prod (bbbbbbbb)"])
    let file = try hub.fixture.file("pulled.db")
    #expect(throws: SyncError.ambiguousCluster("prod", hub: try hub.syncHub().name, matching: shown)) {
      do { _ = try hub.pull("prod", to: file) } catch SyncError.ambiguousCluster(let name, let hub, let matching) {
        throw SyncError.ambiguousCluster(name, hub: hub, matching: matching.sorted())
      }
    }
    #expect(throws: SyncError.self) { try hub.pull("prod (cccccccc)", to: file) }
    #expect(try hub.pull(shown[1], to: file).outcome.collections == 5)
    #expect(try hub.pull(shown[0], to: file).outcome.collections == 4)

    let other = try TestHub(kind, with: hub.fixture, name: "other.db")
    let target = kind == .file ? try other.syncHub() : try TestHub(.postgres).syncHub()
    let push = HistoryPush(of: file.path, to: target)
    #expect(try push.unknown(["prod", shown[0], "prod (cccccccc)"]) == ["prod (cccccccc)"])
    #expect(try push.run([shown[0]]).map(\.outcome.collections) == [4])
    #expect(try push.run(["prod"]).map(\.outcome.collections).sorted() == [0, 5])
    // A collector that is given the shown name goes on with that cluster, which keeps its name.
    let identity = ClusterIdentity(name: shown[1])
    try file.record(1, of: "later", from: HubFixture.start + 900_000, as: identity)
    #expect(try file.reader().clusters().map(\.identity.name).sorted() == shown)
    #expect(try push.run([shown[1]]).map(\.outcome.collections) == [1])
  }

  @Test("have in a hub the rows that they have by way of other hubs")
  func chain() throws {
    let direct = try TestHub(.postgres)
    let merged = try TestHub(.file, with: direct.fixture)
    let one = try file(direct.fixture, "one.db", ["a", "b"])
    let other = try file(direct.fixture, "other.db", ["c", "d"])
    let chained = try TestHub(.postgres)
    for round in 1...2 {
      for file in [one, other] {
        try direct.push(file)
        try merged.push(file)
      }
      let middle = try direct.fixture.file("hub.db")
      #expect(try chained.push(middle).map(\.cluster) == ["a", "b", "c", "d"])
      #expect(try chained.rows() == direct.rows(), "in round \(round)")
      try one.record(3, of: "b", every: 4000)
      try other.record(3, of: "c", every: 4000)
    }
    let back = try TestHub(.file, with: chained.fixture)
    for cluster in ["d", "b", "a", "c"] {
      _ = try HistoryPull(to: chained.fixture.directory.file("hub.db"), from: chained.syncHub()).run(cluster)
    }
    try expectSame(back.reader(), merged.reader())
  }
}
