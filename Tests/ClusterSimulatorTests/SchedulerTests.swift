import Capacity
import Testing

@testable import ClusterSimulator

@Suite("The scheduler's words")
struct SchedulerTests {
  private func messages(_ cluster: SimulatedCluster) -> Set<String> {
    Set(cluster.pods.compactMap(\.schedulingFailure?.message))
  }

  @Test("name each lacking resource, sorted as text")
  func mixed() throws {
    var cluster = try SimulatedCluster.article(replicas: 42, startingAt: start)
    try cluster.launchNode(inGroup: "ng1", subnetID: cluster.subnets[0].id)
    cluster.apply(SimulatedWorkload(.deployment, name: "big", requests: PodRequests(cpuMillicores: 1925)))
    #expect(messages(cluster) == ["0/4 nodes are available: 3 Too many pods, 4 Insufficient cpu."])
    cluster.apply(SimulatedWorkload(.deployment, name: "big", replicas: 0))
    cluster.apply(SimulatedWorkload(.deployment, name: "wide", requests: PodRequests(memoryBytes: 1 << 42)))
    #expect(messages(cluster) == ["0/4 nodes are available: 3 Too many pods, 4 Insufficient memory."])
  }

  @Test("name a cordoned node and one that is not ready once, by their first obstacle")
  func firstObstacle() throws {
    var cluster = try SimulatedCluster.article(replicas: 42, startingAt: start)
    try cluster.setSchedulable(false, node: cluster.nodes[0].name)
    try cluster.setReady(false, node: cluster.nodes[1].name)
    try cluster.scale(SimulatedCluster.nginxDeployment, to: 43)
    #expect(
      messages(cluster) == [
        "0/3 nodes are available: 1 Too many pods, 1 node(s) had taint {node.kubernetes.io/not-ready: }, that the pod "
          + "didn't tolerate, 1 node(s) were unschedulable."
      ])
  }

  @Test("end with a sentence on preemption in later releases")
  func preemption() throws {
    let cluster = try SimulatedCluster.article(
      replicas: 43, startingAt: start, settings: .init(wording: .withPreemption))
    #expect(
      messages(cluster) == [
        "0/3 nodes are available: 3 Too many pods. preemption: 0/3 nodes are available: "
          + "3 No preemption victims found for incoming pod."
      ])
  }

  @Test("are the same that Capacity reads as missing pod slots")
  func readBack() throws {
    let cluster = try SimulatedCluster.article(replicas: 50, startingAt: start)
    let message = try #require(messages(cluster).first)
    #expect(PendingReason(schedulerMessage: message) == .podSlots)
  }

  @Test("a pod that waited is bound when a slot is free, and its condition says since when")
  func waitingEnds() throws {
    var cluster = try SimulatedCluster.article(replicas: 43, startingAt: start)
    let waiting = try #require(cluster.pods.first { $0.node == nil })
    cluster.advance(by: 600)
    try cluster.launchNode(inGroup: "ng1", subnetID: cluster.subnets[2].id)
    let bound = try #require(cluster.pod(waiting.uid))
    #expect(bound.scheduledAt == cluster.now)
    #expect(bound.schedulingFailure == nil)
    cluster.advance(by: 5)
    #expect(cluster.pod(waiting.uid)?.phase == .running)
  }
}

@Suite("Events")
struct EventTests {
  @Test("of the scheduler are folded into a series that lags behind")
  func series() throws {
    var cluster = try SimulatedCluster.article(replicas: 43, startingAt: start)
    func series() -> [(count: Int64?, last: Timestamp?)] {
      cluster.events.filter { $0.reason == "FailedScheduling" }.compactMap { event in
        guard case .series(_, _, _, let count, let last) = event.writer else { return nil }
        return (count, last)
      }
    }
    #expect(series().map(\.count) == [nil])
    // The first failure wrote the pod's condition, so the second is about another version of the pod.
    cluster.advance(to: start + 310)
    #expect(series().map(\.count) == [nil, nil])
    cluster.advance(to: start + 610)
    #expect(series().compactMap(\.count) == [2])
    cluster.advance(to: start + 1210)
    #expect(series().compactMap(\.count) == [2])
    cluster.advance(to: start + 2710)
    // Written again 1,800 s after the last time: by then it happened at 300, 600, … 2,400 s.
    #expect(series().compactMap(\.count) == [8])
    #expect(series().compactMap(\.last) == [start + 2400])
  }

  @Test("of the kubelet are counted one by one until they are combined")
  func combined() throws {
    var cluster = try bareCluster(type: .t3Medium, cidrs: ["10.0.1.0/28"])
    cluster.apply(SimulatedWorkload(.deployment, name: "web", replicas: 6))
    cluster.advance(by: 600)
    let events = cluster.events.filter { $0.reason == "FailedCreatePodSandBox" }
    let combined = events.filter { $0.message.hasPrefix("(combined from similar events): ") }
    #expect(events.count == 10)
    #expect(combined.count == 1)
    guard case .core(let component, let host, let count, let first, let last) = try #require(combined.first).writer
    else { throw CancellationError() }
    #expect(component == "kubelet")
    #expect(host == cluster.nodes[0].name)
    #expect(count > 10)
    #expect(last - first == (count - 1) * 15)
  }

  @Test("are forgotten an hour after their last write")
  func lifetime() throws {
    var cluster = try SimulatedCluster.article(startingAt: start)
    #expect(!cluster.events.isEmpty)
    cluster.advance(to: start + 3599)
    #expect(!cluster.events.isEmpty)
    cluster.advance(to: start + 3700)
    #expect(cluster.events.isEmpty)
    #expect(cluster.eventsByUID.count == cluster.events.count || cluster.now - start < 4200)
  }
}
