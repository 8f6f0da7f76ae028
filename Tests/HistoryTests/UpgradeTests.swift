import HistoryFixture
import Capacity
import Foundation
import GRDB
import Migrations
import RandomHistory
import Testing

@testable import History

/// Databases that earlier releases wrote are brought up to date, and say the same as before and more.
@Suite("Upgrading")
struct UpgradeTests {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  /// A copy of the database that the release with this schema wrote.
  private func database(schema: Int) throws -> String {
    let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/databases/schema-\(schema).sqlite")
    let path = directory.file("capdb.db")
    try FileManager.default.copyItem(atPath: fixtures.path, toPath: path)
    return path
  }

  @Test("there is a database of every earlier schema", arguments: 1..<Migration.all.count)
  func fixtures(schema: Int) throws {
    let path = try database(schema: schema)
    #expect(
      throws: HistoryError.olderSchema(path: path, version: schema, known: Migration.all.count)
    ) { try HistoryReader(path: path) }
  }

  @Test("schema 1, two weeks of the article's cluster: the trends are counted from what was recorded")
  func schema1() throws {
    let path = try database(schema: 1)
    var upgraded: [Int] = []
    try HistoryStore(path: path) { upgraded.append($0) }.close()
    try HistoryStore(path: path) { upgraded.append($0) }.close()
    #expect(upgraded == [1], "said once, and not for a history that is up to date")
    let reader = try HistoryReader(path: path)
    let cluster = try #require(try reader.clusters().first)
    #expect(try reader.state(of: cluster.id, at: nil)?.snapshot.pods.value?.count == 59)
    let last = try #require(cluster.lastCollectedAt)
    let span = cluster.firstCollectedAt..<(last + 1)
    #expect(try reader.collections(of: cluster.id, in: span, limit: nil).count == 169)
    let trend = try reader.slotTrend(of: cluster.id, by: .cluster, in: span, bucketSeconds: 86_400)
    #expect(trend.buckets.count == 15 && trend.buckets.allSatisfy { $0.knownAt != nil })
    #expect(trend.buckets.reduce(0) { $0 + $1.collections } == 169)
    let used = trend.intervals.sorted { $0.from < $1.from }.map(\.counters.slotsUsed)
    #expect(used == [11, 13, 15, 17, 19, 21, 24, 27, 31, 35, 39, 44, 49, 51, 51])
    #expect(trend.intervals.first { $0.to == nil }?.counters.podsPending == 8)
    let owners = try reader.ownerTrend(of: cluster.id, in: last..<(last + 1), bucketSeconds: 3600)
    #expect(owners.intervals.reduce(0) { $0 + $1.counters.ipsUsed } == 54)
  }

  /// The clusters of the database with schema 2, as they were generated: collected in turns, number n of cluster i at
  /// 5400 n + i seconds.
  private struct Generated {
    var clusters = [RandomCluster(seed: 21), RandomCluster(seed: 22)]

    static func identity(_ index: Int) -> ClusterIdentity {
      ClusterIdentity(name: "c\(index + 1)", uid: Fixture.uid(UInt64(index + 1)))
    }

    mutating func snapshot(_ index: Int, _ number: Int) -> (snapshot: Snapshot, run: CollectionRecord) {
      let moment = Fixture.start + Int64(number * 5400 + index)
      let run = CollectionRecord(
        startedAt: moment, finishedAt: moment + 2, milliseconds: 1500, bytesReceived: 4096)
      return (clusters[index].snapshot(at: moment), run)
    }

    /// Gives what each cluster is at its collections, in turns.
    mutating func forEach(
      _ numbers: Range<Int>, _ body: (Int, Snapshot, CollectionRecord) throws -> Void
    ) rethrows {
      for number in numbers {
        for index in 0...1 {
          let (snapshot, run) = snapshot(index, number)
          try body(index, snapshot, run)
        }
      }
    }
  }

  @Test("schema 2, two clusters whose rows lie among one another: each gets keys of its own, and recording goes on")
  func schema2() throws {
    let path = try database(schema: 2)
    let store = try HistoryStore(path: path)
    let fresh = try HistoryStore(path: directory.file("fresh.db"))
    var generated = Generated()
    var snapshots: [[(Timestamp, Snapshot)]] = [[], []]
    try generated.forEach(0..<24) { index, snapshot, run in
      snapshots[index].append((run.startedAt, snapshot))
      _ = try fresh.record(snapshot, of: Generated.identity(index), run: run)
    }
    try expectKeysOfTheirOwn(store)
    try expectSame(store, fresh, snapshots)
    try generated.forEach(24..<32) { index, snapshot, run in
      snapshots[index].append((run.startedAt, snapshot))
      for store in [store, fresh] { _ = try store.record(snapshot, of: Generated.identity(index), run: run) }
    }
    try expectKeysOfTheirOwn(store)
    try expectSame(store, fresh, snapshots)
  }

  /// The keys of a cluster's rows, and what they refer to, lie in the cluster's range.
  private func expectKeysOfTheirOwn(_ store: HistoryStore) throws {
    let tables = try store.withConnection { try HistoryTable.all(in: $0) }
    try store.queue.read { database in
      for table in tables {
        for column in table.columns where column.isKey {
          let ranges = try Row.fetchAll(
            database,
            sql: """
              SELECT cluster_id, min(\(column.name)), max(\(column.name)) FROM \(table.name)
              WHERE \(column.name) IS NOT NULL GROUP BY 1 ORDER BY 1
              """)
          for range in ranges {
            let cluster: Int64 = range[0]
            let (lowest, highest): (Int64, Int64) = (range[1], range[2])
            let base = (cluster - 1) << 40
            #expect(lowest > base && highest < base + 1_000_000, "\(table.name).\(column.name)")
          }
        }
      }
    }
  }

  /// States are those that were collected, and trends those of a file that had ranges from the beginning.
  private func expectSame(
    _ store: HistoryStore, _ fresh: HistoryStore, _ snapshots: [[(Timestamp, Snapshot)]]
  ) throws {
    let reader = try HistoryReader(path: store.path)
    let freshReader = try HistoryReader(path: fresh.path)
    #expect(try reader.clusters() == freshReader.clusters())
    for (cluster, snapshots) in zip([1, 2] as [Int64], snapshots) {
      for (moment, snapshot) in snapshots {
        let state = try #require(try reader.state(of: cluster, at: moment))
        #expect(differingSources(state.snapshot, snapshot) == [], "cluster \(cluster) at \(moment)")
      }
      let span = Fixture.start..<(Fixture.start + 400_000)
      #expect(try reader.pendingSpells(of: cluster, in: span) == freshReader.pendingSpells(of: cluster, in: span))
      for seconds in [600, 3600, 86_400] as [Int64] {
        for grouping in SlotGrouping.allCases {
          let trends = try [reader, freshReader].map {
            try $0.slotTrend(of: cluster, by: grouping, in: span, bucketSeconds: seconds)
          }
          #expect(trends[0].buckets == trends[1].buckets)
          #expect(Set(trends[0].intervals) == Set(trends[1].intervals))
        }
        for grouping in SubnetGrouping.allCases {
          let trends = try [reader, freshReader].map {
            try $0.subnetTrend(of: cluster, by: grouping, in: span, bucketSeconds: seconds)
          }
          #expect(Set(trends[0].intervals) == Set(trends[1].intervals))
        }
        let owners = try [reader, freshReader].map {
          try $0.ownerTrend(of: cluster, in: span, bucketSeconds: seconds)
        }
        #expect(Set(owners[0].intervals) == Set(owners[1].intervals))
      }
    }
  }
}
