import Capacity
import Testing

@testable import ClusterSimulator

@Suite("The article's cluster")
struct ArticleTests {
  @Test(
    "runs as many nginx pods as 51 slots leave after 9 system pods",
    arguments: [
      (replicas: 2, running: 2, slots: [4, 4, 3]), (replicas: 8, running: 8, slots: [6, 6, 5]),
      (replicas: 15, running: 15, slots: [8, 8, 8]), (replicas: 30, running: 30, slots: [13, 13, 13]),
      (replicas: 42, running: 42, slots: [17, 17, 17]), (replicas: 50, running: 42, slots: [17, 17, 17]),
    ])
  func slots(replicas: Int, running: Int, slots: [Int64]) throws {
    var cluster = try SimulatedCluster.article(startingAt: start)
    try cluster.scale(SimulatedCluster.nginxDeployment, to: replicas)
    cluster.advance(by: 60)

    let nginx = cluster.pods.filter { $0.workload == SimulatedCluster.nginxDeployment }
    #expect(nginx.count { $0.phase == .running } == running)
    #expect(nginx.count { $0.phase == .pending } == replicas - running)
    #expect(cluster.pods.count == replicas + 9)
    #expect(cluster.nodes.map(\.slotsUsed).sorted(by: >) == slots)
    checkInvariants(cluster)
  }

  @Test("reports eight waiting pods in the scheduler's words, on the pod and in an event")
  func words() throws {
    let cluster = try SimulatedCluster.article(replicas: 50, startingAt: start)
    let waiting = cluster.pods.filter { $0.node == nil }
    #expect(waiting.count == 8)
    #expect(waiting.allSatisfy { $0.schedulingFailure?.message == "0/3 nodes are available: 3 Too many pods." })
    #expect(waiting.allSatisfy { $0.schedulingFailure?.since == start })
    let events = cluster.events.filter { $0.reason == "FailedScheduling" }
    #expect(Set(events.compactMap(\.involved.uid)) == Set(waiting.map(\.uid)))
  }

  @Test("has the nodes, addresses and Allocatable values of the recorded cluster")
  func nodes() throws {
    let cluster = try SimulatedCluster.article(startingAt: start)
    #expect(cluster.nodes.map(\.privateIP.description) == ["192.168.1.111", "192.168.2.59", "192.168.3.215"])
    #expect(cluster.nodes[1].name == "ip-192-168-2-59.ap-northeast-2.compute.internal")
    #expect(cluster.nodes.map(\.zone) == ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"])
    for node in cluster.nodes {
      #expect(
        node.allocatable
          == Allocatable(
            cpuMillicores: 1930, memoryBytes: 3_388_304 * 1024, ephemeralStorageBytes: 27_905_944_324,
            hugepages1GiBytes: 0, hugepages2MiBytes: 0, pods: 17))
    }
  }

  @Test("fills three ENIs of six addresses per node when its slots are full")
  func addresses() throws {
    let cluster = try SimulatedCluster.article(replicas: 50, startingAt: start)
    for node in cluster.census().nodes.values {
      #expect(node.interfaces == 3)
      #expect(node.addressesAssigned == 18)
      #expect(node.podAddresses == 15)
      #expect(node.addressesWarm == 0)
    }
    #expect(cluster.subnets.allSatisfy { $0.availableCount == 251 - 18 })
  }

  @Test("is the same in every run of one seed and another with another")
  func determinism() throws {
    func pods(seed: UInt64) throws -> [String] {
      try SimulatedCluster.article(replicas: 30, startingAt: start, settings: .init(seed: seed)).pods.map {
        "\($0.key) \($0.uid) \($0.node ?? "") \($0.ip?.description ?? "")"
      }
    }
    #expect(try pods(seed: 1) == pods(seed: 1))
    #expect(try pods(seed: 1) != pods(seed: 2))
  }

  @Test("places waiting pods when others go, and gives idle ENIs back")
  func scalingDown() throws {
    var cluster = try SimulatedCluster.article(replicas: 50, startingAt: start)
    try cluster.scale(SimulatedCluster.nginxDeployment, to: 44)
    #expect(cluster.pods.count { $0.node == nil } == 2)
    try cluster.scale(SimulatedCluster.nginxDeployment, to: 2)
    cluster.advance(by: 300)
    #expect(cluster.pods.count == 11)
    #expect(cluster.census().nodes.values.allSatisfy { $0.interfaces == ($0.podAddresses == 0 ? 1 : 2) })
    checkInvariants(cluster)
  }
}
