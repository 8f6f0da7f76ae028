import Testing

@testable import Capacity

@Suite("The audit of pod slots")
struct SlotAuditTests {
  static let m5large = InstanceType(name: "m5.large", vcpus: 2, enisMax: 3, ipv4PerENI: 10)
  static let nano = InstanceType(name: "t3.nano", vcpus: 2, enisMax: 2, ipv4PerENI: 2)
  static let xen = InstanceType(name: "t2.medium", vcpus: 2, enisMax: 3, ipv4PerENI: 6, hypervisor: "xen")
  static let m5metal = InstanceType(
    name: "m5.metal", vcpus: 96, enisMax: 15, ipv4PerENI: 50, hypervisor: "", isBareMetal: true)
  static let p4d = InstanceType(name: "p4d.24xlarge", vcpus: 96, enisMax: 15, enisMaxAllCards: 60, ipv4PerENI: 50)

  static let prefixes = ["ENABLE_PREFIX_DELEGATION": "true"]
  static let custom = ["AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true"]
  static let customPrefixes = prefixes.merging(custom) { $1 }

  static func node(
    slots: Int64?, compute: ComputeKind = .ec2, system: String = "linux", trunk: Bool = false, windowsIPs: Int64? = nil
  ) -> Node {
    Node(
      uid: UID(opaque: "n1"), name: "n1", providerID: "aws:///a/i-1", instanceType: "type", compute: compute,
      allocatable: Allocatable(pods: slots, privateIPv4Addresses: windowsIPs), operatingSystem: system,
      hasTrunkENI: trunk)
  }

  static func interface(_ device: Int, type: String = "interface", card: Int = 0) -> NetworkInterface {
    NetworkInterface(
      id: "eni-\(card)\(device)", vpcID: "vpc-1", subnetID: "subnet-1", interfaceType: type,
      attachment: .init(instanceID: "i-1", deviceIndex: device, networkCardIndex: card),
      ipv4Addresses: [IPv4Address("10.0.0.\(10 + device)")!])
  }

  static func hostPod(_ number: Int) -> Pod {
    Pod(
      uid: UID(opaque: "host\(number)"), namespace: "kube-system", name: "host\(number)", isHostNetwork: true,
      node: "n1")
  }

  static func audit(
    _ node: Node, type: InstanceType?, cni: Reading<CNISettings?>,
    interfaces: Reading<[NetworkInterface]> = .known([interface(0)]), pods: Reading<[Pod]> = .known([]),
    subnets: Reading<[Subnet]> = .notAsked
  ) -> SlotAudit {
    let cluster = RecordedCluster(
      id: 1, identity: ClusterIdentity(name: "c"), firstCollectedAt: Timestamp(seconds: 0), lastCollectedAt: nil)
    var type = type
    type?.name = "type"
    let index = StateIndex(
      RecordedState(
        cluster: cluster, observedAt: Timestamp(seconds: 0),
        snapshot: Snapshot(
          nodes: .known([node]), pods: pods, cni: cni, instanceTypes: .known(type.map { [$0] } ?? []),
          networkInterfaces: interfaces, subnets: subnets), knownAt: [:]))
    let network = NodeNetwork(of: node, in: index, podsWithoutAddress: index.podsWithoutNodeAddress())
    return SlotAudit(of: node, network: network, settings: cni)
  }

  static func settings(_ environment: [String: String]) -> Reading<CNISettings?> {
    .known(CNISettings(environment: environment))
  }

