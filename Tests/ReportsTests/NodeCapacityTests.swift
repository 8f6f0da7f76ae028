import Capacity
import Testing

@testable import Reports

@Suite("The capacity of a node")
struct NodeCapacityTests {
  private func row(_ snapshot: Snapshot) throws -> NodeRow {
    try #require(NodeRow.rows(of: recorded(snapshot)).first)
  }

  @Test("warm, free and attachable addresses add up to what the node can still get")
  func growth() throws {
    // One full interface with 2 pods, one with 2 of 5 places filled, one to attach: 3 + 2 + 3 + 5 = 13 addresses.
    let snapshot = snapshot(
      node: node(pods: 110), pods: pods(holding: ["10.0.0.11", "10.0.0.12"]),
      interfaces: [eni(0, addresses(10, 6)), eni(1, addresses(20, 3))])
    let row = try row(snapshot)
    #expect(row.ipsAssigned == 9 && row.podIPsUsed == 2 && row.ipsWarm == 5)
    #expect(row.effectiveFree == 13 && row.bindingLimit == .nodeAddresses)
  }

  @Test("pods on the host network take a slot and no address")
  func hostNetwork() throws {
    let snapshot = snapshot(
      pods: [pod(1, ip: "10.0.0.10", hostNetwork: true), pod(2, ip: "10.0.0.11")],
      interfaces: [eni(0, addresses(10, 6))])
    let row = try row(snapshot)
    #expect(row.podsUsed == 2 && row.podIPsUsed == 1 && row.ipsWarm == 4)
    #expect(row.effectiveFree == 14 && row.bindingLimit == .nodeAddresses)
  }

  @Test("finished pods take neither slot nor address, though they still show one")
  func finished() throws {
    let snapshot = snapshot(
      pods: [
        pod(1, ip: "10.0.0.11", phase: .succeeded), pod(2, ip: "10.0.0.11"), pod(3, ip: "10.0.0.12", phase: .failed),
      ],
      interfaces: [eni(0, addresses(10, 6))])
    let row = try row(snapshot)
    #expect(row.podsUsed == 1 && row.podIPsUsed == 1)
  }

  @Test("a bound pod without an address yet is counted off what is left")
  func awaiting() throws {
    let snapshot = snapshot(
      node: node(pods: 110), pods: [pod(1, phase: .pending), pod(2, phase: .pending)],
      interfaces: [eni(0, addresses(10, 6)), eni(1, addresses(20, 6)), eni(2, addresses(30, 6))])
    #expect(try row(snapshot).effectiveFree == 13)
  }

  @Test("slots, node addresses and subnet tie in this order")
  func ties() {
    #expect(EffectiveFreeSlots(slots: 3, nodeAddresses: 3, subnetAddresses: 3).limit == .podSlots)
    #expect(EffectiveFreeSlots(slots: 4, nodeAddresses: 3, subnetAddresses: 3).limit == .nodeAddresses)
    #expect(EffectiveFreeSlots(slots: 4, nodeAddresses: 4, subnetAddresses: 3).limit == .subnet)
  }

  @Test("an unknown bound leaves the result unknown, unless another one is zero")
  func unknownBounds() {
    #expect(EffectiveFreeSlots(slots: 3, nodeAddresses: nil, subnetAddresses: 3).free == nil)
    #expect(EffectiveFreeSlots(slots: 3, nodeAddresses: nil, subnetAddresses: 3).limit == nil)
    #expect(EffectiveFreeSlots(slots: 0, nodeAddresses: nil, subnetAddresses: nil).free == 0)
    #expect(EffectiveFreeSlots(slots: nil, nodeAddresses: nil, subnetAddresses: 0).limit == .subnet)
  }

  @Test("more pods than slots leave none free, not a negative number")
  func overfull() throws {
    let snapshot = snapshot(
      node: node(pods: 1), pods: pods(holding: ["10.0.0.11", "10.0.0.12"]), interfaces: [eni(0, addresses(10, 6))])
    let row = try row(snapshot)
    #expect(row.podsUsed == 2 && row.podsFree == 0 && row.effectiveFree == 0 && row.bindingLimit == .podSlots)
  }

