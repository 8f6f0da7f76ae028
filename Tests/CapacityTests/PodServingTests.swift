import Testing

@testable import Capacity

/// The sources are files of https://github.com/aws/amazon-vpc-cni-k8s, v1.23.1, unless another is named.
@Suite("Interfaces that serve pods")
struct PodServingTests {
  static let noManage = "node.k8s.amazonaws.com/no_manage"
  static let instance = "node.k8s.amazonaws.com/instance_id"

  static func interface(
    _ device: Int = 1, card: Int = 0, type: String = "interface", managed: Bool = false, tags: [String: String] = [:]
  ) -> NetworkInterface {
    NetworkInterface(
      id: "eni-1", vpcID: "vpc-1", subnetID: "subnet-1", interfaceType: type, isRequesterManaged: managed,
      attachment: .init(instanceID: "i-1", deviceIndex: device, networkCardIndex: card),
      tags: tags.map { Tag(key: $0, value: $1) })
  }

  static func subnet(_ tags: [String: String]) -> [String: Subnet] {
    ["subnet-1": Subnet(id: "subnet-1", vpcID: "vpc-1", tags: tags.map { Tag(key: $0, value: $1) })]
  }

  static func serves(
    _ interface: NetworkInterface, mode: CNIMode = .secondaryIP, environment: [String: String]? = [:],
    version: String = "v1.23.1", subnets: [String: Subnet]? = subnet([:])
  ) -> Bool? {
    let settings = environment.map { CNISettings(version: version, environment: $0) }
    let reading = settings.map { Reading<CNISettings?>.known($0) } ?? .unknown(.denied, error: nil)
    return PodServing(
      mode: mode, settings: settings, excludedSubnets: ExcludedSubnets(settings: reading, subnets: subnets),
      at: Timestamp(seconds: 0)
    ).servesPods(interface)
  }

  // pkg/ipamd/ipamd.go, setUnmanagedENIs and filterUnmanagedENIs; pkg/awsutils/awsutils.go, DescribeAllENIs: only
  // `efa-only` is left out, `efa` is not; datastore/data_store.go, GetAllocatableENIs: not a trunk.
  @Test(
    "follow from type and tags",
    arguments: [
      (interface(0), true), (interface(), true), (interface(type: "efa"), true), (interface(type: "efa-only"), false),
      (interface(type: "trunk"), false), (interface(managed: true), false), (interface(0, managed: true), true),
      (interface(tags: [noManage: "true"]), false), (interface(tags: [noManage: "yes"]), true),
      (interface(0, tags: [noManage: "true"]), true),
    ])
  func kinds(interface: NetworkInterface, serves: Bool) {
    #expect(Self.serves(interface) == serves)
  }

  // pkg/ipamd/ipamd.go, setUnmanagedENIs and enableManageUntaggedMode.
  @Test(
    "need a tag of the CNI where MANAGE_UNTAGGED_ENI is off",
    arguments: [
      ([:], false), ([instance: "i-1"], true), ([instance: "i-2"], false), ([noManage: "false"], true),
      ([noManage: "true", instance: "i-1"], false),
    ] as [([String: String], Bool)])
  func untagged(tags: [String: String], serves: Bool) {
    let off = ["MANAGE_UNTAGGED_ENI": "false"]
    #expect(Self.serves(Self.interface(tags: tags), environment: off) == serves)
    #expect(Self.serves(Self.interface(0, tags: tags), environment: off) == true)
  }

  // README, ENABLE_MULTI_NIC; pkg/ipamd/ipamd.go, markUnmanagedNetworkCards.
  @Test("lie on further network cards where the CNI manages these")
  func cards() {
    let further = Self.interface(1, card: 1)
    let on = ["ENABLE_MULTI_NIC": "true"]
    #expect(Self.serves(further) == false && Self.serves(further, environment: on) == true)
    #expect(Self.serves(further, environment: on, version: "v1.19.0") == false)
    #expect(Self.serves(Self.interface(1, card: 1, type: "efa-only"), environment: on) == false)
    #expect(Self.serves(further, environment: nil) == nil && Self.serves(Self.interface(), environment: nil) == true)
    #expect(Self.serves(Self.interface(1, card: 1, tags: [Self.noManage: "true"]), environment: nil) == false)
  }

