import Capacity
import Testing

@testable import ClusterSimulator

@Suite("Invariants under random change")
struct InvariantTests {
  @Test("hold after every step, in every CNI mode", arguments: 1...3 as ClosedRange<UInt64>)
  func randomSteps(seed: UInt64) throws {
    let modes: [[String: String?]] = [
      [:], ["WARM_IP_TARGET": "2", "MINIMUM_IP_TARGET": "4"], ["ENABLE_PREFIX_DELEGATION": "true"],
    ]
    var cluster = try bareCluster(
      type: .m5Large, cidrs: ["10.0.1.0/25", "10.0.2.0/26"], nodes: 3, cni: modes[Int(seed) % 3], seed: seed)
    cluster.apply(SimulatedWorkload(.deployment, name: "web", replicas: 20, meanLifetime: 600))
    cluster.apply(
      SimulatedWorkload(
        .deployment, name: "heavy", replicas: 4, requests: PodRequests(cpuMillicores: 300, memoryBytes: 1 << 29)))
    var random = SeededRandom(seed: seed)
    for _ in 0..<80 {
      try change(&cluster, using: &random)
      cluster.advance(by: Int64.random(in: 1...120, using: &random))
      checkInvariants(cluster)
    }
  }

  private func change(_ cluster: inout SimulatedCluster, using random: inout SeededRandom) throws {
    let node = cluster.nodes.randomElement(using: &random)?.name ?? ""
    switch Int.random(in: 0..<10, using: &random) {
    case 0...3: try cluster.scale("default/web", to: Int.random(in: 0...110, using: &random))
    case 4: cluster.apply(SimulatedWorkload(.job(runsFor: 90, keptFor: 200), name: "batch", replicas: 5))
    case 5 where cluster.nodes.count > 1:
      try cluster.removeNode(named: node, leavingInterfaces: Bool.random(using: &random))
    case 6: _ = try? cluster.launchNode(inGroup: "ng1", subnetID: cluster.subnets[0].id)
    case 7:
      try cluster.setSchedulable(false, node: node)
      cluster.advance(by: 30)
      try cluster.setSchedulable(true, node: node)
    case 8: try cluster.setReady(Bool.random(using: &random), node: node)
    default: cluster.configureCNI(["ENABLE_PREFIX_DELEGATION": Bool.random(using: &random) ? "true" : "false"])
    }
  }

  @Test("a copy is a snapshot")
  func valueSemantics() throws {
    var cluster = try SimulatedCluster.article(startingAt: start)
    let copy = cluster
    try cluster.scale(SimulatedCluster.nginxDeployment, to: 30)
    #expect(copy.pods.count == 11)
    #expect(cluster.pods.count == 39)
  }

  @Test("the clock never goes back")
  func clock() throws {
    var cluster = try SimulatedCluster.article(startingAt: start)
    let now = cluster.now
    cluster.advance(to: start)
    #expect(cluster.now == now)
  }
}