  @Test("a subnet without addresses leaves only the warm ones")
  func exhausted() throws {
    let snapshot = snapshot(
      pods: pods(holding: ["10.0.0.11"]), interfaces: [eni(0, addresses(10, 6))], subnets: [subnet(free: 0)])
    let row = try row(snapshot)
    #expect(row.effectiveFree == 4 && row.bindingLimit == .subnet)
  }

  @Test(
    "a further interface costs the subnet a primary address that no pod gets",
    arguments: [(free: 1, brought: 0), (free: 2, brought: 1), (free: 6, brought: 5), (free: 8, brought: 6)])
  func primaryAddressOfNewInterface(free: Int, brought: Int) throws {
    // All five places of the first interface are warm; two interfaces can follow.
    let snapshot = snapshot(
      node: node(pods: 110), interfaces: [eni(0, addresses(10, 6))], subnets: [subnet(free: free)])
    let row = try row(snapshot)
    #expect(row.effectiveFree == 5 + brought && row.bindingLimit == .subnet)
  }

  @Test("prefix delegation counts sixteen addresses to a place, and 110 as the expected maximum")
  func prefixes() throws {
    let held = ["10.0.0.32", "10.0.0.47", "10.0.0.48"]
    let snapshot = snapshot(
      node: node(pods: 110), pods: pods(holding: held),
      interfaces: [eni(0, ["10.0.0.10"], prefixes: ["10.0.0.32/28", "10.0.0.48/28"])],
      cni: ["ENABLE_PREFIX_DELEGATION": "true"])
    let row = try row(snapshot)
    #expect(row.ipsAssigned == 33 && row.podIPsUsed == 3 && row.ipsWarm == 29)
    #expect(row.ipsMax == 243 && row.maxPodsExpected == 110 && row.maxPodsByInstance == 17)
    // 14 whole blocks less the two taken: the next interface's primary address fits between used ones.
    // 12 blocks = 192 available of the 200 say so as well; 3 + 5 + 5 places remain, and slots bind first.
    #expect(row.effectiveFree == 107 && row.bindingLimit == .podSlots)
  }

  @Test("a fragmented subnet has no blocks for prefixes while addresses are free")
  func fragmented() throws {
    let blockers = NetworkInterface(
      id: "eni-lb", vpcID: "vpc-1", subnetID: "subnet-1", interfaceType: "network_load_balancer",
      isRequesterManaged: true, ipv4Addresses: (0..<16).map { address("10.0.0.\($0 * 16 + 8)") })
    let snapshot = snapshot(
      node: node(pods: 110), interfaces: [eni(0, ["10.0.0.10"], prefixes: ["10.0.0.32/28"]), blockers],
      subnets: [subnet(free: 200)], cni: ["ENABLE_PREFIX_DELEGATION": "true"])
    let row = try row(snapshot)
    #expect(row.effectiveFree == 16 && row.bindingLimit == .subnet)
  }

  @Test("custom networking takes no pods on the primary interface and grows in the pods' subnet")
  func customNetworking() throws {
    let snapshot = snapshot(
      pods: pods(holding: ["10.0.1.11"]),
      interfaces: [eni(0, ["10.0.0.10"]), eni(1, (10..<16).map { "10.0.1.\($0)" }, subnet: "subnet-2")],
      subnets: [subnet(free: 0), subnet("subnet-2", free: 4, cidr: "10.0.1.0/24")],
      cni: ["AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true"])
    let row = try row(snapshot)
    #expect(row.maxPodsExpected == 12 && row.podIPsUsed == 1 && row.ipsWarm == 4)
    // 4 warm ones, and of the 4 left in the pods' subnet one is the next interface's primary.
    #expect(row.effectiveFree == 7 && row.bindingLimit == .subnet)
  }

  @Test("custom networking before its first interface has an unknown subnet")
  func customNetworkingUnknownSubnet() throws {
    let snapshot = snapshot(
      interfaces: [eni(0, ["10.0.0.10"])], cni: ["AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true"])
    #expect(try row(snapshot).effectiveFree == nil)
  }

