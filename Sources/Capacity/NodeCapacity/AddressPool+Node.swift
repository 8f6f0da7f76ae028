extension AddressPool {
  /// The pool of a node; nil where its interfaces or its type are unknown and where something else than the VPC CNI or
  /// the VPC resource controller hands out its addresses.
  package init?(of node: Node, in index: StateIndex) {
    guard let type = index.instanceType(of: node), let interfaces = index.interfaces(of: node) else { return nil }
    let mode = CNIMode(node: node, type: type, settings: index.state.snapshot.cni, interfaces: interfaces)
    switch mode {
    case .secondaryIP, .prefixDelegation, .customNetworking, .customNetworkingPrefixDelegation:
      self.init(node: node, type: type, mode: mode, interfaces: interfaces, index: index)
    case .windows:
      self.init(windows: node, type: type, interfaces: interfaces)
    case .ipv6, .autoMode, .fargate, .none, .unknown:
      return nil
    }
  }

  private init(
    node: Node, type: InstanceType, mode: CNIMode, interfaces: [NetworkInterface], index: StateIndex
  ) {
    let attached = interfaces.filter { $0.attachment?.networkCardIndex == 0 }
    let kinds = attached.map { $0.kind(at: index.state.observedAt) }
    carriers = []
    others = []
    for (interface, kind) in zip(attached, kinds) {
      let carriesPods = kind == .secondary || kind == .primary && !mode.sparesPrimaryENI
      if carriesPods { carriers.append(interface) } else { others.append(interface) }
    }
    // A node that is to have a trunk keeps a place for it, also before the controller has attached it.
    let missingTrunk = node.hasTrunkENI && !kinds.contains(.trunk) ? 1 : 0
    attachable = max(0, min(type.enisMax, index.cni?.maxENI ?? type.enisMax) - attached.count - missingTrunk)
    placesPerInterface = type.secondaryIPv4PerENI
    addressesPerPlace = mode.usesPrefixes ? NodeAddressing.addressesPerPrefix : 1
    subnets =
      mode.sparesPrimaryENI ? carriers.last.map { [$0.subnetID] } : index.subnetsForNewInterfaces(of: node)
  }

  /// A Windows node gets all addresses on its primary interface, single ones or prefixes.
  private init(windows node: Node, type: InstanceType, interfaces: [NetworkInterface]) {
    let handedOut = node.allocatable.privateIPv4Addresses.map { Int(clamping: $0) } ?? 0
    carriers = interfaces.filter(\.isPrimary)
    others = interfaces.filter { !$0.isPrimary }
    let usesPrefixes = handedOut > type.secondaryIPv4PerENI || carriers.contains { !$0.ipv4Prefixes.isEmpty }
    attachable = 0
    placesPerInterface = type.secondaryIPv4PerENI
    addressesPerPlace = usesPrefixes ? NodeAddressing.addressesPerPrefix : 1
    subnets = nil
  }
}

extension StateIndex {
  /// What each subnet still has to give, by subnet id; nil if the subnets or the interfaces in them are unknown.
  ///
  /// CIDR reservations that may not be read are taken as none. Without any, the blocks are no more than the subnet's
  /// own count of available addresses allows, as the interfaces and the count are not read at the same moment.
  package func subnetRooms() -> [String: SubnetRoom]? {
    guard let subnets = state.snapshot.subnets.value, let interfaces = state.snapshot.networkInterfaces.value else {
      return nil
    }
    let reservations = state.snapshot.cidrReservations.value ?? []
    let blocks = FreePrefixes.counts(subnets: subnets, interfaces: interfaces, reservations: reservations)
    return Dictionary(
      subnets.map { subnet in
        let available = max(0, subnet.availableIPv4Count)
        let whole = min(blocks[subnet.id] ?? 0, available / 16)
        return (subnet.id, SubnetRoom(scattered: available - whole * 16, blocks: whole))
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The subnets in which the VPC CNI may put a new interface of the node, its own one first; nil if that is unknown.
  ///
  /// With subnet discovery (on by default) these are besides the node's own one, unless that is tagged
  /// `kubernetes.io/role/cni` = 0, the subnets of its VPC and zone that carry this tag with another value; a tag
  /// `cni.networking.k8s.aws/cluster/NAME` keeps a subnet to the clusters so named.
  /// Source: https://github.com/aws/amazon-vpc-cni-k8s#enable_subnet_discovery-v1180
  package func subnetsForNewInterfaces(of node: Node) -> [String]? {
    let own = instance(of: node)?.subnetID ?? interfaces(of: node)?.first?.subnetID
    guard let own, let subnets, let ownSubnet = subnets[own] else { return nil }
    let discovery = cni?.environment["ENABLE_SUBNET_DISCOVERY"] ?? "true"
    guard ["1", "t", "T", "TRUE", "true", "True"].contains(discovery) else { return [own] }
    let others = subnets.values.filter { subnet in
      subnet.id != own && subnet.vpcID == ownSubnet.vpcID && subnet.zone == ownSubnet.zone
        && ![nil, "0"].contains(subnet.tag(Self.cniRoleTag)) && isOpenToCluster(subnet)
    }
    return (ownSubnet.tag(Self.cniRoleTag) == "0" ? [] : [own]) + others.map(\.id).sorted()
  }

  private func isOpenToCluster(_ subnet: Subnet) -> Bool {
    let prefix = "cni.networking.k8s.aws/cluster/"
    let names = subnet.tags.filter { $0.key.hasPrefix(prefix) }.map { $0.key.dropFirst(prefix.count) }
    return names.isEmpty || names.contains { $0 == cni?.environment["CLUSTER_NAME"] ?? cluster }
  }

  private static let cniRoleTag = "kubernetes.io/role/cni"
}

extension Subnet {
  fileprivate func tag(_ key: String) -> String? { tags.first { $0.key == key }?.value }
}
