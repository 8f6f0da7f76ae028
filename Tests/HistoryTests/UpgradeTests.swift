import HistoryFixture
import Capacity
import Foundation
import Database
import GRDB
import Migrations
import Query
import RandomHistory
import Testing

@testable import History

/// Whether tests write the databases that later releases upgrade.
enum FixtureWriting {
  static let isWanted = ProcessInfo.processInfo.environment["CAPDB_TEST_WRITE_FIXTURES"] != nil
  static let requirement = "needs CAPDB_TEST_WRITE_FIXTURES, before a step is added to the schema"
}

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
    var clusters = [RandomCluster(seed: 21, isAsOfSchema4: true), RandomCluster(seed: 22, isAsOfSchema4: true)]

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

  /// The cluster of the databases with schemas 3 and 4, as they were generated: number n collected at 5400 n seconds. Its VPC gets
  /// a second range at number 8 and an IPv6 block at number 16; a subnet has two reservations, one until number 12.
  private struct Growing {
    var cluster: RandomCluster

    init(seed: UInt64, isAsOfSchema4: Bool = true) {
      cluster = RandomCluster(seed: seed, isAsOfSchema4: isAsOfSchema4)
    }

    static let identity = ClusterIdentity(name: "c1", uid: Fixture.uid(1))

    static func moment(_ number: Int) -> Timestamp { Fixture.start + Int64(number * 5400) }

    mutating func snapshot(_ number: Int) -> (snapshot: Snapshot, run: CollectionRecord) {
      let moment = Self.moment(number)
      var snapshot = cluster.snapshot(at: moment)
      snapshot.vpcs = .known([Self.vpc(number)])
      snapshot.cidrReservations = .known(Self.reservations(number))
      let run = CollectionRecord(
        startedAt: moment, finishedAt: moment + 2, milliseconds: 1500, bytesReceived: 4096)
      return (snapshot, run)
    }

    private static func vpc(_ number: Int) -> VPC {
      let ranges = ["10.0.0.0/16", "100.64.0.0/10"].compactMap { IPv4Block($0) }
      let ipv6Ranges = ["2001:db8:ab::/56"].compactMap { IPv6Block($0) }
      return VPC(
        id: "vpc-1", cidrs: Array(ranges.prefix(number < 8 ? 1 : 2)), ipv6CIDRs: number < 16 ? [] : ipv6Ranges)
    }

    private static func reservations(_ number: Int) -> [SubnetCIDRReservation] {
      let ranges = ["10.0.1.16/28", "10.0.1.64/26"].compactMap { IPv4Block($0) }
      return ranges.prefix(number < 12 ? 2 : 1).enumerated().map { index, range in
        SubnetCIDRReservation(
          id: "scr-\(index + 1)", subnetID: "subnet-1", cidr: range, isForPrefixes: index == 0)
      }
    }
  }

  @Test("schema 3, a cluster whose VPC grows: its ranges and reservations have views, from the beginning")
  func schema3() throws {
    let path = try database(schema: 3)
    var upgraded: [Int] = []
    let store = try HistoryStore(path: path) { upgraded.append($0) }
    #expect(upgraded == [3])
    var growing = Growing(seed: 31)
    var snapshots = (0..<24).map { growing.snapshot($0) }
    try expectRecorded(store, snapshots)
    let last = growing.snapshot(24)
    _ = try store.record(last.snapshot, of: Growing.identity, run: last.run)
    snapshots.append(last)
    try expectRecorded(store, snapshots)
  }

  @Test("schema 4, before owners and Cilium were recorded: what they were is unknown, and recording goes on with them")
  func schema4() throws {
    let path = try database(schema: 4)
    var upgraded: [Int] = []
    let store = try HistoryStore(path: path) { upgraded.append($0) }
    #expect(upgraded == [4])
    var growing = Growing(seed: 41)
    var snapshots = (0..<24).map { growing.snapshot($0) }
    try expectRecorded(store, snapshots)
    growing.cluster = RandomCluster(seed: 42)
    for number in 24..<40 {
      let next = growing.snapshot(number)
      _ = try store.record(next.snapshot, of: Growing.identity, run: next.run)
      snapshots.append(next)
    }
    let reader = try HistoryReader(path: store.path)
    for (snapshot, run) in snapshots {
      let state = try #require(try reader.state(of: 1, at: run.startedAt))
      #expect(differingSources(state.snapshot, snapshot) == [], "at \(run.startedAt)")
    }
  }

  @Test("schemas 5 and 6, with owners and Cilium: everything stays, and recording goes on", arguments: [5, 6])
  func laterSchemas(schema: Int) throws {
    let path = try database(schema: schema)
    var upgraded: [Int] = []
    let store = try HistoryStore(path: path) { upgraded.append($0) }
    #expect(upgraded == [schema])
    var growing = Growing(seed: UInt64(10 * schema + 1), isAsOfSchema4: false)
    var snapshots = (0..<24).map { growing.snapshot($0) }
    try expectRecorded(store, snapshots)
    let last = growing.snapshot(24)
    _ = try store.record(last.snapshot, of: Growing.identity, run: last.run)
    snapshots.append(last)
    try expectRecorded(store, snapshots)
  }

  /// Run it before a step is added: `CAPDB_TEST_WRITE_FIXTURES=1 swift test --filter writeFixture`. The test of the schema
  /// then takes the same seed.
  @Test("writes the database of this schema", .enabled(if: FixtureWriting.isWanted, "\(FixtureWriting.requirement)"))
  func writeFixture() throws {
    let schema = Migration.all.count
    let path = directory.file("capdb.db")
    let store = try HistoryStore(path: path)
    var growing = Growing(seed: UInt64(10 * schema + 1), isAsOfSchema4: false)
    for number in 0..<24 {
      let (snapshot, run) = growing.snapshot(number)
      _ = try store.record(snapshot, of: Growing.identity, run: run)
    }
    try store.queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM; PRAGMA journal_mode = DELETE") }
    try store.close()
    let fixture = Self.folder.appendingPathComponent("schema-\(schema).sqlite")
    try? FileManager.default.removeItem(at: fixture)
    try FileManager.default.copyItem(at: URL(fileURLWithPath: path), to: fixture)
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/databases")

  /// States are those that were collected, and the views show the growing network.
  private func expectRecorded(
    _ store: HistoryStore, _ snapshots: [(snapshot: Snapshot, run: CollectionRecord)]
  ) throws {
    let reader = try HistoryReader(path: store.path)
    for (snapshot, run) in snapshots {
      let state = try #require(try reader.state(of: 1, at: run.startedAt))
      #expect(differingSources(state.snapshot, snapshot) == [], "at \(run.startedAt)")
    }
    let interval = "valid_from_epoch, valid_to_epoch"
    let vpcs = try SQLiteQuery(store.path).answer(
      "SELECT cidrs, ipv6_cidrs, \(interval) FROM v_vpcs ORDER BY valid_from_epoch")
    let (one, two) = (SQLValue.text(#"["10.0.0.0/16"]"#), SQLValue.text(#"["10.0.0.0/16","100.64.0.0/10"]"#))
    let ipv6 = SQLValue.text(#"["2001:0db8:00ab:0000:0000:0000:0000:0000/56"]"#)
    let times = [0, 8, 12, 16].map { SQLValue.integer(Growing.moment($0).seconds) }
    #expect(
      rows(vpcs) == [
        [one, .text("[]"), times[0], times[1]], [two, .text("[]"), times[1], times[3]], [two, ipv6, times[3], .null],
      ])
    let reservations = try SQLiteQuery(store.path).answer(
      "SELECT reservation_id, subnet_id, cidr, reservation_type, \(interval) FROM v_cidr_reservations ORDER BY 1")
    #expect(
      rows(reservations) == [
        [.text("scr-1"), .text("subnet-1"), .text("10.0.1.16/28"), .text("prefix"), times[0], .null],
        [.text("scr-2"), .text("subnet-1"), .text("10.0.1.64/26"), .text("explicit"), times[0], times[2]],
      ])
  }

  private func rows(_ result: QueryResult) -> [[SQLValue]] { (0..<result.rowCount).map { result[$0] } }

  @Test("schema 5, pruned after the upgrade: from the horizon on as before, and unknown before it")
  func pruningOfSchema5() throws {
    let path = try database(schema: 5)
    let store = try HistoryStore(path: path)
    let reader = try HistoryReader(path: path)
    #expect(try reader.prunedSpans(of: 1).isEmpty)
    let moments = try reader.collections(
      of: 1, in: Timestamp(seconds: 0)..<Timestamp(seconds: 1 << 40), limit: nil
    ).map(\.observedAt)
    #expect(moments.count == 24)
    let states = try moments.map { try reader.state(of: 1, at: $0)?.snapshot }
    let pruning = try HistoryPruning(store)
    let cluster = try #require(try pruning.clusters().first)
    let rows = try pruning.run(cluster, keeping: Retention([.enis: 0]), at: moments[12])
    #expect(rows.contains { $0.table == "network_interface_state" && $0.rows > 0 }, "\(rows)")
    for (index, moment) in moments.enumerated() {
      let enis = try reader.state(of: 1, at: moment)?.snapshot.networkInterfaces
      if index < 12 {
        #expect(enis?.value == nil)
      } else {
        #expect(enis == states[index]?.networkInterfaces, "\(moment)")
      }
    }
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
        // What the older release wrote names owners by its own rules; the addresses are the same.
        if seconds == 600 { #expect(Set(owners[0].intervals) == Set(owners[1].intervals)) }
        for (moment, _) in snapshots { #expect(addresses(owners[0], at: moment) == addresses(owners[1], at: moment)) }
      }
    }
  }

  /// The addresses that all owners hold, by subnet.
  private func addresses(_ trend: Trend<AddressOwner, OwnerCounters>, at moment: Timestamp) -> [String: Int64] {
    trend.intervals.filter { $0.from <= moment && $0.to.map { moment < $0 } ?? true }
      .reduce(into: [:]) { $0[$1.group.subnetID, default: 0] += $1.counters.ipsUsed }
  }
}