  @Test("a trunk interface takes a place and carries no pods")
  func trunk() throws {
    let snapshot = snapshot(
      node: node(pods: 110, hasTrunkENI: true),
      interfaces: [
        eni(0, addresses(10, 6)), eni(1, addresses(20, 1), type: "trunk"), eni(2, addresses(30, 6)),
        eni(9, addresses(40, 1), type: "branch"),
      ], cni: ["ENABLE_POD_ENI": "true"])
    let row = try row(snapshot)
    #expect(row.enisAttached == 3 && row.maxPodsExpected == 12 && row.ipsAssigned == 13)
    #expect(row.effectiveFree == 10 && row.bindingLimit == .nodeAddresses)
  }

  @Test("a trunk that is to come keeps its place")
  func trunkToCome() throws {
    let snapshot = snapshot(node: node(pods: 110, hasTrunkENI: true), interfaces: [eni(0, addresses(10, 6))])
    #expect(try row(snapshot).effectiveFree == 10)
  }

  @Test("MAX_ENI bounds what can be attached")
  func maxENI() throws {
    let snapshot = snapshot(node: node(pods: 110), interfaces: [eni(0, addresses(10, 6))], cni: ["MAX_ENI": "2"])
    let row = try row(snapshot)
    #expect(row.enisMax == 3 && row.maxPodsExpected == 12 && row.effectiveFree == 10)
  }

  @Test("an interface the CNI must leave alone takes a place and carries no pods")
  func unmanaged() throws {
    let tag = Tag(key: "node.k8s.amazonaws.com/no_manage", value: "true")
    let snapshot = snapshot(
      node: node(pods: 110), interfaces: [eni(0, addresses(10, 6)), eni(1, addresses(20, 6), tags: [tag])])
    #expect(try row(snapshot).effectiveFree == 10)
  }

  @Test("interfaces of other network cards neither take a place nor carry pods")
  func otherCards() throws {
    let snapshot = snapshot(
      node: node(pods: 110), interfaces: [eni(0, addresses(10, 6)), eni(1, addresses(20, 6), card: 1)])
    let row = try row(snapshot)
    #expect(row.enisAttached == 2 && row.effectiveFree == 15)
  }

  @Test("subnet discovery grows in the tagged subnet with the most free addresses of the zone")
  func discovery() throws {
    let tagged = Tag(key: "kubernetes.io/role/cni", value: "1")
    let subnets = [
      subnet(free: 0), subnet("subnet-2", free: 100, cidr: "10.0.1.0/24", tags: [tagged]),
      subnet("subnet-3", free: 200, cidr: "10.0.2.0/24"),
    ]
    let interfaces = [eni(0, addresses(10, 6))]
    let found = snapshot(node: node(pods: 110), interfaces: interfaces, subnets: subnets)
    #expect(try row(found).effectiveFree == 15)
    let off = snapshot(
      node: node(pods: 110), interfaces: interfaces, subnets: subnets, cni: ["ENABLE_SUBNET_DISCOVERY": "false"])
    #expect(try row(off).effectiveFree == 5)
  }

  @Test("IPv6 pods are bound by slots only")
  func ipv6() throws {
    let snapshot = snapshot(
      node: node(pods: 110), pods: [pod(1, ip: "2001:db8::1")], interfaces: [eni(0, ["10.0.0.10"])],
      cni: ["ENABLE_IPv6": "true"])
    let row = try row(snapshot)
    #expect(row.effectiveFree == 109 && row.bindingLimit == .podSlots && row.podIPsUsed == 0 && row.ipsMax == nil)
  }

  @Test("a Windows node has the addresses of its primary interface only")
  func windows() throws {
    let snapshot = snapshot(
      node: node(pods: 110, operatingSystem: "windows", privateIPv4Addresses: 5), pods: pods(holding: ["10.0.0.11"]),
      interfaces: [eni(0, addresses(10, 3))])
    let row = try row(snapshot)
    #expect(row.ipsMax == 6 && row.effectiveFree == 4 && row.bindingLimit == .nodeAddresses)
  }