  @Test(
    "holds the slots of a Linux node against its CNI mode",
    arguments: [
      (m5large, [:], 29, .ok, nil), (m5large, [:], 30, .tooHigh, 29), (m5large, [:], 28, .tooLow, 29),
      (m5large, custom, 20, .ok, nil), (m5large, custom, 29, .tooHigh, 20), (m5large, custom, 19, .tooLow, 20),
      (m5large, prefixes, 110, .ok, nil), (m5large, prefixes, 29, .tooLow, 110),
      (m5large, prefixes, 434, .ok, nil), (m5large, prefixes, 435, .tooHigh, 110),
      (m5large, customPrefixes, 110, .ok, nil), (m5large, customPrefixes, 291, .tooHigh, 110),
      (nano, prefixes, 34, .ok, nil), (nano, prefixes, 110, .tooHigh, 34),
      (xen, prefixes, 17, .ok, nil), (xen, prefixes, 110, .tooHigh, 17),
      (m5large, ["MAX_ENI": "2"], 29, .tooHigh, 20), (m5large, ["MAX_ENI": "2"], 20, .ok, nil),
      // As much as EKS recommends is enough, though the network goes further.
      (m5metal, [:], 737, .ok, nil), (m5metal, [:], 250, .ok, nil), (m5metal, [:], 249, .tooLow, 250),
      (m5metal, [:], 738, .tooHigh, 737),
      // Addresses of the other cards carry no pods.
      (p4d, [:], 737, .ok, nil), (p4d, [:], 738, .tooHigh, 737), (p4d, [:], 2942, .tooHigh, 737),
      (m5large, ["ENABLE_IPv6": "true"], 110, .ok, nil), (m5large, ["ENABLE_IPv6": "true"], 500, .ok, nil),
      (m5large, ["ENABLE_IPv6": "true"], 29, .tooLow, 110),
    ] as [(InstanceType, [String: String], Int64, SlotFinding, Int?)])
  func modes(type: InstanceType, environment: [String: String], slots: Int64, finding: SlotFinding, advised: Int?) {
    let audit = Self.audit(Self.node(slots: slots), type: type, cni: Self.settings(environment))
    #expect(audit.finding == finding)
    #expect(audit.slotsAdvised == advised)
    #expect(audit.obstacle == nil)
  }

  @Test(
    "counts the interfaces that carry no pods",
    arguments: [
      ([interface(0), interface(1, type: "trunk")], 20, .ok),
      ([interface(0), interface(1, type: "trunk")], 29, .tooHigh),
      ([interface(0), interface(1, type: "efa-only"), interface(2, type: "trunk")], 12, .tooHigh),
      ([interface(0), interface(1, type: "efa"), interface(2, type: "trunk")], 20, .ok),
      ([interface(0), interface(1, type: "efa-only", card: 1)], 29, .ok),
    ] as [([NetworkInterface], Int64, SlotFinding)])
  func withoutPods(interfaces: [NetworkInterface], slots: Int64, finding: SlotFinding) {
    let audit = Self.audit(
      Self.node(slots: slots), type: Self.m5large, cni: Self.settings([:]), interfaces: .known(interfaces))
    #expect(audit.finding == finding)
  }

  @Test("keeps a place for a trunk that is still to come")
  func comingTrunk() {
    let audit = Self.audit(Self.node(slots: 29, trunk: true), type: Self.m5large, cni: Self.settings([:]))
    #expect(audit.finding == .tooHigh && audit.ipsAddressable == 18 && audit.slotsAdvised == 20)
  }

  @Test("lets pods on the host network and those with branch interfaces have slots beyond the addresses")
  func podsWithoutAddress() {
    func finding(_ pods: [Pod], slots: Int64) -> SlotFinding {
      var branch = Self.interface(9, type: "branch")
      branch.attachment = nil
      return Self.audit(
        Self.node(slots: slots), type: Self.m5large, cni: Self.settings([:]),
        interfaces: .known([Self.interface(0), branch]), pods: .known(pods)
      ).finding
    }
    let hostPods = (1...5).map(Self.hostPod)
    var finished = Self.hostPod(6)
    finished.phase = .succeeded
    let branchPod = Pod(
      uid: UID(opaque: "sg"), namespace: "default", name: "sg", node: "n1", ip: IPAddress("10.0.0.19"))
    #expect(finding(hostPods, slots: 32) == .ok)
    #expect(finding(hostPods, slots: 33) == .tooHigh)
    #expect(finding(hostPods + [finished], slots: 33) == .tooHigh)
    #expect(finding(hostPods + [branchPod], slots: 33) == .ok)
    #expect(finding([Self.hostPod(1)], slots: 29) == .ok)
  }

