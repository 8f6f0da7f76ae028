import Capacity
import Testing

@testable import Reports

/// A hub that is distributed may have a server out of reach, and others within.
@Suite("A hub with a server out of reach")
struct OutOfReachTests {
  private let server = "hub-2.example.com:5432"

  private func history(_ states: RecordedState...) -> FakeHistory {
    var history = FakeHistory()
    history.all = states.map { FakeHistory.Cluster(cluster: $0.cluster, states: [$0]) }
    history.outOfReach = [server]
    return history
  }

  private func east() -> RecordedState {
    recorded(
      snapshot(node: node("e1", pods: 20), interfaces: [eni(0, addresses(10, 6))]), cluster: cluster("east", id: 1))
  }

  @Test("is reported on as far as it can be read, with a notice in every topic", arguments: Topic.all.map(\.name))
  func notices(topic: String) throws {
    let report = try Topic.named(topic).report(ReportRequest(now: noon), from: history(east()))
    #expect(report.notices.first?.hasPrefix("\(server): cannot be reached") == true)
    let one = try Topic.named(topic).report(ReportRequest(clusters: ["east"], now: noon), from: history(east()))
    #expect(!one.notices.contains { $0.hasPrefix(server) }, "nothing is missing of a cluster that was named")
  }

  @Test("does not say that a cluster is unknown, or that nothing was collected")
  func errors() throws {
    #expect(throws: ReportError.outOfReach("north", servers: [server])) {
      try Topic.nodes.report(ReportRequest(clusters: ["north"], now: noon), from: history(east()))
    }
    let error = #expect(throws: ReportError.outOfReach(nil, servers: [server])) {
      try Topic.nodes.report(ReportRequest(now: noon), from: history())
    }
    #expect(error.map { "\($0)" }?.contains(server) == true && error?.isUsageError == false)
  }

  @Test("is no better than UNKNOWN to a check of all clusters")
  func check() throws {
    let limits = CheckLimits()
    let all = try Check.outcome(of: [], in: history(east()), limits: limits, now: noon)
    #expect(all.details.contains("UNKNOWN - \(server): the server cannot be reached"))
    let one = try Check.outcome(of: ["east"], in: history(east()), limits: limits, now: noon)
    #expect(!one.details.contains { $0.contains(server) })
  }

  @Test("has plans for a cluster that can be read")
  func plan() throws {
    let plan = try ReplicaPlan(
      PlanQuestion(pods: 1, cpu: nil, memory: nil, isHostNetwork: false), request: ReportRequest(now: noon),
      from: history(busyCluster(nodes: 1, free: 4)))
    #expect(plan.summary.notices.first?.hasPrefix(server) == true)
  }
}
