import Capacity
import Testing

@testable import Reports

/// The sources are files of https://github.com/aws/amazon-vpc-cni-k8s, v1.23.1.
@Suite("Rules of the VPC CNI in the reports")
struct VPCCNITests {
  /// What every report says about warm addresses.
  struct Warm: Equatable {
    var nodes: Int?
    var enis: [Int?]
    var subnet: Int64?
    var owners: Int64
  }

  static let m6idn = InstanceType(
    name: "m6idn.32xlarge", vcpus: 128, enisMax: 7, enisMaxAllCards: 14, ipv4PerENI: 50)
  static let multiNIC = ["ENABLE_MULTI_NIC": "true"]

  private func warm(in snapshot: Snapshot) throws -> Warm {
    let state = recorded(snapshot)
    let sample = CapacitySample(of: state, podsPending: 0)
    let subnet = SubnetGroupKey(grouping: .subnet, name: "subnet-1")
    return Warm(
      nodes: try #require(NodeRow.rows(of: state).first).ipsWarm, enis: ENIRow.rows(of: state).map(\.ipsWarm),
      subnet: sample.subnets?[subnet]?.warm,
      owners: (sample.owners ?? [:]).filter { $0.key.kind == .warm }.values.reduce(0) { $0 + $1.ipsUsed })
  }

  private func multiHomed(_ ips: [String]) -> [Pod] {
    pods(holding: ips).map { pod in
      var pod = pod
      pod.isMultiHomed = true
      return pod
    }
  }

  private func snapshot(_ pods: [Pod], _ interfaces: [NetworkInterface], cni: [String: String] = multiNIC) -> Snapshot {
    ReportsTests.snapshot(
      node: node(type: "m6idn.32xlarge", pods: 737), pods: pods, interfaces: interfaces, cni: cni, type: Self.m6idn)
  }

