import Capacity

/// 2026-11-23T04:40:00Z, about when the fixtures were recorded.
let noon = Timestamp(seconds: 1_795_408_800)

func address(_ text: String) -> IPv4Address { IPv4Address(text)! }

func uid(_ number: Int) -> UID { UID(high: 0, low: UInt64(number)) }

let t3Medium = InstanceType(name: "t3.medium", vcpus: 2, memoryMiB: 4096, enisMax: 3, ipv4PerENI: 6)

/// A node of one instance; `instance` also names its interfaces and its subnet's third octet.
func node(
  _ name: String = "n1", instance: String? = "i-1", type: String? = "t3.medium", pods: Int64? = 17,
  compute: ComputeKind = .ec2, operatingSystem: String = "linux", hasTrunkENI: Bool = false,
  privateIPv4Addresses: Int64? = nil
) -> Node {
  Node(
    uid: UID(opaque: name), name: name, providerID: instance.map { "aws:///zone-a/\($0)" } ?? "",
    instanceType: type, zone: "zone-a", compute: compute,
    allocatable: Allocatable(pods: pods, privateIPv4Addresses: privateIPv4Addresses),
    operatingSystem: operatingSystem, hasTrunkENI: hasTrunkENI)
}

/// An interface of instance `i-1` in `10.0.0.0/24`.
func eni(
  _ device: Int, _ addresses: [String], prefixes: [String] = [], subnet: String = "subnet-1",
  type: String = "interface",
  instance: String = "i-1", tags: [Tag] = [], card: Int = 0
) -> NetworkInterface {
  NetworkInterface(
    id: "eni-\(instance.dropFirst(2))-\(card)\(device)", vpcID: "vpc-1", subnetID: subnet, interfaceType: type,
    attachment: .init(instanceID: instance, deviceIndex: device, networkCardIndex: card),
    ipv4Addresses: addresses.map(address), ipv4Prefixes: prefixes.map { IPv4Block($0)! }, tags: tags)
}

/// Addresses `10.0.0.first` and the `count - 1` after it.
func addresses(_ first: Int, _ count: Int) -> [String] { (first..<first + count).map { "10.0.0.\($0)" } }

func pod(
  _ number: Int, on node: String? = "n1", ip: String? = nil, hostNetwork: Bool = false, phase: PodPhase = .running,
  namespace: String = "default", name: String? = nil
) -> Pod {
  Pod(
    uid: uid(number), namespace: namespace, name: name ?? "pod-\(number)", isHostNetwork: hostNetwork, node: node,
    phase: phase, ip: ip.map { IPAddress($0)! })
}

/// Pods on node `n1` that hold these addresses.
func pods(holding ips: [String], from number: Int = 1) -> [Pod] {
  ips.enumerated().map { pod(number + $0.offset, ip: $0.element) }
}

func subnet(_ id: String = "subnet-1", free: Int, cidr: String = "10.0.0.0/24", tags: [Tag] = []) -> Subnet {
  Subnet(id: id, vpcID: "vpc-1", zone: "zone-a", cidr: IPv4Block(cidr), availableIPv4Count: free, tags: tags)
}

func cluster(_ name: String = "myeks", id: Int64 = 1, lastCollectedAt: Timestamp? = noon) -> RecordedCluster {
  RecordedCluster(
    id: id, identity: ClusterIdentity(name: name, kubernetesVersion: "v1.31.2", region: "ap-northeast-2"),
    firstCollectedAt: noon + -86_400, lastCollectedAt: lastCollectedAt)
}

func recorded(
  _ snapshot: Snapshot, cluster recordedCluster: RecordedCluster = cluster(), at moment: Timestamp = noon,
  knownAt: [Source: Timestamp]? = nil
) -> RecordedState {
  let known = Source.allCases.filter { snapshot.status(of: $0) == .complete }
  return RecordedState(
    cluster: recordedCluster, observedAt: moment, snapshot: snapshot,
    knownAt: knownAt ?? Dictionary(uniqueKeysWithValues: known.map { ($0, moment) }))
}

/// A snapshot of node `n1` whose sources all answered.
func snapshot(
  node: Node = node(), pods: [Pod] = [], interfaces: [NetworkInterface], subnets: [Subnet] = [subnet(free: 200)],
  cni: [String: String] = [:], type: InstanceType = t3Medium, reservations: [SubnetCIDRReservation] = []
) -> Snapshot {
  let instance = Instance(
    id: node.instanceID ?? "i-1", instanceType: type.name, zone: "zone-a", vpcID: "vpc-1", subnetID: "subnet-1")
  return Snapshot(
    nodes: .known([node]), pods: .known(pods), events: .known([]), cni: .known(CNISettings(environment: cni)),
    instances: .known([instance]), instanceTypes: .known([type]), networkInterfaces: .known(interfaces),
    subnets: .known(subnets), vpcs: .known([]), cidrReservations: .known(reservations))
}
