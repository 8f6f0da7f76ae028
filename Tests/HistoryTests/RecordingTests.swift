import HistoryFixture
import Capacity
import Database
import RandomHistory
import Testing

@testable import History

struct RecordingTests {
  @Test("a second run against an unchanged cluster writes one collection row and nothing else")
  func unchangedCluster() throws {
    let fixture = try Fixture()
    let first = try fixture.record(Fixture.full, at: 0, instanceTypesAskedAt: Fixture.start)
    #expect(first.changes > 10)
    let before = try fixture.rowCounts()
    let outcome = try fixture.record(Fixture.full, at: 300)
    var expected = before
    expected["collection"] = 2
    #expect(try fixture.rowCounts() == expected)
    #expect(outcome.changes == 0)
    #expect(outcome.number == 2)
    let changed: Int? = try fixture.value("SELECT max(collection) FROM pod_state")
    #expect(changed == 1)
    let known = try fixture.store.known(clusterNamed: "c1")
    #expect(known.instanceTypes.map(\.name) == ["t3.medium"])
    #expect(known.instanceTypesAskedAt == Fixture.start)
    #expect(known.instanceIDs == ["i-1"])
    #expect(known.vpcIDs == ["vpc-1"])
  }

  @Test("every closed and every opened row carries the collection that changed it")
  func rowsCarryTheirCollection() throws {
    let fixture = try Fixture()
    try fixture.record(Snapshot(pods: .known([Fixture.pod(1), Fixture.pod(2)])), at: 0)
    try fixture.record(Snapshot(pods: .known([Fixture.pod(1, phase: .failed)])), at: 60)
    let rows: String? = try fixture.value(
      """
      SELECT group_concat(pod_key || ':' || (valid_from - 1800000000) || '-' || min(valid_to - 1800000000, 999)
        || '@' || collection, ' ') FROM pod_state
      """)
    #expect(rows == "1:0-60@2 2:0-60@2 1:60-999@2")
  }

  @Test("a source that fails leaves its intervals open and is unknown for that span")
  func failedSource() throws {
    let fixture = try Fixture()
    try fixture.record(Fixture.full, at: 0)
    var failing = Fixture.full
    failing.networkInterfaces = .unknown(.denied, error: "UnauthorizedOperation")
    let outcome = try fixture.record(failing, at: 60)
    #expect(outcome.changes == 0)
    let reader = try fixture.reader()
    let then = try #require(try reader.state(of: 1, at: Fixture.start + 60))
    #expect(then.snapshot.networkInterfaces == .unknown(.denied, error: "UnauthorizedOperation"))
    #expect(then.knownAt[.networkInterfaces] == Fixture.start)
    let latest = try #require(try reader.state(of: 1, at: nil))
    #expect(latest.snapshot.networkInterfaces == Fixture.full.networkInterfaces)
    #expect(latest.networkInterfacesSeen["eni-1"] == SeenSpan(first: Fixture.start, last: Fixture.start))
    let log = try reader.collections(of: 1, in: Fixture.start..<Fixture.start + 100, limit: nil)
    #expect(log.map(\.error) == [nil, "network-interfaces: UnauthorizedOperation"])
    #expect(log[0].counts == [.nodes: 1, .pods: 2, .events: 1, .networkInterfaces: 1, .subnets: 1])
    #expect(log[1].counts[.networkInterfaces] == nil)
  }

  @Test("a failed attempt leaves a row, also for a cluster that was never seen")
  func failedAttempt() throws {
    let fixture = try Fixture()
    let identity = ClusterIdentity(name: "gone")
    let outcome = try fixture.store.recordFailure(
      of: identity, run: Fixture.run(at: 0, failure: "no route to host"), notAsked: Set(Source.ec2))
    #expect(outcome.number == 1)
    let reader = try fixture.reader()
    let cluster = try #require(try reader.clusters().first)
    #expect(cluster.identity == identity)
    #expect(cluster.lastCollectedAt == nil)
    let log = try reader.collections(of: cluster.id, in: Fixture.start..<Fixture.start + 1, limit: 1)
    #expect(log.map(\.error) == ["no route to host"])
    #expect(log.map(\.status) == [.failed])
    #expect(log[0].sources[.pods] == .failed)
    #expect(log[0].sources[.subnets] == .notAsked)
  }

  @Test("a clock that steps back makes no history run backwards")
  func clockStepsBack() throws {
    let fixture = try Fixture()
    try fixture.record(Snapshot(pods: .known([Fixture.pod(1)])), at: 1000)
    let outcome = try fixture.record(Snapshot(pods: .known([])), at: 400)
    #expect(outcome.observedAt == Fixture.start + 1001)
    #expect(outcome.clockSteppedBackBy == 600)
    let sameSecond = try fixture.record(Snapshot(pods: .known([])), at: 1001)
    #expect(sameSecond.observedAt == Fixture.start + 1002)
    #expect(sameSecond.clockSteppedBackBy == 0)
  }

  @Test("of two pods with one UID in a list the last one counts")
  func duplicateInOneList() throws {
    let fixture = try Fixture()
    let pods = [Fixture.pod(1, phase: .pending), Fixture.pod(2), Fixture.pod(1, phase: .running)]
    try fixture.record(Snapshot(pods: .known(pods)), at: 0)
    let state = try #require(try fixture.reader().state(of: 1, at: nil))
    #expect(state.snapshot.pods.value?.map(\.phase) == [.running, .running])
    let count: Int? = try fixture.value("SELECT pods_count FROM collection")
    #expect(count == 2)
  }

  @Test("new requests of a running pod give it a new identity row and keep its first sighting")
  func identityChanges() throws {
    let fixture = try Fixture()
    try fixture.record(Snapshot(pods: .known([Fixture.pod(1)])), at: 0)
    var resized = Fixture.pod(1)
    resized.requests.cpuMillicores = 500
    try fixture.record(Snapshot(pods: .known([resized])), at: 60)
    let identities: Int? = try fixture.value("SELECT count(*) FROM pod")
    #expect(identities == 2)
    let state = try #require(try fixture.reader().state(of: 1, at: nil))
    #expect(state.snapshot.pods == .known([resized]))
    #expect(state.podsSeen[resized.uid] == SeenSpan(first: Fixture.start, last: Fixture.start + 60))
  }

  @Test("a dry run counts what would change, writes nothing, and makes no file")
  func preview() throws {
    let fixture = try Fixture()
    try fixture.record(Snapshot(pods: .known([Fixture.pod(1), Fixture.pod(2)])), at: 0)
    let before = try fixture.rowCounts()
    let outcome = try HistoryStore.preview(
      Snapshot(pods: .known([Fixture.pod(2), Fixture.pod(3)])), of: ClusterIdentity(name: "c1"),
      run: Fixture.run(at: 60), in: fixture.path)
    #expect(outcome.changesByTable == [TableChanges(table: "pod_state", opened: 1, closed: 1)])
    #expect(try fixture.rowCounts() == before)
    let missing = fixture.directory.file("none/capdb.db")
    let first = try HistoryStore.preview(
      Fixture.full, of: ClusterIdentity(name: "c1"), run: Fixture.run(at: 0), in: missing)
    #expect(first.changes > 10)
    #expect(!SQLiteFile.exists(fixture.directory.file("none")))
  }
}
