import Capacity
import RandomHistory

/// A cluster of any size whose pods are spread over its nodes, like one that a few hundred Deployments fill.
struct LargeCluster {
  var nodes: [Node]
  var pods: [Pod]
  var interfaces: [NetworkInterface]
  private var random = SeededGenerator(seed: 1)

  /// - Parameter start: when everything was created.
  init(nodes nodeCount: Int, pods podCount: Int, interfacesPerNode: Int, at start: Timestamp) {
    var random = SeededGenerator(seed: 2)
    nodes = (0..<nodeCount).map { Self.node($0, start, &random) }
    interfaces = (0..<nodeCount * interfacesPerNode).map { Self.interface($0, of: $0 / interfacesPerNode, &random) }
    pods = []
    for index in 0..<podCount { pods.append(Self.pod(index, on: index % nodeCount, at: start, &random)) }
  }

  /// The answers of a collector.
  var snapshot: Snapshot {
    Snapshot(
      nodes: .known(nodes), pods: .known(pods), events: .known([]), cni: .known(CNISettings(version: "v1.18.3")),
      instances: .known([]), instanceTypes: .known([]), networkInterfaces: .known(interfaces), subnets: .known([]),
      vpcs: .known([]), cidrReservations: .known([]))
  }

  /// Gives `count` pods, evenly spread, another phase.
  mutating func changePhases(_ count: Int) {
    for position in spread(count) {
      pods[position].phase = pods[position].phase == .running ? .unknown : .running
    }
  }

  /// Puts `count` new pods of the same workloads in the place of old ones.
  mutating func replacePods(_ count: Int, at moment: Timestamp) {
    for position in spread(count) {
      pods[position] = Self.pod(position, on: random.number(0...nodes.count - 1), at: moment, &random)
    }
  }

  private mutating func spread(_ count: Int) -> [Int] {
    let stride = pods.count / count
    return (0..<count).map { $0 * stride + random.number(0...stride - 1) }
  }

  private static func uid(_ random: inout SeededGenerator) -> UID { UID(high: random.next(), low: random.next()) }

  private static func letters(_ count: Int, _ random: inout SeededGenerator) -> String {
    String((0..<count).map { _ in random.pick(Array("bcdfghjklmnpqrstvwxz2456789")) })
  }

  private static func node(_ index: Int, _ start: Timestamp, _ random: inout SeededGenerator) -> Node {
    Node(
      uid: uid(&random), name: "ip-10-\(index >> 8)-\(index & 255)-7.ap-northeast-2.compute.internal",
      createdAt: start, providerID: "aws:///ap-northeast-2a/i-0\(String(random.next(), radix: 16))",
      instanceType: "m5.4xlarge", zone: "ap-northeast-2a", nodeGroup: "workers", compute: .ec2,
      allocatable: Allocatable(
        cpuMillicores: 15_890, memoryBytes: 60_000_000_000, ephemeralStorageBytes: 95_000_000_000,
        hugepages1GiBytes: 0, hugepages2MiBytes: 0, pods: 234),
      internalIP: .v4(IPv4Address(bits: 0x0A00_0000 + UInt32(index))), kubeletVersion: "v1.32.1")
  }

  private static func interface(
    _ index: Int, of node: Int, _ random: inout SeededGenerator
  ) -> NetworkInterface {
    let instance = "i-0\(String(UInt64(node) &* 0x9E37_79B9_7F4A_7C15, radix: 16))"
    return NetworkInterface(
      id: "eni-0\(String(random.next(), radix: 16))", vpcID: "vpc-1", subnetID: "subnet-\(node % 6)",
      description: "aws-K8S-\(instance)", requesterID: "123456789012",
      attachment: NetworkInterface.Attachment(instanceID: instance, deviceIndex: index % 3),
      ipv4Addresses: (0..<15).map { IPv4Address(bits: 0x0A00_0000 + UInt32(index * 15 + $0)) },
      tags: [Tag(key: "node.k8s.amazonaws.com/instance_id", value: instance)])
  }

  private static func pod(
    _ index: Int, on node: Int, at moment: Timestamp, _ random: inout SeededGenerator
  ) -> Pod {
    let workload = index % 1500
    let created = moment + -Int64(random.number(10...280))
    return Pod(
      uid: uid(&random), namespace: "team-\(workload % 60)",
      name: "service-\(workload)-\(String(7_000_000 + workload, radix: 36))c-\(letters(5, &random))",
      workload: "Deployment/service-\(workload)", createdAt: created,
      requests: PodRequests(cpuMillicores: 250, memoryBytes: 512 << 20),
      node: "ip-10-\(node >> 8)-\(node & 255)-7.ap-northeast-2.compute.internal", phase: .running,
      ip: .v4(IPv4Address(bits: 0x0A40_0000 + UInt32(random.number(0...900_000)))), scheduledAt: created,
      startedAt: created + 1)
  }
}
