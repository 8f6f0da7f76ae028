import HistoryFixture
import Capacity
import Foundation
import RandomHistory
import GRDB
import Migrations
import Testing

@testable import History

/// Rule 7: the rollups that recording keeps say what counting every recorded state anew would say.
@Suite("Rollups")
struct RollupTests {
  /// A history of a cluster that drifts at random, with failing sources and gaps of hours and days.
  private struct Drift {
    let directory: TemporaryDirectory
    let store: HistoryStore
    var moments: [Timestamp] = []
    var failed: Set<Timestamp> = []

    init(seed: UInt64, collections: Int = 40) throws {
      directory = try TemporaryDirectory()
      store = try HistoryStore(path: directory.file("capdb.db"))
      // The test is not about power cuts.
      try store.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = OFF") }
      var random = SeededGenerator(seed: seed)
      var contents = RandomCluster(seed: seed * 31)
      var clock = Timestamp(seconds: 1_800_000_000)
      for _ in 1...collections {
        clock = clock + random.pick([60, 300, 300, 900, 1800, 3600, 7200, 40_000, 90_000])
        let run = CollectionRecord(startedAt: clock, finishedAt: clock + 2, milliseconds: 1500, bytesReceived: 42)
        if random.oneIn(10) {
          moments.append(try store.recordFailure(of: ClusterIdentity(name: "c1"), run: run).observedAt)
        } else {
          let snapshot = contents.snapshot(at: clock)
          moments.append(try store.record(snapshot, of: ClusterIdentity(name: "c1"), run: run).observedAt)
        }
      }
    }

    var span: Range<Timestamp> { moments[0]..<(moments[moments.count - 1] + 1) }

    /// What each collection counts, from the state that the history rebuilds for it.
    func samples() throws -> [(moment: Timestamp, sample: CapacitySample)] {
      let reader = try HistoryReader(path: store.path)
      return try moments.map { moment in
        let state = try #require(try reader.state(of: 1, at: moment))
        let pending = try store.queue.read {
          try Int64.fetchOne(
            $0, sql: "SELECT count(*) FROM pod_pending WHERE valid_from <= ?1 AND valid_to > ?1",
            arguments: [moment.seconds])
        }
        return (moment, CapacitySample(of: state, podsPending: pending ?? 0))
      }
    }
  }

  private func expected<Key: Hashable, Group: Hashable & Sendable, Counters: TrendCounters>(
    _ samples: [(moment: Timestamp, sample: CapacitySample)], bucketSeconds: Int64,
    _ counts: (CapacitySample) -> [Key: Counters]?, _ group: (Key) -> Group?
  ) -> Trend<Group, Counters> {
    var builder = TrendBuilder<Group, Counters>(bucketSeconds: bucketSeconds)
    for (moment, sample) in samples {
      let all = counts(sample).map { counts in
        Dictionary(counts.compactMap { key, value in group(key).map { ($0, value) } }) { first, _ in first }
      }
      builder.add(all, at: moment)
    }
    return builder.trend
  }

  private func expectSame<Group, Counters>(
    _ trend: Trend<Group, Counters>, _ expected: Trend<Group, Counters>, _ comment: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(trend.bucketSeconds == expected.bucketSeconds, comment, sourceLocation: sourceLocation)
    #expect(trend.buckets == expected.buckets, comment, sourceLocation: sourceLocation)
    #expect(Set(trend.intervals) == Set(expected.intervals), comment, sourceLocation: sourceLocation)
  }

  @Test("of hours, days and minutes are those of the states", arguments: 1...12 as ClosedRange<UInt64>)
  func rollupsAreThoseOfTheStates(seed: UInt64) throws {
    let drift = try Drift(seed: seed)
    let samples = try drift.samples()
    let reader = try HistoryReader(path: drift.store.path)
    for seconds in [600, 3600, 86_400] as [Int64] {
      for grouping in SlotGrouping.allCases {
        expectSame(
          try reader.slotTrend(of: 1, by: grouping, in: drift.span, bucketSeconds: seconds),
          expected(samples, bucketSeconds: seconds, \.slots) { $0.grouping == grouping ? $0.name : nil },
          "\(seconds) s by \(grouping)")
      }
      for grouping in SubnetGrouping.allCases {
        let trend = try reader.subnetTrend(of: 1, by: grouping, in: drift.span, bucketSeconds: seconds)
        let want: Trend<String, SubnetCounters> = expected(samples, bucketSeconds: seconds, \.subnets) {
          $0.grouping == grouping ? $0.name : nil
        }
        #expect(trend.buckets == want.buckets)
        #expect(trend.intervals.count == want.intervals.count, "\(seconds) s by \(grouping)")
      }
      expectSame(
        try reader.ownerTrend(of: 1, in: drift.span, bucketSeconds: seconds),
        expected(samples, bucketSeconds: seconds, \.owners) { $0 }, "\(seconds) s of owners")
    }
  }

  @Test("are counted by the migration for a history that was recorded without them", arguments: [3, 17] as [UInt64])
  func migrationCountsWhatIsRecorded(seed: UInt64) throws {
    let drift = try Drift(seed: seed, collections: 60)
    let before = try rows(drift.store)
    for table in ["collection_rollup", "slot_rollup", "subnet_rollup", "owner_rollup"] {
      try drift.store.queue.writeWithoutTransaction { try $0.execute(sql: "DELETE FROM \(table)") }
    }
    try drift.store.withConnection { try RollupBackfill($0).run { _, _ in } }
    #expect(try rows(drift.store) == before)
    #expect(before.count > 20)
  }

  @Test("of a cluster that is made anew end with it")
  func rollupsOfARetiredClusterEnd() throws {
    let fixture = try Fixture()
    try fixture.record(Fixture.full, at: 0, of: ClusterIdentity(name: "c1", uid: Fixture.uid(1)))
    try fixture.record(Fixture.full, at: 7200, of: ClusterIdentity(name: "c1", uid: Fixture.uid(2)))
    let open: Int? = try fixture.value(
      "SELECT count(*) FROM slot_rollup WHERE cluster_id = 1 AND valid_to = 253402300799")
    #expect(open == 0)
    let span = Fixture.start..<(Fixture.start + 86_400)
    let former = try fixture.reader().slotTrend(of: 1, by: .cluster, in: span, bucketSeconds: 3600)
    #expect(former.intervals.map(\.to) == [Fixture.start + 7200])
  }

  @Test("cost an unchanged cluster nothing but its bucket")
  func unchangedCollectionsWriteOneRow() throws {
    let fixture = try Fixture()
    try fixture.record(Fixture.full, at: 0)
    let before = try fixture.rowCounts()
    for hour in 1...5 as ClosedRange<Int64> { try fixture.record(Fixture.full, at: hour * 3600) }
    let after = try fixture.rowCounts()
    for table in ["slot_rollup", "subnet_rollup", "owner_rollup"] { #expect(after[table] == before[table]) }
    #expect(after["collection_rollup"].map { $0 - (before["collection_rollup"] ?? 0) } == 5)
  }

  /// The rows of all rollups as text, without their keys.
  private func rows(_ store: HistoryStore) throws -> Set<String> {
    try store.queue.read { database in
      let tables = ["collection_rollup", "slot_rollup", "subnet_rollup", "owner_rollup"]
      return try Set(
        tables.flatMap { table in
          try Row.fetchAll(database, sql: "SELECT * FROM \(table)").map { row in
            table + row.filter { $0.0 != "\(table)_key" }.map { " \($0.0)=\($0.1)" }.joined()
          }
        })
    }
  }
}
