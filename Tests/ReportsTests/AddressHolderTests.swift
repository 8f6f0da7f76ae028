import Capacity
import Testing

@testable import Reports

@Suite("Who held an address: report pods --ip")
struct AddressHolderTests {
  private func report(_ address: String, at moment: Timestamp? = noon, of state: RecordedState) throws -> Report {
    let request = ReportRequest(at: moment, now: noon + 3600, address: try IPAddress(option: address))
    return try Topic.pods.report(request, from: FakeHistory(state))
  }

  @Test("the pod that held it is the only row")
  func holder() throws {
    let report = try report("192.168.2.77", of: ArticleCluster.state)
    #expect(report.table.rowCount == 1 && report.notices.isEmpty)
    #expect(report.table.cells(ofRow: 0)[7] == .text("192.168.2.77"))
  }

  @Test("all pods on the host network held their node's")
  func hostNetwork() throws {
    #expect(try report("192.168.1.111", of: ArticleCluster.state).table.rowCount == 2)
  }

  @Test("nobody held an address that an ENI has")
  func warm() throws {
    let report = try report("192.168.1.75", of: ArticleCluster.state(replicas: 2))
    #expect(report.table.rowCount == 0)
    #expect(
      report.notices == [
        "myeks: no pod had 192.168.1.75 at 2026-11-23T04:40:00Z; it was an address of eni-10 of node "
          + "ip-192-168-1-111.ap-northeast-2.compute.internal that no pod of the cluster used"
      ])
  }

  @Test("nobody held an address that nothing has")
  func free() throws {
    let report = try report("192.168.3.104", of: ArticleCluster.state)
    #expect(
      report.notices == [
        "myeks: no pod had 192.168.3.104 at 2026-11-23T04:40:00Z; no ENI of the VPC had it either"
      ])
  }

  @Test("between collections it says which one saw it")
  func between() throws {
    let report = try report("192.168.2.77", at: noon + 120, of: ArticleCluster.state)
    #expect(
      report.notices == [
        "myeks: this is what the collection of 2026-11-23T04:40:00Z saw; there is no later one"
      ])
  }

  @Test("unknown pods are not nobody")
  func unknown() throws {
    var state = ArticleCluster.state
    state.snapshot.pods = .unknown(.failed, error: "timeout")
    let report = try report("192.168.2.77", of: state)
    #expect(
      report.notices.contains("myeks: which pod had 192.168.2.77 at 2026-11-23T04:40:00Z is unknown: the pods are"))
  }

  @Test("a finished pod that still shows it has released it")
  func finished() throws {
    var state = ArticleCluster.state
    var done = pod(9000, ip: "192.168.3.104", phase: .succeeded)
    done.node = ArticleCluster.nodes[0].name
    state.snapshot.pods = .known((state.snapshot.pods.value ?? []) + [done])
    let report = try report("192.168.3.104", of: state)
    #expect(report.table.rowCount == 0)
    #expect(
      report.notices.last
        == "myeks: finished pods still show it and have released it: default/pod-9000")
  }

  @Test("other topics and other texts are refused")
  func refused() throws {
    #expect(throws: ReportError.badAddress("192.168.3.1042")) { try IPAddress(option: "192.168.3.1042") }
    let request = ReportRequest(now: noon, address: IPAddress("10.0.0.1"))
    #expect(throws: ReportError.unfitOption("--ip", topic: "nodes", instead: "it with the report 'pods'")) {
      try Topic.nodes.check(request)
    }
  }
}
