import HistoryFixture
import Capacity
import Testing

@testable import History

struct ClusterIdentityTests {
  private let fixture: Fixture
  private let one = UID(high: 1, low: 1)
  private let two = UID(high: 2, low: 2)

  init() throws {
    fixture = try Fixture()
  }

  private func collect(_ identity: ClusterIdentity, at seconds: Int64) throws {
    try fixture.record(Snapshot(pods: .known([Fixture.pod(1)])), at: seconds, of: identity)
  }

  private func clusters() throws -> [RecordedCluster] { try fixture.reader().clusters() }

  @Test("a cluster recorded by name adopts its UID when that may be read")
  func adoptsUID() throws {
    try collect(ClusterIdentity(name: "a"), at: 0)
    try collect(ClusterIdentity(name: "a", uid: one, kubernetesVersion: "v1.32.1", region: "eu-west-1"), at: 60)
    try collect(ClusterIdentity(name: "a"), at: 120)
    #expect(
      try clusters().map(\.identity)
        == [ClusterIdentity(name: "a", uid: one, kubernetesVersion: "v1.32.1", region: "eu-west-1")])
  }

  @Test("the same UID under another name is the same cluster, renamed")
  func renames() throws {
    try collect(ClusterIdentity(name: "a", uid: one), at: 0)
    try collect(ClusterIdentity(name: "b", uid: one), at: 60)
    #expect(try clusters().map(\.identity.name) == ["b"])
    #expect(try clusters().map(\.id) == [1])
  }

  @Test("the same name with another UID is a new cluster, and everything of the old one ends")
  func recreated() throws {
    try collect(ClusterIdentity(name: "a", uid: one), at: 0)
    try collect(ClusterIdentity(name: "a", uid: two), at: 60)
    #expect(try clusters().map(\.identity.uid) == [two, one])
    let open: Int? = try fixture.value(
      "SELECT count(*) FROM pod_state WHERE cluster_id = 1 AND valid_to = 253402300799")
    #expect(open == 0)
    let retired = try fixture.reader().collections(of: 1, in: Fixture.start..<Fixture.start + 100, limit: nil)
    #expect(retired.last?.error?.contains("was retired") == true)
    #expect(retired.last?.changes == 1)
    let state = try fixture.reader().state(of: 1, at: Fixture.start)
    #expect(state?.snapshot.pods == .known([Fixture.pod(1)]))
  }

  @Test("two clusters that swap their names keep their own histories")
  func swappedNames() throws {
    try collect(ClusterIdentity(name: "a", uid: one), at: 0)
    try collect(ClusterIdentity(name: "b", uid: two), at: 10)
    try collect(ClusterIdentity(name: "b", uid: one), at: 60)
    try collect(ClusterIdentity(name: "a", uid: two), at: 70)
    #expect(try clusters().map(\.identity.uid) == [two, one])
    #expect(try clusters().map(\.id) == [2, 1])
    let retired: Int? = try fixture.value("SELECT count(*) FROM cluster WHERE retired_at IS NOT NULL")
    #expect(retired == 0)
  }
}
