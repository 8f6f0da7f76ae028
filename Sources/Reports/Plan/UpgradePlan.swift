import Capacity

/// The addresses that an upgrade needs of each subnet while it lasts.
struct UpgradePlan {
  /// What each subnet has to give, by id.
  private(set) var demands: [String: Demand] = [:]
  /// Nodes whose addresses cannot be told.
  private(set) var unknownNodes = 0
  /// Subnets with interfaces of the control plane; empty if there are none to be seen.
  let controlPlaneSubnets: [String]

  /// What an upgrade takes of one subnet.
  struct Demand {
    var surgeNodes = 0
    var controlPlane = 0
    var need = WarmNode.Need()
  }

  /// Free addresses that EKS may ask for to bring up the interfaces of a control plane of the next version.
  ///
  /// Source: https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html
  private static let controlPlaneAddresses = 5

  init(_ index: StateIndex, surge: Surge) {
    controlPlaneSubnets = Self.controlPlaneSubnets(in: index)
    for subnet in controlPlaneSubnets {
      demands[subnet, default: Demand()].controlPlane = Self.controlPlaneAddresses
      demands[subnet, default: Demand()].need.addresses += Self.controlPlaneAddresses
    }
    let nodes = (index.state.snapshot.nodes.value ?? []).filter { $0.compute == .ec2 }
    for group in Dictionary(grouping: nodes, by: { $0.nodeGroup ?? "" }).values { add(group, surge: surge, in: index) }
  }

  /// Adds the surge nodes of one group. Every subnet of a zone may get all of the zone's nodes, and each of them is
  /// taken to run as many pods as the fullest node of the group there, as it gets the pods of a drained one.
  private mutating func add(_ group: [Node], surge: Surge, in index: StateIndex) {
    let nodes = group.compactMap { node in WarmNode(node, in: index).map { (node: node, warm: $0) } }
    unknownNodes += group.count - nodes.count
    let zones = Set(nodes.map { index.subnets?[$0.warm.subnet]?.zone ?? $0.node.zone ?? "" })
    guard !zones.isEmpty else { return }
    let total = surge.nodes(beside: group.count, zones: zones.count)
    let perZone = (total + zones.count - 1) / zones.count
    for (subnet, members) in Dictionary(grouping: nodes, by: \.warm.subnet) {
      let needs = members.map { $0.warm.launchNeeds(podAddresses: $0.warm.podAddresses) }
      guard let largest = needs.max(by: { Self.total($0) < Self.total($1) }) else { continue }
      demands[subnet, default: Demand()].surgeNodes += perZone
      for (home, need) in largest {
        for _ in 0..<perZone { demands[home, default: Demand()].need += need }
      }
    }
  }

  private static func total(_ needs: [String: WarmNode.Need]) -> Int { needs.values.reduce(0) { $0 + $1.total } }

  /// The subnets of the interfaces that EKS made for this cluster's control plane, by their description
  /// `Amazon EKS NAME`. Without one of this name, those of the only name there is count.
  private static func controlPlaneSubnets(in index: StateIndex) -> [String] {
    let prefix = "Amazon EKS "
    let interfaces = (index.state.snapshot.networkInterfaces.value ?? []).filter {
      $0.isRequesterManaged && $0.description.hasPrefix(prefix)
    }
    let names = Set(interfaces.map { String($0.description.dropFirst(prefix.count)) })
    let known = [index.cni?.environment["CLUSTER_NAME"], index.cluster].compactMap(\.self).first(where: names.contains)
    guard let name = known ?? (names.count == 1 ? names.first : nil) else { return [] }
    return Set(interfaces.filter { $0.description.dropFirst(prefix.count) == name }.map(\.subnetID)).sorted()
  }
}
