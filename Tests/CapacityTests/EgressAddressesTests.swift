import Testing

@testable import Capacity

@Suite("Egress addresses")
struct EgressAddressesTests {
  static let external = ["AWS_VPC_K8S_CNI_EXTERNALSNAT": "true"]
  static let podENIs = ["ENABLE_POD_ENI": "true"]
  static let standard = ["ENABLE_POD_ENI": "true", "POD_SECURITY_GROUP_ENFORCING_MODE": "standard"]

  static func node(_ compute: ComputeKind = .ec2, system: String = "linux", externalIP: String? = nil) -> Node {
    Node(
      uid: UID(opaque: "n1"), name: "n1", providerID: "aws:///a/i-1", compute: compute,
      externalIP: externalIP.flatMap { IPAddress($0) }, operatingSystem: system)
  }

  static func pod(
    _ ip: String? = "10.0.0.11", on node: String? = "n1", hostNetwork: Bool = false, phase: PodPhase = .running
  ) -> Pod {
    Pod(
      uid: UID(opaque: "p"), namespace: "default", name: "p", isHostNetwork: hostNetwork, node: node, phase: phase,
      ip: ip.flatMap { IPAddress($0) })
  }

  static let branch = NetworkInterface(
    id: "eni-b", vpcID: "vpc-1", subnetID: "subnet-1", interfaceType: "branch",
    ipv4Addresses: [IPv4Address("10.0.0.90")!])

  /// Interfaces of instance `i-1`: the primary one, and a second one whose public address is not the node's.
  static func interfaces(publicIP: String?) -> [NetworkInterface] {
    (0...1).map { device in
      NetworkInterface(
        id: "eni-\(device)", vpcID: "vpc-1", subnetID: "subnet-1",
        attachment: .init(instanceID: "i-1", deviceIndex: device),
        ipv4Addresses: (0...4).map { IPv4Address("10.0.0.\(10 + device * 10 + $0)")! },
        publicIP: device == 0 ? publicIP.flatMap { IPv4Address($0) } : IPv4Address("203.0.113.9"))
    }
  }

  static func egress(
    of pod: Pod, node: Node = node(), cni: Reading<CNISettings?> = .known(CNISettings()),
    interfaces: Reading<[NetworkInterface]> = .known(interfaces(publicIP: "203.0.113.1") + [branch]),
    instance: Instance? = nil
  ) -> String? {
    let cluster = RecordedCluster(
      id: 1, identity: ClusterIdentity(name: "c"), firstCollectedAt: Timestamp(seconds: 0), lastCollectedAt: nil)
    let snapshot = Snapshot(
      nodes: .known([node]), pods: .known([pod]), cni: cni,
      instances: instance.map { .known([$0]) } ?? .notAsked, networkInterfaces: interfaces)
    let index = StateIndex(
      RecordedState(cluster: cluster, observedAt: Timestamp(seconds: 0), snapshot: snapshot, knownAt: [:]))
    let interface = PodInterfaces(of: index).interface(of: pod)
    return EgressAddresses(of: index).address(of: pod, on: interface)?.description
  }

  @Test(
    "follow the CNI's settings and the pod's kind",
    arguments: [
      (pod(), [:], "203.0.113.1"), (pod("10.0.0.21"), [:], "203.0.113.1"),
      (pod(), ["AWS_VPC_K8S_CNI_EXTERNALSNAT": "false"], "203.0.113.1"), (pod(), external, nil),
      (pod("10.0.0.10", hostNetwork: true), external, "203.0.113.1"),
      (pod(), ["AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true"], "203.0.113.1"),
      (pod(), ["ENABLE_PREFIX_DELEGATION": "true"], "203.0.113.1"),
      (pod(), ["AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS": "172.16.0.0/12,192.168.0.0/16"], "203.0.113.1"),
      (pod(), ["AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS": "172.16.0.0/12, 0.0.0.0/0"], nil),
      (pod(), podENIs, "203.0.113.1"), (pod("10.0.0.90"), podENIs, nil), (pod("10.0.0.77"), podENIs, nil),
      (pod("10.0.0.90"), standard, "203.0.113.1"), (pod("10.0.0.77"), [:], "203.0.113.1"),
      (pod("10.0.0.90"), standard.merging(external) { $1 }, nil),
      (pod("2001:db8::5"), ["ENABLE_IPv6": "true"], "2001:db8::5"),
      (pod("2001:db8::5"), external, "2001:db8::5"), (pod("fd00::5"), ["ENABLE_IPv6": "true"], nil),
      (pod("2001:db8::1", hostNetwork: true), ["ENABLE_IPv6": "true"], "2001:db8::1"),
      (pod(phase: .succeeded), [:], nil), (pod(phase: .failed), [:], nil), (pod(on: nil), [:], nil),
      (pod(nil), [:], nil), (pod(on: "n2"), [:], nil),
    ] as [(Pod, [String: String], String?)])
  func settings(pod: Pod, environment: [String: String], address: String?) {
    #expect(Self.egress(of: pod, cni: .known(CNISettings(environment: environment))) == address)
  }

  @Test(
    "of machines that the settings do not govern are told for the host network only",
    arguments: [
      node(system: "windows"), node(.autoMode), node(.fargate), node(.hybrid), node(.other),
    ])
  func otherMachines(node: Node) {
    #expect(Self.egress(of: Self.pod(), node: node) == nil)
    #expect(Self.egress(of: Self.pod("2001:db8::5"), node: node) == nil)
    #expect(Self.egress(of: Self.pod("10.0.0.10", hostNetwork: true), node: node) == "203.0.113.1")
  }

  @Test(
    "need known settings of the VPC CNI",
    arguments: [Reading<CNISettings?>.known(nil), .unknown(.denied, error: nil)])
  func unknownSettings(cni: Reading<CNISettings?>) {
    #expect(Self.egress(of: Self.pod(), cni: cni) == nil)
    #expect(Self.egress(of: Self.pod("2001:db8::5"), cni: cni) == nil)
    #expect(Self.egress(of: Self.pod("10.0.0.10", hostNetwork: true), cni: cni) == "203.0.113.1")
  }

  @Test("come from the primary interface, else the instance, else the node")
  func publicAddress() {
    let node = Self.node(externalIP: "203.0.113.3")
    let instance = Instance(id: "i-1", instanceType: "t3.medium", publicIP: IPv4Address("203.0.113.2"))
    var plain = instance
    plain.publicIP = nil
    func egress(_ interfaces: Reading<[NetworkInterface]>, _ instance: Instance?) -> String? {
      Self.egress(of: Self.pod(), node: node, interfaces: interfaces, instance: instance)
    }
    #expect(egress(.known(Self.interfaces(publicIP: "203.0.113.1")), instance) == "203.0.113.1")
    #expect(egress(.known(Self.interfaces(publicIP: nil)), instance) == nil)
    #expect(egress(.notAsked, instance) == "203.0.113.2")
    #expect(egress(.notAsked, plain) == nil)
    #expect(egress(.notAsked, nil) == "203.0.113.3")
  }
}
