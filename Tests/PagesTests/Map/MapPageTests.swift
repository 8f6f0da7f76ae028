import Capacity
import Foundation
import Pages
import Reports
import Testing

@Suite("The page of a map")
struct MapPageTests {
  private static let now = Timestamp(seconds: 1_795_408_800)

  /// A history of one state, which is all that a page needs.
  private struct History: HistoryReading {
    let state: RecordedState

    func clusters() -> [RecordedCluster] { [state.cluster] }
    func state(of cluster: RecordedCluster.ID, at moment: Timestamp?) -> RecordedState? { state }
    func collections(of id: RecordedCluster.ID, in span: Range<Timestamp>, limit: Int?) -> [RecordedCollection] { [] }
    func pendingSpells(of id: RecordedCluster.ID, in span: Range<Timestamp>) -> [PendingSpell] { [] }
    func nodeHistory(of id: RecordedCluster.ID, in span: Range<Timestamp>) -> [FactInterval<Node>] { [] }
    func cniHistory(of id: RecordedCluster.ID, in span: Range<Timestamp>) -> [FactInterval<CNISettings>] { [] }
    func slotTrend(
      of id: RecordedCluster.ID, by grouping: SlotGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
    ) -> Trend<String, SlotCounters> { Trend(bucketSeconds: bucketSeconds, buckets: [], intervals: []) }
    func subnetTrend(
      of id: RecordedCluster.ID, by grouping: SubnetGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
    ) -> Trend<SubnetGroup, SubnetCounters> { Trend(bucketSeconds: bucketSeconds, buckets: [], intervals: []) }
    func ownerTrend(
      of id: RecordedCluster.ID, in span: Range<Timestamp>, bucketSeconds: Int64
    ) -> Trend<AddressOwner, OwnerCounters> { Trend(bucketSeconds: bucketSeconds, buckets: [], intervals: []) }
    func replay(
      _ cluster: RecordedCluster.ID, in span: Range<Timestamp>, stepSeconds: Int64,
      _ body: (RecordedState) throws -> Void
    ) throws {
      if span.contains(state.observedAt) { try body(state) }
    }
  }

  private func page(_ pods: [Pod], cluster name: String = "myeks", slots: Int64 = 25) throws -> String {
    let nodes = ["n1.example", "n2.example"].map {
      Node(uid: UID(opaque: $0), name: $0, zone: name, allocatable: Allocatable(pods: slots))
    }
    let cluster = RecordedCluster(
      id: 1, identity: ClusterIdentity(name: name), firstCollectedAt: Self.now, lastCollectedAt: Self.now)
    let state = RecordedState(
      cluster: cluster, observedAt: Self.now, snapshot: Snapshot(nodes: .known(nodes), pods: .known(pods)),
      knownAt: [:])
    let changes = try MapChanges(ReportRequest(now: Self.now), from: History(state: state))
    return String(decoding: MapPage(changes).page().document(), as: UTF8.self)
  }

  private func pod(_ number: Int, _ name: String = "web", on node: String? = "n1.example") -> Pod {
    Pod(
      uid: UID(high: 0, low: UInt64(number)), namespace: "default", name: name, node: node,
      phase: node == nil ? .pending : .running,
      schedulingFailure: node == nil ? SchedulingFailure(since: nil, apiReason: "Unschedulable", message: name) : nil)
  }

  @Test("draws a line for each run of cells, a new one every twenty cells")
  func runs() throws {
    let page = try page((0..<22).map { pod($0) })
    #expect(page.contains("<path class=\"u1\" d=\"M0 4h198M0 14h18\"/>"))
    #expect(page.contains("<path class=\"u6\" d=\"M20 14h28\"/>"))
    #expect(page.contains("n1.example: 22 of 25 slots used, room unknown; 22 running, 3 free, address unknown; 0 ENIs"))
  }

  @Test("shows short names where they tell the nodes apart")
  func names() throws {
    #expect(try page([]).contains("<span class=\"node-name\">n1</span>"))
  }

  @Test("hostile names stay text in the markup and in the data")
  func hostile() throws {
    let name = "</script><script>alert(1)</script>\u{202E}"
    let page = try page([pod(1, name), pod(2, name, on: nil)], cluster: name)
    let scripts = page.components(separatedBy: "<script").count - 1
    let plain = try self.page([pod(1), pod(2, on: nil)]).components(separatedBy: "<script").count - 1
    #expect(scripts == plain && !page.contains("<script>alert"))
    #expect(page.contains("\\u003c/script>") && page.contains("\\u{202e}"))
  }

  @Test("a span without anything says so")
  func empty() throws {
    let cluster = RecordedCluster(
      id: 1, identity: ClusterIdentity(name: "myeks"), firstCollectedAt: Self.now, lastCollectedAt: Self.now)
    let state = RecordedState(cluster: cluster, observedAt: Self.now, snapshot: Snapshot(), knownAt: [:])
    let changes = try MapChanges(
      ReportRequest(since: Self.now + 60, until: Self.now + 120, now: Self.now), from: History(state: state))
    let page = String(decoding: MapPage(changes).page().document(), as: UTF8.self)
    #expect(page.contains("Nothing was recorded in this span") && !page.contains("map-data"))
  }

  @Test("nodes that were unknown throughout leave a map without boxes that says what is unknown")
  func unknownNodes() throws {
    let cluster = RecordedCluster(
      id: 1, identity: ClusterIdentity(name: "myeks"), firstCollectedAt: Self.now, lastCollectedAt: Self.now)
    let state = RecordedState(
      cluster: cluster, observedAt: Self.now,
      snapshot: Snapshot(nodes: .unknown(.failed, error: "x"), pods: .unknown(.failed, error: "x")), knownAt: [:])
    let changes = try MapChanges(ReportRequest(now: Self.now), from: History(state: state))
    let page = String(decoding: MapPage(changes).page().document(), as: UTF8.self)
    #expect(page.contains("unknown: nodes, pods"))
  }
}
