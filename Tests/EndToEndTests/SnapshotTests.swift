import CapdbRunner
import Capacity
import ClusterSimulator
import Foundation
import History
import Testing

/// Tests and benchmarks that record a simulated cluster's own snapshot leave out servers and wire formats: nothing may
/// be lost or added by that.
struct SnapshotTests {
  @Test func aCollectionLearnsWhatTheSimulatedClustersSnapshotHolds() async throws {
    let begin = Timestamp(seconds: Int64(Date().timeIntervalSince1970) - 100_000)
    let cluster = try SimulatedCluster.article(
      replicas: 50, startingAt: begin, settings: SimulatedCluster.Settings(wording: .withPreemption))
    try await SimulatedEnvironment.with(cluster) { environment in
      for stage in Stage.allCases {
        try environment.server.update { cluster throws(SimulatorError) in try stage.begin(&cluster) }
        #expect(try await environment.capdb("collect").exitCode == 0)
        try expectHistory(environment.database, toHold: environment.server.cluster)
      }
    }
  }

  private func expectHistory(_ path: String, toHold cluster: SimulatedCluster) throws {
    let reader = try HistoryReader(path: path)
    let recorded = try #require(try reader.clusters().first)
    #expect(recorded.identity == cluster.identity)
    let collected = try #require(try reader.state(of: recorded.id, at: nil)).snapshot
    let snapshot = cluster.snapshot()
    expectSame(collected.nodes, snapshot.nodes)
    expectSame(collected.pods, snapshot.pods)
    expectSame(collected.events, snapshot.events)
    #expect(collected.cni == snapshot.cni)
    expectSame(collected.instances, snapshot.instances)
    expectSame(collected.instanceTypes, snapshot.instanceTypes)
    expectSame(collected.networkInterfaces, snapshot.networkInterfaces)
    expectSame(collected.subnets, snapshot.subnets)
    expectSame(collected.vpcs, snapshot.vpcs)
    expectSame(collected.cidrReservations, snapshot.cidrReservations)
  }

  /// The same values in whatever order.
  private func expectSame<Value: Hashable>(
    _ collected: Reading<[Value]>, _ snapshot: Reading<[Value]>, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(collected.value?.count == snapshot.value?.count, sourceLocation: sourceLocation)
    #expect(collected.value.map(Set.init) == snapshot.value.map(Set.init), sourceLocation: sourceLocation)
  }
}

/// What becomes of the cluster from collection to collection.
private enum Stage: CaseIterable {
  case built, filled, rebuilt, delegating

  func begin(_ cluster: inout SimulatedCluster) throws(SimulatorError) {
    switch self {
    case .built: break
    case .filled: try fill(&cluster)
    case .rebuilt: try rebuild(&cluster)
    case .delegating: try delegate(&cluster)
    }
  }

  /// Services take nearly a whole subnet, a job is over, a node is away, another is drained.
  private func fill(_ cluster: inout SimulatedCluster) throws(SimulatorError) {
    cluster.apply(
      SimulatedWorkload(
        .job(runsFor: 30, keptFor: 3600), name: "batch", replicas: 3,
        requests: PodRequests(cpuMillicores: 250, memoryBytes: 48 << 20)))
    try cluster.addInterface(
      subnetID: cluster.subnets[0].id, interfaceType: "lambda", description: "AWS Lambda VPC ENI-a", addresses: 190,
      requesterID: "amazon-lambda",
      tags: [Tag(key: "Name", value: "a"), Tag(key: "team", value: "shop"), Tag(key: "eks:cluster-name", value: "b")])
    try cluster.addInterface(subnetID: cluster.subnets[1].id, description: "free", instanceID: nil)
    try cluster.scale(SimulatedCluster.nginxDeployment, to: 30)
    cluster.advance(by: 100)
    try cluster.setReady(false, node: cluster.nodes[1].name)
    try cluster.drainNode(named: cluster.nodes[2].name)
    cluster.advance(by: 10)
  }

  /// A node is gone and has left its interfaces behind; others come whose kubelets promise more than their subnet has.
  private func rebuild(_ cluster: inout SimulatedCluster) throws(SimulatorError) {
    try cluster.removeNode(named: cluster.nodes[2].name, leavingInterfaces: true)
    cluster.setNodeGroup(SimulatedNodeGroup(name: "ng2", instanceType: .m5Large, maxPods: 60, isSpot: true))
    let narrow = try cluster.addSubnet(
      zone: "ap-northeast-2a", cidr: "192.168.9.0/28",
      tags: [Tag(key: "kubernetes.io/role/cni", value: "1"), Tag(key: "team", value: "shop")])
    try cluster.reserve(cidr: "192.168.3.128/25", ofSubnet: cluster.subnets[2].id, forPrefixes: true)
    try cluster.reserve(cidr: "192.168.9.8/30", ofSubnet: narrow, forPrefixes: false)
    try cluster.launchNode(inGroup: "ng2", subnetID: narrow)
    try cluster.scale(SimulatedCluster.nginxDeployment, to: 60)
    cluster.advance(by: 400)
  }

  /// Prefixes are asked for, and pods that found no address for long.
  private func delegate(_ cluster: inout SimulatedCluster) throws(SimulatorError) {
    cluster.configureCNI(["ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": nil], version: "v1.20.0")
    try cluster.launchNode(inGroup: "ng2", subnetID: cluster.subnets[2].id)
    cluster.advance(by: 4000)
  }
}