  @Test("are the primary one, or all but that, in some modes")
  func modes() {
    #expect(Self.serves(Self.interface(0), mode: .customNetworking) == false)
    #expect(Self.serves(Self.interface(), mode: .customNetworkingPrefixDelegation) == true)
    #expect(
      Self.serves(Self.interface(0), mode: .windows) == true && Self.serves(Self.interface(), mode: .windows) == false)
    #expect(Self.serves(Self.interface(managed: true), mode: .autoMode) == true)
    #expect(Self.serves(Self.interface(0), mode: .ipv6) == false)
  }

  static let role = "kubernetes.io/role/cni"
  static let ours = ["CLUSTER_NAME": "shop"]
  static let reserved = "cni.networking.k8s.aws/cluster/"

  // pkg/awsutils/awsutils.go, IsSubnetExcluded and ValidSubnetTagsMatchingClusterName.
  @Test(
    "lie in subnets whose tags do not keep pods away",
    arguments: [
      ([role: "0"], ours, false), ([role: "1"], ours, true), ([role: ""], ours, true), ([:], ours, true),
      ([role: "1", reserved + "shop": "1"], ours, true), ([role: "1", reserved + "other": "1"], ours, false),
      ([role: "1", reserved + "other": "1"], [:], true), ([reserved + "other": "1"], ours, true),
      ([role: "0"], ["ENABLE_SUBNET_DISCOVERY": "false"], true),
    ] as [([String: String], [String: String], Bool)])
  func subnets(tags: [String: String], environment: [String: String], serves: Bool) {
    for interface in [Self.interface(0), Self.interface()] {
      #expect(Self.serves(interface, environment: environment, subnets: Self.subnet(tags)) == serves)
    }
  }

  // CHANGELOG, v1.22.1. IsSubnetExcluded: a subnet that is not found, as one of another account, excludes nothing.
  @Test("lie in any subnet before 1.22, and are unknown where the tags are")
  func subnetsOfOtherReleases() {
    let closed = Self.subnet([Self.role: "0"])
    #expect(Self.serves(Self.interface(0), version: "v1.21.2", subnets: closed) == true)
    #expect(Self.serves(Self.interface(0), version: "", subnets: closed) == true)
    #expect(Self.serves(Self.interface(0), environment: nil, subnets: closed) == nil)
    #expect(Self.serves(Self.interface(0), subnets: nil) == nil && Self.serves(Self.interface(0), subnets: [:]) == true)
    #expect(Self.serves(Self.interface(type: "trunk"), subnets: nil) == false)
    let unread = ["CLUSTER_NAME": CNISettings.unreadValue]
    let reserved = Self.subnet([Self.role: "1", Self.reserved + "other": "1"])
    #expect(Self.serves(Self.interface(0), environment: unread, subnets: reserved) == nil)
  }
}

extension SlotAuditTests {
  static let closed = Subnet(
    id: "subnet-1", vpcID: "vpc-1", tags: [Tag(key: "kubernetes.io/role/cni", value: "0")])

  // pkg/ipamd/ipamd.go, hasRoomForEni and excludedENIBasedOnSubnetTags: the primary ENI takes a place and carries no pods.
  @Test(
    "leaves out a primary interface whose subnet keeps pods away, since 1.22",
    arguments: [
      ("v1.22.0-eksbuild.1", [:], 18, .tooHigh), ("v1.21.1", [:], 27, .ok), ("", [:], 27, .ok),
      ("v1.23.1", ["ENABLE_SUBNET_DISCOVERY": "false"], 27, .ok),
      ("v1.23.1", ["AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true"], 18, .tooHigh),
      ("v1.23.1", ["ENABLE_PREFIX_DELEGATION": "true"], 288, .tooLow),
    ] as [(String, [String: String], Int, SlotFinding)])
  func excludedPrimary(version: String, environment: [String: String], addresses: Int, finding: SlotFinding) {
    let audit = Self.audit(
      Self.node(slots: 29), type: Self.m5large,
      cni: .known(CNISettings(version: version, environment: environment)), subnets: .known([Self.closed]))
    #expect(audit.ipsAddressable == addresses && audit.finding == finding)
    #expect(audit.slotsAdvised == (finding == .tooHigh ? 20 : finding == .tooLow ? 110 : nil))
  }