  @Test("says nothing of more slots than addresses while pods are unknown")
  func unknownPods() {
    func audit(slots: Int64) -> SlotAudit {
      Self.audit(
        Self.node(slots: slots), type: Self.m5large, cni: Self.settings([:]), pods: .unknown(.denied, error: nil))
    }
    #expect(audit(slots: 30).obstacle == .pods && audit(slots: 30).finding == .unknown)
    #expect(audit(slots: 29).finding == .ok && audit(slots: 28).finding == .tooLow)
  }

  @Test("bounds Windows nodes by their primary interface, with what the controller hands out")
  func windows() {
    func audit(slots: Int64, handedOut: Int64? = nil) -> SlotAudit {
      Self.audit(
        Self.node(slots: slots, system: "windows", windowsIPs: handedOut), type: Self.m5large,
        cni: Self.settings(Self.prefixes), interfaces: .unknown(.failed, error: nil))
    }
    #expect(audit(slots: 9).finding == .ok && audit(slots: 9).ipsAddressable == 9)
    #expect(audit(slots: 110).finding == .tooHigh && audit(slots: 110).slotsAdvised == 9)
    #expect(audit(slots: 110, handedOut: 144).finding == .ok)
    #expect(audit(slots: 8).finding == .tooLow && audit(slots: 8).maxPodsExpected == nil)
  }

  @Test("knows Fargate's one slot without a type")
  func fargate() {
    let audit = Self.audit(Self.node(slots: 1, compute: .fargate), type: nil, cni: Self.settings([:]))
    #expect(audit.finding == .ok && audit.maxPodsExpected == 1 && audit.ipsAddressable == 1)
  }

  @Test("takes Auto Mode by its published rule")
  func autoMode() {
    func audit(_ slots: Int64, type: InstanceType = Self.m5large) -> SlotAudit {
      Self.audit(Self.node(slots: slots, compute: .autoMode), type: type, cni: .known(nil))
    }
    #expect(audit(29).finding == .ok && audit(29).ipsAddressable == nil)
    #expect(audit(28).finding == .tooLow && audit(30).obstacle == .autoMode)
    #expect(audit(110, type: Self.m5metal).finding == .ok)
  }

  @Test(
    "is unknown, and says why, where something that decides is",
    arguments: [
      (node(slots: nil), m5large, settings([:]), .known([interface(0)]), .slots),
      (node(slots: 29, compute: .other), m5large, settings([:]), .known([interface(0)]), .nodeKind),
      (node(slots: 29), m5large, .unknown(.denied, error: nil), .known([interface(0)]), .settings),
      (node(slots: 29), m5large, .known(nil), .known([interface(0)]), .otherCNI),
      (node(slots: 29, compute: .hybrid), m5large, settings([:]), .known([interface(0)]), .otherCNI),
      (node(slots: 29), nil, settings([:]), .known([interface(0)]), .instanceType),
      (node(slots: 29, compute: .autoMode), nil, .known(nil), .known([]), .instanceType),
      (node(slots: 29, system: "windows"), nil, settings([:]), .known([]), .instanceType),
      (node(slots: 29), m5large, settings([:]), .unknown(.failed, error: nil), .interfaces),
      (node(slots: 29), m5large, settings([:]), .known([]), .interfaces),
    ] as [(Node, InstanceType?, Reading<CNISettings?>, Reading<[NetworkInterface]>, SlotAuditObstacle)])
  func unknown(
    node: Node, type: InstanceType?, cni: Reading<CNISettings?>, interfaces: Reading<[NetworkInterface]>,
    obstacle: SlotAuditObstacle
  ) {
    let audit = Self.audit(node, type: type, cni: cni, interfaces: interfaces)
    #expect(audit.finding == .unknown && audit.obstacle == obstacle)
    #expect(audit.slotsAdvised == nil && audit.ipsAddressable == nil || obstacle == .slots)
  }

  @Test("reads the mode off the interfaces where the settings may not be read")
  func evidentMode() {
    var filled = Self.interface(0)
    filled.ipv4Prefixes = [IPv4Block("10.0.0.32/28")!]
    let audit = Self.audit(
      Self.node(slots: 29), type: Self.m5large, cni: .unknown(.denied, error: nil), interfaces: .known([filled]))
    #expect(audit.mode == .prefixDelegation && audit.finding == .tooLow && audit.slotsAdvised == 110)
  }
}