  // pkg/ipamd/ipamd.go, filterUnmanagedENIs; pkg/awsutils/awsutils.go, DescribeAllENIs.
  @Test(
    "no report counts warm addresses on an interface that the CNI does not manage",
    arguments: [
      (eni(1, addresses(20, 4), type: "efa"), 3), (eni(1, addresses(20, 4)), 3),
      (eni(1, addresses(20, 4), type: "efa-only"), 0), (eni(1, addresses(20, 4), card: 1), 0),
      (eni(1, addresses(20, 4), tags: [Tag(key: "node.k8s.amazonaws.com/no_manage", value: "true")]), 0),
    ])
  func unmanaged(interface: NetworkInterface, warm: Int) throws {
    let snapshot = snapshot(pods(holding: ["10.0.0.11"]), [eni(0, addresses(10, 6)), interface], cni: [:])
    #expect(
      try self.warm(in: snapshot)
        == Warm(nodes: 4 + warm, enis: [4, warm], subnet: Int64(4 + warm), owners: Int64(4 + warm)))
  }

  // pkg/ipamd/rpc_handler.go, AddNetwork: one address of each card that the CNI manages.
  @Test("pods with several network interfaces hold the addresses of the further cards that no API shows")
  func multiHomed() throws {
    let interfaces = [eni(0, addresses(10, 10)), eni(1, addresses(130, 5), card: 1)]
    let snapshot = snapshot(multiHomed(addresses(11, 4)), interfaces)
    #expect(try warm(in: snapshot) == Warm(nodes: 5, enis: [5, 0], subnet: 5, owners: 5))
    #expect(try #require(NodeRow.rows(of: recorded(snapshot)).first).podIPsUsed == 8)
    let held = CapacitySample(of: recorded(snapshot), podsPending: 0).owners?.filter { $0.key.kind == .pod }
    #expect(held?.values.map(\.ipsUsed) == [8])
    #expect(CNIRemarks.ofAddresses(recorded(snapshot)) == [])
  }

  @Test("an ordinary pod, a finished one and one with a branch interface hold none on a further card")
  func singleHomed() throws {
    let branch = NetworkInterface(
      id: "eni-branch", vpcID: "vpc-1", subnetID: "subnet-1", interfaceType: "branch",
      ipv4Addresses: [address("10.0.0.90")])
    var pods = multiHomed(["10.0.0.11", "10.0.0.12", "10.0.0.13", "10.0.0.90"])
    pods[0].isMultiHomed = false
    pods[1].phase = .succeeded
    let snapshot = snapshot(pods, [eni(0, addresses(10, 10)), eni(1, addresses(130, 5), card: 1), branch])
    #expect(try warm(in: snapshot) == Warm(nodes: 10, enis: [7, 3, nil], subnet: 10, owners: 10))
  }

  @Test("which of several interfaces of a card holds an address is unknown, what they hold together is not")
  func severalInterfaces() throws {
    let interfaces = [
      eni(0, addresses(10, 10)), eni(1, addresses(130, 3), card: 1), eni(2, addresses(140, 4), card: 1),
    ]
    let four = snapshot(multiHomed(addresses(11, 4)), interfaces)
    #expect(try warm(in: four) == Warm(nodes: 6, enis: [5, nil, nil], subnet: 6, owners: 6))
    #expect(CNIRemarks.ofAddresses(recorded(four)).count == 1)
    let five = snapshot(multiHomed(addresses(11, 5)), interfaces)
    #expect(try warm(in: five) == Warm(nodes: 4, enis: [4, 0, 0], subnet: 4, owners: 4))
    var apart = interfaces
    apart[2].subnetID = "subnet-2"
    let counts = try #require(
      CapacitySample(of: recorded(snapshot(multiHomed(addresses(11, 4)), apart)), podsPending: 0).owners)
    #expect(counts.filter { $0.key.kind == .other }.mapValues(\.ipsUsed).values.sorted() == [2, 3])
    #expect(try warm(in: snapshot(multiHomed(addresses(11, 4)), apart)).subnet == nil)
  }

  @Test("fewer addresses than such pods leave unknown what is warm")
  func mismatch() throws {
    let interfaces = [eni(0, addresses(10, 10)), eni(1, addresses(130, 4), card: 1)]
    let snapshot = snapshot(multiHomed(addresses(11, 4)), interfaces)
    #expect(try warm(in: snapshot) == Warm(nodes: nil, enis: [5, nil], subnet: nil, owners: 5))
    let sample = CapacitySample(of: recorded(snapshot), podsPending: 0)
    let counters = try #require(sample.subnets?[SubnetGroupKey(grouping: .subnet, name: "subnet-1")])
    #expect(counters.usedByPods == nil && counters.usedByNodes == 2)
    #expect(counters.usedByOthers == counters.ipsUsed - 14)
  }

  @Test("without the settings a further card's addresses may be warm or not")
  func unknownSettings() throws {
    var snapshot = snapshot(
      pods(holding: ["10.0.0.11"]), [eni(0, addresses(10, 10)), eni(1, addresses(130, 4), card: 1)])
    snapshot.cni = .unknown(.denied, error: nil)
    #expect(try warm(in: snapshot) == Warm(nodes: nil, enis: [8, nil], subnet: nil, owners: 8))
  }

  private static let role = "kubernetes.io/role/cni"

  private func row(_ version: String, _ cni: [String: String] = [:], subnets: [Subnet]) throws -> NodeRow {
    var snapshot = ReportsTests.snapshot(
      node: node(pods: 110), pods: pods(holding: ["10.0.0.11"]),
      interfaces: [eni(0, addresses(10, 6)), eni(1, (10..<12).map { "10.0.1.\($0)" }, subnet: "subnet-2")],
      subnets: subnets)
    snapshot.cni = .known(CNISettings(version: version, environment: cni))
    return try #require(NodeRow.rows(of: recorded(snapshot)).first)
  }

  // CHANGELOG, v1.22.1; pkg/ipamd/ipamd.go, excludedENIBasedOnSubnetTags.
  @Test("a subnet tagged 0 leaves its interfaces without new pods since 1.22")
  func excludedSubnet() throws {
    let subnets = [
      subnet(free: 100, tags: [Tag(key: Self.role, value: "0")]),
      subnet("subnet-2", free: 100, cidr: "10.0.1.0/24", tags: [Tag(key: Self.role, value: "1")]),
    ]
    // One warm address, four free places, and one interface with five to attach, all in the other subnet.
    let current = try row("v1.22.0-eksbuild.1", subnets: subnets)
    #expect(current.ipsWarm == 1 && current.podIPsUsed == 1 && current.maxPodsExpected == 12)
    #expect(current.effectiveFree == 10 && current.bindingLimit == .nodeAddresses)
    let former = try row("v1.21.2", subnets: subnets)
    #expect(former.ipsWarm == 5 && former.maxPodsExpected == 17 && former.effectiveFree == 14)
  }

  // pkg/awsutils/awsutils.go, createENI: without a valid subnet no interface is created, also without discovery.
  @Test(
    "where tags leave no subnet, no interface is added",
    arguments: [([:], 5), (["ENABLE_SUBNET_DISCOVERY": "false"], 9)] as [([String: String], Int)])
  func noSubnet(cni: [String: String], free: Int) throws {
    let subnets = [
      subnet(free: 100, tags: [Tag(key: Self.role, value: "0")]), subnet("subnet-2", free: 100, cidr: "10.0.1.0/24"),
    ]
    #expect(try row("v1.23.1", cni, subnets: subnets).effectiveFree == free)
  }

  // validTag in pkg/awsutils/awsutils.go of v1.21.1: any value lets interfaces in; README: discovery since 1.18.
  @Test(
    "the release decides in which subnets new interfaces may lie",
    arguments: [("v1.17.1", 0), ("v1.18.0", 15), ("v1.21.2", 15), ("v1.22.0", 0), ("", 15)])
  func discovery(version: String, brought: Int) throws {
    var snapshot = ReportsTests.snapshot(
      node: node(pods: 110), interfaces: [eni(0, addresses(10, 6))],
      subnets: [
        subnet(free: 0), subnet("subnet-2", free: 100, cidr: "10.0.1.0/24", tags: [Tag(key: Self.role, value: "0")]),
      ])
    snapshot.cni = .known(CNISettings(version: version))
    let row = try #require(NodeRow.rows(of: recorded(snapshot)).first)
    #expect(row.effectiveFree == (brought == 0 ? 5 : 15))
  }

  // README, AWS_MANAGE_ENIS_NON_SCHEDULABLE; pkg/ipamd/ipamd.go, isENIAttachmentAllowed.
  @Test("a cordoned node gets no further addresses, unless the CNI manages it too")
  func cordoned() throws {
    func free(_ cni: [String: String]) throws -> Int? {
      var cordoned = node(pods: 110)
      cordoned.isSchedulable = false
      let snapshot = ReportsTests.snapshot(
        node: cordoned, pods: pods(holding: ["10.0.0.11"]), interfaces: [eni(0, addresses(10, 6))], cni: cni)
      return try #require(NodeRow.rows(of: recorded(snapshot)).first).effectiveFree
    }
    #expect(try free([:]) == 4)
    #expect(try free(["AWS_MANAGE_ENIS_NON_SCHEDULABLE": "true"]) == 14)
  }

  // pkg/aws/eni/node.go of https://github.com/cilium/cilium: interfaces below the first index carry no pods.
  @Test("under Cilium the same holds for interfaces below its first index, its own addresses, and cordoned nodes")
  func cilium() throws {
    var cordoned = node(pods: 110)
    cordoned.isSchedulable = false
    var snapshot = ReportsTests.snapshot(
      node: cordoned, pods: pods(holding: ["10.0.0.21"]),
      interfaces: [eni(0, addresses(10, 3)), eni(1, addresses(20, 4))])
    snapshot.cni = .known(nil)
    snapshot.ciliumNodes = .known([
      CiliumNode(name: "n1", firstInterfaceIndex: 1, ownAddresses: [address("10.0.0.22")])
    ])
    #expect(try warm(in: snapshot) == Warm(nodes: 1, enis: [0, 1], subnet: 1, owners: 1))
    // One warm address, two free places and one interface with five to attach.
    #expect(try #require(NodeRow.rows(of: recorded(snapshot)).first).effectiveFree == 8)
  }

  // README, DISABLE_NETWORK_RESOURCE_PROVISIONING.
  @Test("settings that do not tell leave unknown what a node can take, and a notice says so")
  func obstacles() throws {
    let snapshot = ReportsTests.snapshot(
      pods: pods(holding: ["10.0.0.11"]), interfaces: [eni(0, addresses(10, 6))],
      cni: ["DISABLE_NETWORK_RESOURCE_PROVISIONING": "true"])
    let row = try #require(NodeRow.rows(of: recorded(snapshot)).first)
    #expect(row.ipsWarm == 4 && row.effectiveFree == nil && row.ipsMax == nil && row.maxPodsExpected == nil)
    #expect(
      CNIRemarks.ofSettings(recorded(snapshot)) == [
        "what nodes can take is unknown: DISABLE_NETWORK_RESOURCE_PROVISIONING is on: the CNI assigns no addresses itself, "
          + "so they depend on what else does"
      ])
    #expect(CNIRemarks.ofSettings(recorded(ReportsTests.snapshot(interfaces: []))) == [])
  }

  @Test("the report carries the notice")
  func notice() throws {
    let snapshot = ReportsTests.snapshot(
      interfaces: [eni(0, addresses(10, 6))], cni: ["ENABLE_IPv4": "false"])
    let history = FakeHistory(recorded(snapshot))
    let report = try Topic.nodes.report(ReportRequest(now: noon), from: history)
    #expect(
      report.notices == [
        "myeks: what nodes can take is unknown: aws-node does not start with its ENABLE_IPv4 and ENABLE_IPv6: correct them"
      ])
    #expect(try Topic.audit.report(ReportRequest(now: noon), from: history).notices == report.notices)
  }

  @Test("the audit names the tag of the subnet")
  func remedy() throws {
    var snapshot = ReportsTests.snapshot(
      node: node(pods: 17), interfaces: [eni(0, addresses(10, 6))],
      subnets: [subnet(free: 100, tags: [Tag(key: Self.role, value: "0")])])
    snapshot.cni = .known(CNISettings(version: "v1.23.1"))
    let state = recorded(snapshot)
    let row = try #require(AuditRow.rows(of: state, past: AuditPast(nodes: [], settings: [], of: state)).first)
    #expect(row.finding == .tooHigh && row.ipsAddressable == 10)
    #expect(
      row.remedy?.hasPrefix("kubernetes.io/role/cni = 0 on the node's subnet leaves the primary ENI without pods: ")
        == true)
  }
}
