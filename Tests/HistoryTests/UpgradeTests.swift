import Capacity
import Foundation
import RandomHistory
import Migrations
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
}
