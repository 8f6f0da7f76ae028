import Testing

@testable import Capacity

@Suite("Max pods")
struct MaxPodsTests {
  static let t3small = InstanceType(name: "t3.small", vcpus: 2, enisMax: 3, ipv4PerENI: 4)
  static let t3medium = InstanceType(name: "t3.medium", vcpus: 2, enisMax: 3, ipv4PerENI: 6)
  static let m5large = InstanceType(name: "m5.large", vcpus: 2, enisMax: 3, ipv4PerENI: 10)
  static let t2medium = InstanceType(name: "t2.medium", vcpus: 2, enisMax: 3, ipv4PerENI: 6, hypervisor: "xen")
  static let m5metal = InstanceType(
    name: "m5.metal", vcpus: 96, enisMax: 15, ipv4PerENI: 50, hypervisor: "", isBareMetal: true)

  let node = Node(uid: UID(high: 0, low: 1), name: "n", compute: .ec2)

  func settings(_ environment: [String: String]) -> Reading<CNISettings?> {
    .known(CNISettings(environment: environment))
  }

  @Test(
    "by instance count the default network card only",
    arguments: [
      (t3small, 11), (t3medium, 17), (m5large, 29),
      (InstanceType(name: "p4d.24xlarge", vcpus: 96, enisMax: 15, enisMaxAllCards: 60, ipv4PerENI: 50), 737),
      (InstanceType(name: "p5.48xlarge", vcpus: 192, enisMax: 2, enisMaxAllCards: 64, ipv4PerENI: 50), 100),
      (InstanceType(name: "c6in.32xlarge", vcpus: 128, enisMax: 8, enisMaxAllCards: 16, ipv4PerENI: 50), 394),
      (InstanceType(name: "dl1.24xlarge", vcpus: 96, enisMax: 15, enisMaxAllCards: 60, ipv4PerENI: 50), 737),
      (InstanceType(name: "odd", vcpus: 1, enisMax: 1, ipv4PerENI: 0), 2),
    ])
  func byInstance(type: InstanceType, expected: Int) {
    #expect(MaxPods.byInstance(type) == expected)
  }

  @Test func prefixDelegationIsCappedByVCPUs() {
    #expect(MaxPods.withPrefixDelegation(Self.t3medium) == 110)
    #expect(MaxPods.withPrefixDelegation(Self.m5metal) == 250)
    #expect(MaxPods.withPrefixDelegation(Self.t2medium) == nil)
    let small = InstanceType(name: "t3.nano", vcpus: 2, enisMax: 2, ipv4PerENI: 2)
    #expect(MaxPods.withPrefixDelegation(small) == 34)
    #expect(MaxPods.cap(InstanceType(name: "m5.8xlarge", vcpus: 30, enisMax: 8, ipv4PerENI: 30)) == 110)
    #expect(MaxPods.cap(InstanceType(name: "m5.8xlarge", vcpus: 31, enisMax: 8, ipv4PerENI: 30)) == 250)
  }

