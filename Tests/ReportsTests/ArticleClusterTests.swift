import Capacity
import Reports
import Testing

@Suite("The article's cluster at 50 replicas")
struct ArticleClusterTests {
  @Test("every node has 17 of 17 slots and all addresses in use, and slots bind")
  func nodes() {
    let rows = NodeRow.rows(of: ArticleCluster.state)
    #expect(rows.count == 3)
    for row in rows {
      #expect(row.allocatable.pods == 17 && row.podsUsed == 17 && row.podsFree == 0)
      #expect(row.maxPodsByInstance == 17 && row.maxPodsExpected == 17)
      #expect(row.enisAttached == 3 && row.enisMax == 3)
      #expect(row.ipsAssigned == 18 && row.ipsMax == 18)
      #expect(row.podIPsUsed == 15 && row.ipsWarm == 0)
      #expect(row.effectiveFree == 0 && row.bindingLimit == .podSlots)
    }
  }

  @Test("42 nginx pods run, 8 wait without a node")
  func pods() {
    let nginx = PodRow.rows(of: ArticleCluster.state).filter { $0.workload == "Deployment/nginx-deployment" }
    #expect(nginx.count { $0.phase == .running && $0.eniID != nil && $0.subnetID != nil } == 42)
    #expect(nginx.count { $0.phase == .pending && $0.node == nil && $0.podIP == nil && $0.eniID == nil } == 8)
  }

  @Test("a pod on the host network shows its node's address and primary interface")
  func hostNetwork() throws {
    let rows = PodRow.rows(of: ArticleCluster.state)
    let row = try #require(rows.first { $0.pod == "aws-node-1" })
    #expect(row.isHostNetwork && row.podIP == IPAddress("192.168.1.111"))
    #expect(row.eniID == "eni-10" && row.subnetID == "subnet-1")
  }

  @Test("each interface counts its own addresses")
  func enis() throws {
    let rows = ENIRow.rows(of: ArticleCluster.state)
    #expect(rows.map(\.eniID).prefix(3) == ["eni-10", "eni-11", "eni-12"])
    #expect(rows.map(\.kind).prefix(3) == [.primary, .secondary, .secondary])
    for row in rows {
      #expect(row.ipsAssigned == 6 && row.podIPsUsed == 5 && row.ipsWarm == 0 && row.prefixesAssigned == 0)
    }
  }

  @Test("the summary names slots, waiting pods and the scarcest subnet")
  func summary() throws {
    let report = try Topic.summary.report(ReportRequest(now: noon), from: ArticleCluster.history)
    let values = Dictionary(uniqueKeysWithValues: zip(report.table.columns.map(\.name), report.table.cells(ofRow: 0)))
    #expect(values["nodes"] == .integer(3) && values["nodes_full"] == .integer(3))
    #expect(values["slots_used"] == .integer(51) && values["slots_allocatable"] == .integer(51))
    #expect(values["effective_free"] == .integer(0))
    #expect(values["pods_pending"] == .integer(8) && values["pending_reasons"] == .text("PodSlots 8"))
    #expect(values["least_free_subnet_id"] == .text("subnet-1"))
    #expect(values["least_free_subnet_available"] == .integer(233))
    #expect(values["status"] == .text("complete"))
    #expect(report.notices.isEmpty)
  }

  @Test("the pending pods carry the scheduler's words and wait up to the latest collection")
  func pending() throws {
    let report = try Topic.pending.report(ReportRequest(now: noon + 600), from: ArticleCluster.history)
    #expect(report.table.rowCount == 8)
    #expect(
      report.table.cells(ofRow: 0) == [
        .text("myeks"), .text("default"), .text("nginx-deployment-5dc7576778-w0"),
        .text("Deployment/nginx-deployment"), .text("PodSlots"), .text(ArticleCluster.tooManyPods),
        .timestamp(noon + -40), .absent, .integer(40), .boolean(true), .absent,
      ])
  }
}
