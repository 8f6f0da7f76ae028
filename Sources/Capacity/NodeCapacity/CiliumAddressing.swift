/// What Cilium can assign on a node in ENI mode.
///
/// Interfaces below the first index, and those with the tags to be left out, carry no pods. Each other one holds a place
/// less than addresses, unless its primary address is used too. A place is a /28 prefix once the operator delegates
/// prefixes, which no object says: the node's interfaces show it, or those of other nodes where it has no addresses yet. A
/// node on which single addresses were assigned stays with them.
/// Source: pkg/aws/eni/node.go of https://github.com/cilium/cilium (`getEffectiveIPLimits`, `IsPrefixDelegated`,
/// `findSuitableSubnet`) and https://docs.cilium.io/en/stable/network/concepts/ipam/eni/
package struct CiliumAddressing {
  /// What the object says.
  package let cilium: CiliumNode
  /// Whether interfaces hold /28 prefixes in place of single addresses.
  package let usesPrefixes: Bool
  private let type: InstanceType
  /// The interfaces of the default network card; nil if they are unknown.
  private let interfaces: [NetworkInterface]?

  /// - Parameter prefixesElsewhere: whether another node of the cluster holds prefixes.
  init(_ cilium: CiliumNode, type: InstanceType, interfaces: [NetworkInterface]?, prefixesElsewhere: Bool) {
    self.cilium = cilium
    self.type = type
    self.interfaces = interfaces?.filter { $0.attachment?.networkCardIndex == 0 }
    let serving = self.interfaces?.filter(cilium.serves) ?? []
    let holdsPrefixes = serving.contains { !$0.ipv4Prefixes.isEmpty }
    let holdsSingles = serving.contains { $0.ipv4Prefixes.isEmpty && $0.ipv4Addresses.count > 1 }
    let mayUse = type.hypervisor == "nitro" && !cilium.disablesPrefixDelegation && !holdsSingles
    usesPrefixes = mayUse && (holdsPrefixes || prefixesElsewhere)
  }

  /// Interfaces that can carry pods.
  package var podENIs: Int {
    let leftOut = interfaces?.count { !cilium.serves($0) } ?? cilium.firstInterfaceIndex
    return max(0, type.enisMax - leftOut)
  }

  /// The attached interfaces that carry no pods; nil if the interfaces are unknown.
  package var interfacesLeftOut: Int? { interfaces?.count { !cilium.serves($0) } }

  /// Addresses that the interfaces can hold for pods and for Cilium itself; nil where tags that are not recorded decide.
  package var addresses: Int? {
    guard cilium.hasRecordedTags else { return nil }
    let perENI = type.secondaryIPv4PerENI * addressesPerPlace + (cilium.usesPrimaryAddress ? 1 : 0)
    return min(podENIs * perENI, cilium.maxAllocate ?? .max)
  }

  /// The slots that the kubelet should offer: one for each address that Cilium does not use itself, and those of the pods on
  /// the host network that every node runs.
  package var maxPods: Int? {
    addresses.map { addresses in
      let computed = max(0, addresses - cilium.ownAddresses.count) + MaxPods.hostNetworkPods
      return usesPrefixes ? min(computed, MaxPods.cap(type)) : computed
    }
  }

  private var addressesPerPlace: Int { usesPrefixes ? NodeAddressing.addressesPerPrefix : 1 }

  /// The addresses that the node has and could still get; nil where that is not known.
  ///
  /// - Parameter subnets: the subnets in which interfaces may be made; nil if they are unknown.
  func pool(subnets: [String]?) -> AddressPool? {
    guard let interfaces, cilium.hasRecordedTags, !cilium.usesPrimaryAddress else { return nil }
    return AddressPool(
      podENIs: interfaces.filter(cilium.serves), others: interfaces.filter { !cilium.serves($0) },
      attachable: max(0, type.enisMax - interfaces.count), placesPerInterface: type.secondaryIPv4PerENI,
      addressesPerPlace: addressesPerPlace, subnets: subnets, mostAddresses: cilium.maxAllocate)
  }
}

extension CiliumNode {
  /// Whether an attached interface carries pods.
  func serves(_ interface: NetworkInterface) -> Bool {
    guard let index = interface.attachment?.deviceIndex, index >= firstInterfaceIndex else { return false }
    return excludedInterfaceTags.isEmpty || !excludedInterfaceTags.allSatisfy(interface.tags.contains)
  }

  /// Whether the tags by which interfaces are left out are among those that are recorded.
  var hasRecordedTags: Bool { excludedInterfaceTags.allSatisfy { NetworkInterface.recordsTag($0.key) } }
}

extension StateIndex {
  /// What Cilium says of a node; nil where the VPC CNI serves the pods, and where Cilium takes no addresses from the VPC.
  package func ciliumNode(of node: Node) -> CiliumNode? {
    guard let cilium = ciliumNodes[node.name], cilium.usesENIs else { return nil }
    return cilium
  }

  /// What Cilium can assign on a node; nil where it does not, and where the node's type is unknown.
  package func ciliumAddressing(of node: Node) -> CiliumAddressing? {
    guard let cilium = ciliumNode(of: node), let type = instanceType(of: node) else { return nil }
    return CiliumAddressing(
      cilium, type: type, interfaces: interfaces(of: node), prefixesElsewhere: ciliumUsesPrefixes)
  }

  /// Whether Cilium holds prefixes on an interface of the node that carries pods.
  func ciliumHoldsPrefixes(on node: Node) -> Bool {
    guard let cilium = ciliumNode(of: node) else { return false }
    return interfaces(of: node)?.contains { cilium.serves($0) && !$0.ipv4Prefixes.isEmpty } ?? false
  }

  /// The subnets in which Cilium may make an interface of the node: those that it names; else, where it names tags, those
  /// in which it has made some in the node's zone; else the node's own one, and once that is full any of its VPC and zone.
  func ciliumSubnets(of node: Node, _ cilium: CiliumNode) -> [String]? {
    let own = instance(of: node)?.subnetID ?? interfaces(of: node)?.first?.subnetID
    guard let own, let subnets, let ownSubnet = subnets[own] else { return nil }
    let near = subnets.values.filter { $0.vpcID == ownSubnet.vpcID && $0.zone == ownSubnet.zone }.map(\.id).sorted()
    if !cilium.subnetIDs.isEmpty { return near.filter(cilium.subnetIDs.contains) }
    guard cilium.subnetTags.isEmpty else {
      let found = near.filter(ciliumInterfaceSubnets.contains)
      return found.isEmpty ? nil : found
    }
    return [own] + near.filter { $0 != own }
  }
}

extension NetworkInterface {
  /// Cilium's operator describes its interfaces `Cilium-CNI (i-…)`.
  ///
  /// Source: `CreateInterface` in pkg/aws/eni/node.go of https://github.com/cilium/cilium.
  var isMadeByCilium: Bool { description.hasPrefix("Cilium-CNI (") }
}
