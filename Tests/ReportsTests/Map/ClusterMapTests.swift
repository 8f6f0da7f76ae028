import Capacity
import Testing

@testable import Reports

@Suite("Maps of a moment")
struct ClusterMapTests {
  private func map(_ snapshot: Snapshot, spells: [PendingSpell] = []) -> ClusterMap {
    ClusterMap(of: recorded(snapshot), spells: spells)
  }

  private func cells(_ snapshot: Snapshot) -> [SlotUse] { map(snapshot).nodes?.first?.cells ?? [] }

  @Test("the article's nodes are full: 17 cells each, two of them on the host network, and 8 pods have no node")
  func article() throws {
    let map = ClusterMap(of: ArticleCluster.state, spells: ArticleCluster.spells)
    let nodes = try #require(map.nodes)
    #expect(nodes.count == 3)
    for node in nodes {
      #expect(node.cells == Array(repeating: .hostNetwork, count: 2) + Array(repeating: .running, count: 15))
      #expect(node.hasNoRoom && node.freeSlots == 0 && node.effectiveFree == 0)
      let interfaces = try #require(node.interfaces)
      #expect(interfaces.map(\.used) == [5, 5, 5] && interfaces.map(\.warm) == [0, 0, 0])
      #expect(interfaces.map(\.assigned) == [6, 6, 6] && interfaces.map(\.deviceIndex) == [0, 1, 2])
    }
    let waiting = try #require(map.waiting)
    #expect(waiting.count == 8)
    #expect(waiting.allSatisfy { $0.reason == .podSlots && $0.message == ArticleCluster.tooManyPods })
    #expect(map.slotsUsed == 51 && map.slotsAllocatable == 51 && map.effectiveFree == 0)
  }

  @Test("at 2 replicas every node has free cells, each with an address")
  func articleAtTwo() throws {
    let map = ClusterMap(of: ArticleCluster.state(replicas: 2), spells: [])
    let nodes = try #require(map.nodes)
    #expect(nodes.map { $0.cells.count } == [17, 17, 17])
    let free = nodes.map { $0.cells.count { $0 == .free } }
    #expect(free.reduce(0, +) == 51 - 11 && nodes.allSatisfy { !$0.cells.contains(.freeWithoutAddress) })
    #expect(map.waiting?.isEmpty == true && map.slotsUsed == 11)
  }

  @Test("a slot for which the node gets no address is free without an address")
  func freeWithoutAddress() {
    // A primary interface with five warm addresses on an instance that takes no more, in a subnet that is used up.
    let snapshot = snapshot(
      node: node(pods: 10), pods: pods(holding: ["10.0.0.11", "10.0.0.12"]),
      interfaces: [eni(0, addresses(10, 6))], subnets: [subnet(free: 0)])
    #expect(
      cells(snapshot) == [.running, .running] + Array(repeating: .free, count: 3)
        + Array(repeating: .freeWithoutAddress, count: 5))
  }

  @Test("pods that start and pods that terminate have cells of their own, finished ones have none")
  func phases() {
    var terminating = pod(1, ip: "10.0.0.11")
    terminating.isTerminating = true
    var agent = pod(5, ip: "10.0.0.10", hostNetwork: true)
    agent.isTerminating = false
    let snapshot = snapshot(
      node: node(pods: 5),
      pods: [
        terminating, pod(2, phase: .pending), pod(3, ip: "10.0.0.12", phase: .succeeded), agent,
        pod(6, phase: .unknown),
      ],
      interfaces: [eni(0, addresses(10, 6))])
    #expect(cells(snapshot) == [.hostNetwork, .starting, .finishing, .unknown, .free])
  }

  @Test("a node with more pods than slots has a cell for each pod")
  func moreThanSlots() {
    let snapshot = snapshot(
      node: node(pods: 2), pods: pods(holding: addresses(11, 4)), interfaces: [eni(0, addresses(10, 6))])
    #expect(cells(snapshot) == Array(repeating: .running, count: 4))
  }

  @Test("unknown pods leave the use of slots, addresses and waits unknown, never free")
  func unknownPods() {
    var snapshot = snapshot(node: node(pods: 4), interfaces: [eni(0, addresses(10, 6))])
    snapshot.pods = .unknown(.failed, error: "timeout")
    let map = map(snapshot)
    #expect(map.nodes?.first?.cells == Array(repeating: .unknown, count: 4))
    #expect(map.nodes?.first?.interfaces?.first?.used == nil && map.nodes?.first?.interfaces?.first?.warm == nil)
    #expect(map.waiting == nil && map.slotsUsed == nil && map.unknownSources == [.pods])
  }

  @Test("without EC2 it is unknown whether free slots get addresses")
  func unknownInterfaces() {
    var snapshot = snapshot(node: node(pods: 3), pods: [pod(1, ip: "10.0.0.11")], interfaces: [])
    snapshot.networkInterfaces = .unknown(.denied, error: "no")
    #expect(cells(snapshot) == [.running, .freeAddressUnknown, .freeAddressUnknown])
    #expect(map(snapshot).nodes?.first?.interfaces == nil)
  }

  @Test("a pod without the scheduler's words waits for what its spell says, one without both for nothing known")
  func reasons() throws {
    let spell = PendingSpell(
      namespace: "default", pod: "pod-2", workload: "", reason: .cpu, message: "no nodes match",
      pendingSince: noon + -60,
      scheduledAt: nil, endedAt: nil)
    let snapshot = snapshot(
      pods: [pod(2, on: nil, phase: .pending), pod(3, on: nil, phase: .pending)], interfaces: [])
    let waiting = try #require(map(snapshot, spells: [spell]).waiting)
    #expect(waiting.map(\.reason) == [.cpu, nil] && waiting.map(\.message) == ["no nodes match", ""])
  }

  @Test("groups are by name, nameless ones last, nodes without room first")
  func groups() {
    func mapped(_ name: String, zone: String?, free: Int?) -> MappedNode {
      MappedNode(
        uid: UID(opaque: name), cluster: "c", name: name, instanceType: nil, zone: zone, nodeGroup: nil, isReady: true,
        isSchedulable: true, slots: 9, pods: [], effectiveFree: free, bindingLimit: nil, interfaces: nil)
    }
    let nodes = [
      mapped("a", zone: "z2", free: 4), mapped("b", zone: "z2", free: 0), mapped("c", zone: nil, free: 1),
      mapped("d", zone: "z1", free: nil), mapped("e", zone: "z2", free: nil), mapped("f", zone: "z2", free: 4),
    ]
    let groups = MapGrouping.zone.groups(of: nodes)
    #expect(groups.map(\.name) == ["z1", "z2", nil])
    #expect(groups.map { $0.nodes.map(\.name) } == [["d"], ["b", "a", "f", "e"], ["c"]])
  }
}
