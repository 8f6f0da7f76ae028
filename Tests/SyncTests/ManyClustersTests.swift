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