  @Test(
    "and addresses follow the CNI's settings",
    arguments: [
      (m5large, [:], .secondaryIP, 27, 30, 29),
      (m5large, ["AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true"], .customNetworking, 18, 21, 20),
      (m5large, ["ENABLE_PREFIX_DELEGATION": "true"], .prefixDelegation, 432, 435, 110),
      (t2medium, ["ENABLE_PREFIX_DELEGATION": "true"], .secondaryIP, 15, 18, 17),
      (
        m5large, ["ENABLE_PREFIX_DELEGATION": "true", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "1"],
        .customNetworkingPrefixDelegation, 288, 291, 110
      ),
      (m5metal, ["ENABLE_PREFIX_DELEGATION": "true"], .prefixDelegation, 11760, 11775, 250),
      (m5metal, [:], .secondaryIP, 735, 750, 737),
      (m5large, ["MAX_ENI": "2"], .secondaryIP, 18, 21, 20), (m5large, ["MAX_ENI": "0"], .secondaryIP, 27, 30, 29),
      (m5large, ["MAX_ENI": "9"], .secondaryIP, 27, 30, 29),
      (m5large, ["ENABLE_IPv6": "true", "ENABLE_PREFIX_DELEGATION": "true"], .ipv6, nil, nil, 110),
    ] as [(InstanceType, [String: String], CNIMode, Int?, Int?, Int?)])
  func modes(
    type: InstanceType, environment: [String: String], mode: CNIMode, podIPs: Int?, ips: Int?, maxPods: Int?
  ) {
    let addressing = NodeAddressing(type: type, node: node, settings: settings(environment))
    #expect(addressing.mode == mode)
    #expect(addressing.podIPs == podIPs)
    #expect(addressing.ips == ips)
    #expect(addressing.maxPods == maxPods)
  }

  @Test func aTrunkUsesUpAnENI() {
    var trunked = node
    trunked.hasTrunkENI = true
    let known = settings(["ENABLE_POD_ENI": "true"])
    #expect(NodeAddressing(type: Self.m5large, node: trunked, settings: known).maxPods == 20)
    #expect(NodeAddressing(type: Self.m5large, node: trunked, settings: known, interfacesWithoutPods: 1).maxPods == 20)
    #expect(NodeAddressing(type: Self.m5large, node: trunked, settings: known, interfacesWithoutPods: 2).maxPods == 11)
    #expect(NodeAddressing(type: Self.m5large, node: node, settings: known).maxPods == 29)
    #expect(NodeAddressing(type: Self.m5large, node: node, settings: known, interfacesWithoutPods: 9).maxPods == 2)
  }

  @Test(
    "of machines that the CNI's settings do not govern",
    arguments: [
      (.fargate, .fargate, 1, 1), (.autoMode, .autoMode, nil, 29), (.hybrid, .none, nil, nil),
      (.other, .unknown, nil, nil),
    ] as [(ComputeKind, CNIMode, Int?, Int?)])
  func otherMachines(compute: ComputeKind, mode: CNIMode, podIPs: Int?, maxPods: Int?) {
    var other = node
    other.compute = compute
    let addressing = NodeAddressing(type: Self.m5large, node: other, settings: settings([:]))
    #expect(addressing.mode == mode)
    #expect(addressing.podIPs == podIPs)
    #expect(addressing.maxPods == maxPods)
  }

  @Test func autoModeStopsAt110() {
    var auto = node
    auto.compute = .autoMode
    #expect(NodeAddressing(type: Self.m5metal, node: auto, settings: .known(nil)).maxPods == 110)
  }

  @Test func windowsUsesThePrimaryENIOnly() {
    var windows = node
    windows.operatingSystem = "windows"
    let plain = NodeAddressing(type: Self.m5large, node: windows, settings: settings([:]))
    #expect(plain.mode == .windows)
    #expect(plain.podIPs == 9)
    windows.allocatable.privateIPv4Addresses = 144
    let prefixes = NodeAddressing(type: Self.m5large, node: windows, settings: settings([:]))
    #expect(prefixes.podIPs == 144)
    #expect(prefixes.ips == 145)
  }

  @Test func withoutSettingsNothingIsPromised() {
    for reading in [Reading<CNISettings?>.unknown(.denied, error: nil), .known(nil)] {
      #expect(NodeAddressing(type: Self.m5large, node: node, settings: reading).maxPods == nil)
    }
    #expect(CNIMode(node: node, type: nil, settings: .unknown(.failed, error: "x")) == .unknown)
    #expect(CNIMode(node: node, type: nil, settings: .known(nil)) == .none)
    #expect(
      CNIMode(node: node, type: nil, settings: settings(["ENABLE_PREFIX_DELEGATION": "true"])) == .prefixDelegation)
  }
}
