import Testing

@testable import Capacity

/// What a state counts for the trends.
@Suite("The counts of a state")
struct CapacitySampleTests {
  /// Two nodes of one subnet, each with its primary ENI full of five pods of its own.
  private func twoNodes(free: Int, pods slots: Int64 = 17) -> Snapshot {
    let first = node("n1", instance: "i-1", pods: slots)
    let second = node("n2", instance: "i-2", pods: slots)
    var both = snapshot(
      node: first, pods: pods(holding: addresses(11, 5)),
      interfaces: [eni(0, addresses(10, 6)), eni(0, addresses(20, 6), instance: "i-2")],
      subnets: [subnet(free: free)])
    both.nodes = .known([first, second])
    both.pods = .known(
      pods(holding: addresses(11, 5))
        + addresses(21, 5).enumerated().map { pod(50 + $0.offset, on: "n2", ip: $0.element) })
    both.instances = .known(
      ["i-1", "i-2"].map { Instance(id: $0, instanceType: "t3.medium", vpcID: "vpc-1", subnetID: "subnet-1") })
    return both
  }

  private func sample(_ snapshot: Snapshot, podsPending: Int64 = 0) -> CapacitySample {
    CapacitySample(of: recorded(snapshot), podsPending: podsPending)
  }

  @Test(
    "nodes that share a subnet get its last addresses once",
    arguments: [(free: 100, together: 20), (12, 10), (7, 5), (2, 1), (1, 0), (0, 0)])
  func sharedAddresses(free: Int, together: Int64) {
    let slots = sample(twoNodes(free: free)).slots
    // 12 addresses are two ENIs with a primary address each and ten for pods; a single one is a primary address only.
    #expect(slots?[SlotGroup(grouping: .cluster, name: "")]?.effectiveFree == together)
    #expect(slots?[SlotGroup(grouping: .zone, name: "zone-a")]?.effectiveFree == together)
    for name in ["n1", "n2"] {
      let alone = slots?[SlotGroup(grouping: .node, name: name)]?.effectiveFree
      #expect(alone.map { $0 >= together / 2 && $0 <= 12 } == true)
    }
  }

  @Test("slots bind before addresses do")
  func slotsBind() {
    let group = sample(twoNodes(free: 100, pods: 8), podsPending: 3).slots?[SlotGroup(grouping: .cluster, name: "")]
    #expect(
      group
        == SlotCounters(
          nodes: 2, slotsAllocatable: 16, slotsUsed: 10, slotsFree: 6, nodesFull: 0, podsPending: 3, effectiveFree: 6))
  }

  @Test("what is unknown stays unknown, and only that")
  func unknownSources() {
    var withoutInterfaces = twoNodes(free: 100)
    withoutInterfaces.networkInterfaces = .unknown(.failed, error: "denied")
    let counted = sample(withoutInterfaces)
    let cluster = counted.slots?[SlotGroup(grouping: .cluster, name: "")]
    #expect(cluster?.slotsUsed == 10 && cluster?.effectiveFree == nil)
    let subnet = counted.subnets?[SubnetGroupKey(grouping: .subnet, name: "subnet-1")]
    #expect(subnet == SubnetCounters(ipsTotal: 251, ipsAvailable: 100))
    #expect(counted.owners == nil)

    var withoutPods = twoNodes(free: 100)
    withoutPods.pods = .unknown(.failed, error: "timeout")
    #expect(sample(withoutPods).slots == nil && sample(withoutPods).owners == nil)
    #expect(sample(withoutPods).subnets != nil)
  }

  @Test("the addresses of a subnet are pods', nodes', warm and others'")
  func subnetCounters() {
    var shared = twoNodes(free: 230)
    let balancer = NetworkInterface(
      id: "eni-lb", vpcID: "vpc-1", subnetID: "subnet-1", interfaceType: "network_load_balancer",
      description: "ELB net/front/0123456789abcdef", isRequesterManaged: true,
      ipv4Addresses: addresses(200, 1).map(address))
    shared.networkInterfaces = .known((shared.networkInterfaces.value ?? []) + [balancer, eni(1, addresses(40, 6))])
    let counted = sample(shared)
    #expect(
      counted.subnets?[SubnetGroupKey(grouping: .zone, name: "zone-a")]
        == SubnetCounters(
          ipsTotal: 251, ipsAvailable: 230, usedByPods: 10, usedByNodes: 3, warm: 5, usedByOthers: 3, freePrefixes: 11))
    // Of the 21 addresses that EC2 counts as used, 19 are on interfaces that were listed.
    let byKind = Dictionary(grouping: counted.owners ?? [:], by: \.key.kind)
      .mapValues { $0.reduce(0) { $0 + $1.value.ipsUsed } }
    #expect(byKind == [.pod: 10, .node: 3, .warm: 5, .loadBalancer: 1])
  }
}