  // CHANGELOG, v1.22.1: new ENIs lie in other subnets only. Those attached before are released with their last pod.
  @Test("counts a secondary interface in such a subnet as one that another replaces")
  func excludedSecondary() {
    let audit = Self.audit(
      Self.node(slots: 29), type: Self.m5large, cni: .known(CNISettings(version: "v1.22.1")),
      interfaces: .known([Self.interface(0), Self.interface(1)]), subnets: .known([Self.closed]))
    #expect(audit.ipsAddressable == 18 && audit.finding == .tooHigh && audit.slotsAdvised == 20)
  }

  @Test("is unknown where tags may keep pods away and are not known")
  func unknownSubnets() {
    let current = Reading<CNISettings?>.known(CNISettings(version: "v1.22.0"))
    #expect(Self.audit(Self.node(slots: 29), type: Self.m5large, cni: current).obstacle == .subnets)
    var filled = Self.interface(0)
    filled.ipv4Addresses.append(IPv4Address("10.0.0.99")!)
    let audit = Self.audit(
      Self.node(slots: 29), type: Self.m5large, cni: .unknown(.denied, error: nil), interfaces: .known([filled]),
      subnets: .known([Self.closed]))
    #expect(audit.obstacle == .settings && audit.maxPodsExpected == nil)
  }

  // pkg/ipamd/rpc_handler.go, AddNetwork: a pod that finds no address on card 0 gets one of a further card.
  @Test(
    "is unknown between what the default card and all cards have addresses for",
    arguments: [
      (737, .ok, nil), (738, .unknown, .furtherCards), (2942, .unknown, .furtherCards), (2943, .tooHigh, nil),
    ]
      as [(Int64, SlotFinding, SlotAuditObstacle?)])
  func furtherCards(slots: Int64, finding: SlotFinding, obstacle: SlotAuditObstacle?) {
    let audit = Self.audit(
      Self.node(slots: slots), type: Self.p4d, cni: Self.settings(["ENABLE_MULTI_NIC": "true"]))
    #expect(audit.finding == finding && audit.obstacle == obstacle)
  }

  // pkg/ipamd/ipamd.go, hasRoomForEni and tryEnableSecurityGroupsForPods: no place is left once all ENIs are attached.
  @Test("keeps a place for a trunk where ENABLE_POD_ENI asks for it and one is left")
  func reservedTrunk() {
    func addresses(_ interfaces: [NetworkInterface], version: String = "v1.23.1", type name: String = "m5.large")
      -> Int?
    {
      var type = Self.m5large
      type.name = name
      return NodeNetworkTests.addressing(
        type: type, settings: CNISettings(version: version, environment: ["ENABLE_POD_ENI": "true"]),
        interfaces: interfaces)?.podIPs
    }
    #expect(addresses([Self.interface(0)]) == 18)
    #expect(addresses([Self.interface(0), Self.interface(1, type: "trunk")]) == 18)
    #expect(addresses([Self.interface(0), Self.interface(1), Self.interface(2)]) == 27)
    #expect(addresses([Self.interface(0)], type: "t3.large") == 27)
    #expect(addresses([Self.interface(0)], version: "v1.20.3", type: "t3.large") == 18)
  }
}

enum NodeNetworkTests {
  static func addressing(
    type: InstanceType, settings: CNISettings, interfaces: [NetworkInterface]
  ) -> NodeAddressing? {
    var node = SlotAuditTests.node(slots: 29)
    node.instanceType = type.name
    let cluster = RecordedCluster(
      id: 1, identity: ClusterIdentity(name: "c"), firstCollectedAt: Timestamp(seconds: 0), lastCollectedAt: nil)
    let snapshot = Snapshot(
      nodes: .known([node]), cni: .known(settings), instanceTypes: .known([type]),
      networkInterfaces: .known(interfaces),
      subnets: .known([]))
    let index = StateIndex(
      RecordedState(cluster: cluster, observedAt: Timestamp(seconds: 0), snapshot: snapshot, knownAt: [:]))
    return NodeNetwork(of: node, in: index, podsWithoutAddress: nil).addressing(of: node, settings: .known(settings))
  }
}
