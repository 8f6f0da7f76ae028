import Capacity
import ClusterSimulator

/// The subnets of the year, and how the nodes lie in them.
struct Landscape {
  /// The subnets with free addresses.
  let roomy: [String]
  /// The one that runs full.
  let scarce: String
  /// Nodes that lie in the scarce subnet.
  let nodesInScarce: Int

  /// Adds the subnets to a cluster of 10.0.0.0/16.
  init(_ size: YearOfHistory.Size, _ types: NodeTypes, in cluster: inout SimulatedCluster) throws {
    nodesInScarce = max(1, size.nodes / 25)
    let perNode = types.second.enisMax * types.second.ipv4PerENI
    let roomyCount = max(1, size.subnets - 1)
    let nodesPerSubnet = (size.nodes - nodesInScarce + roomyCount - 1) / roomyCount
    let length = Self.prefixLength(atLeast: nodesPerSubnet * perNode * 5)
    var roomy: [String] = []
    for number in 0..<roomyCount {
      let base = UInt32(0x0A00_0000) + UInt32(number) << (32 - UInt32(length))
      let id = try Self.addSubnet(number, base: base, length: length, to: &cluster)
      // The upper half is kept for prefixes, so that the CNI finds whole ones when it is told to assign them.
      let half = UInt32(1) << (31 - UInt32(length))
      try cluster.reserve(
        cidr: "\(IPv4Address(bits: base + half))/\(length + 1)", ofSubnet: id, forPrefixes: true)
      roomy.append(id)
    }
    self.roomy = roomy
    scarce = try Self.addSubnet(
      roomyCount, base: 0x0A00_F000, length: Self.prefixLength(atLeast: nodesInScarce * perNode * 8 / 5), to: &cluster)
  }

  /// The subnet of the node number `number`.
  func subnet(ofNode number: Int) -> String {
    number < nodesInScarce ? scarce : roomy[(number - nodesInScarce) % roomy.count]
  }

  private static func addSubnet(
    _ number: Int, base: UInt32, length: Int, to cluster: inout SimulatedCluster
  ) throws -> String {
    let zone = cluster.settings.region + ["a", "b", "c"][number % 3]
    return try cluster.addSubnet(
      zone: zone, cidr: "\(IPv4Address(bits: base))/\(length)",
      tags: [
        Tag(key: "Name", value: "private-\(number + 1)"), Tag(key: "kubernetes.io/role/internal-elb", value: "1"),
      ])
  }

  private static func prefixLength(atLeast addresses: Int) -> Int {
    (20...28).last { 1 << (32 - $0) >= addresses } ?? 20
  }
}