  @Test("a Fargate node is full with its pod, and has no instance")
  func fargate() throws {
    let fargate = node(instance: nil, type: nil, pods: 1, compute: .fargate)
    var snapshot = snapshot(node: fargate, pods: [pod(1, ip: "10.0.0.77")], interfaces: [])
    let task = NetworkInterface(
      id: "eni-task", vpcID: "vpc-1", subnetID: "subnet-9", isRequesterManaged: true,
      attachment: .init(instanceID: nil, deviceIndex: 1), ipv4Addresses: [address("10.0.0.77")])
    snapshot.networkInterfaces = .known([task])
    let row = try row(snapshot)
    #expect(row.instanceID == nil && row.enisAttached == nil && row.ipsAssigned == nil && row.ipsMax == nil)
    #expect(row.effectiveFree == 0 && row.bindingLimit == .podSlots)
    #expect(PodRow.rows(of: recorded(snapshot)).first?.subnetID == "subnet-9")
    let eni = try #require(ENIRow.rows(of: recorded(snapshot)).first)
    #expect(eni.podIPsUsed == 1 && eni.ipsWarm == nil && eni.node == nil)
  }

  @Test("a hybrid node has slots and nothing of EC2")
  func hybrid() throws {
    let hybrid = node(instance: nil, type: nil, pods: 110, compute: .hybrid)
    let row = try row(snapshot(node: hybrid, pods: [pod(1, ip: "10.0.0.11")], interfaces: [eni(0, addresses(10, 6))]))
    #expect(row.podsUsed == 1 && row.podsFree == 109 && row.maxPodsByInstance == nil && row.maxPodsExpected == nil)
    #expect(row.effectiveFree == nil && row.bindingLimit == nil && row.podIPsUsed == nil)
  }

  @Test("without EC2 the address side is unknown, and never zero")
  func withoutEC2() throws {
    let known = snapshot(pods: pods(holding: ["10.0.0.11"]), interfaces: [])
    let row = try row(Snapshot(nodes: known.nodes, pods: known.pods, events: known.events, cni: known.cni))
    #expect(row.podsUsed == 1 && row.podsFree == 16 && row.instanceType == "t3.medium")
    #expect(row.enisAttached == nil && row.enisMax == nil && row.ipsAssigned == nil && row.ipsMax == nil)
    #expect(row.podIPsUsed == nil && row.ipsWarm == nil && row.effectiveFree == nil && row.bindingLimit == nil)
  }

  @Test("with unknown pods, what they use is unknown, and never zero")
  func podsUnknown() throws {
    var snapshot = snapshot(interfaces: [eni(0, addresses(10, 6))])
    snapshot.pods = .unknown(.failed, error: "connection refused")
    let row = try row(snapshot)
    #expect(row.podsUsed == nil && row.podsFree == nil && row.podIPsUsed == nil && row.ipsWarm == nil)
    #expect(row.ipsAssigned == 6 && row.enisAttached == 1 && row.effectiveFree == nil)
  }

  @Test("with unknown CNI settings the mode is what the addresses show")
  func cniUnknown() throws {
    var snapshot = snapshot(interfaces: [eni(0, addresses(10, 6))])
    snapshot.cni = .unknown(.denied, error: nil)
    let row = try row(snapshot)
    #expect(row.maxPodsByInstance == 17 && row.maxPodsExpected == 17 && row.ipsMax == 18)
  }

  @Test("with unknown CNI settings and bare interfaces the mode is unknown")
  func cniUnknownAndNothingToSee() throws {
    var snapshot = snapshot(interfaces: [eni(0, addresses(10, 1))])
    snapshot.cni = .unknown(.denied, error: nil)
    let row = try row(snapshot)
    #expect(row.maxPodsByInstance == 17 && row.maxPodsExpected == nil && row.ipsMax == nil && row.effectiveFree == nil)
  }

  @Test("a node whose instance is not in the listing has unknown interfaces")
  func unlistedInstance() throws {
    let row = try row(snapshot(interfaces: [eni(0, addresses(10, 6), instance: "i-other")]))
    #expect(row.enisAttached == nil && row.ipsAssigned == nil && row.effectiveFree == nil)
  }
}
