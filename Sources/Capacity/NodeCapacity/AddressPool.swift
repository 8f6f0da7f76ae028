/// The addresses that the VPC CNI manages on one node: those that it has and those that it could still attach.
///
/// A place of an interface holds one secondary address or, with prefix delegation, one /28 prefix. An interface has one
/// place less than addresses, as no pod uses its primary address.
/// Source: https://github.com/aws/amazon-vpc-cni-k8s (README, `docs/prefix-and-ip-target.md`, `pkg/ipamd`).
package struct AddressPool {
  /// The attached interfaces whose places hold addresses for pods.
  package var podENIs: [NetworkInterface]
  /// Attached interfaces of the default network card that hold no addresses for pods and use up an ENI that could.
  package var others: [NetworkInterface]
  /// How many interfaces for pods could still be attached.
  package var attachable: Int
  /// Places of one interface.
  package var placesPerInterface: Int
  /// Addresses of one place: 1, or 16 for a prefix.
  package var addressesPerPlace: Int
  /// The subnets that a new interface may be in; nil if they are unknown.
  package var subnets: [String]?
  /// The most addresses that are assigned to the node; nil for no limit but the places.
  package var mostAddresses: Int?

  /// Places of an attached interface that hold nothing yet.
  package func freePlaces(of interface: NetworkInterface) -> Int {
    max(0, placesPerInterface - max(0, interface.ipv4Addresses.count - 1) - interface.ipv4Prefixes.count)
  }

  /// The addresses on the attached interfaces that no pod holds, and those that free places and further interfaces would
  /// add if the subnets had enough.
  ///
  /// - Parameters:
  ///   - warm: the addresses on the attached interfaces that no pod holds.
  ///   - held: how many addresses pods hold.
  func reachableAddresses(warm: Int, held: Int) -> Int {
    let places = podENIs.reduce(0) { $0 + freePlaces(of: $1) } + attachable * placesPerInterface
    let reachable = warm + places * addressesPerPlace
    return mostAddresses.map { max(0, min(reachable, $0 - held)) } ?? reachable
  }

  /// Takes addresses for `wanted` more pods: warm ones first, which the subnets have given already, then places of
  /// attached interfaces, each of which needs an address or a whole free block, then further interfaces, each of which
  /// takes a primary address as well.
  ///
  /// - Parameter warm: the addresses on the attached interfaces that no pod holds.
  /// - Returns: how many there were, at most `wanted`; nil if what a subnet has is unknown.
  func takeAddresses(_ wanted: Int, warm: Int, from freeAddresses: inout [String: FreeAddresses]) -> Int? {
    var missing = wanted - warm
    for interface in podENIs where missing > 0 && freePlaces(of: interface) > 0 {
      let places = min(freePlaces(of: interface), places(for: missing))
      guard addressesPerPlace == 1 || freeAddresses[interface.subnetID]?.areBlocksKnown == true else { return nil }
      guard let taken = freeAddresses[interface.subnetID]?.take(places, of: addressesPerPlace) else { return nil }
      missing -= taken
    }
    guard missing > 0, attachable > 0 else { return wanted - max(0, missing) }
    // Tags may leave no subnet for a further interface.
    if subnets?.isEmpty == true { return wanted - missing }
    guard let subnets, subnets.contains(where: { freeAddresses[$0] != nil }) else { return nil }
    guard addressesPerPlace == 1 || subnets.allSatisfy({ freeAddresses[$0]?.areBlocksKnown ?? true }) else {
      return nil
    }
    for _ in 0..<attachable where missing > 0 {
      missing -= addInterface(in: subnets, places: min(placesPerInterface, places(for: missing)), of: &freeAddresses)
    }
    return wanted - max(0, missing)
  }

  /// Attaches an interface in the subnet with the most free addresses that can fill a place of it, as the CNI's subnet
  /// discovery does, and returns the addresses for pods that it adds.
  private func addInterface(in subnets: [String], places: Int, of freeAddresses: inout [String: FreeAddresses]) -> Int {
    let byFreeAddresses = subnets.sorted { (freeAddresses[$0]?.count ?? 0) > (freeAddresses[$1]?.count ?? 0) }
    for subnet in byFreeAddresses {
      guard var free = freeAddresses[subnet], free.take(1, of: 1) == 1 else { continue }
      let added = free.take(places, of: addressesPerPlace)
      guard added > 0 else { continue }
      freeAddresses[subnet] = free
      return added
    }
    return 0
  }

  private func places(for addresses: Int) -> Int {
    (addresses + addressesPerPlace - 1) / addressesPerPlace
  }
}

extension AddressPool {
  /// The pool of a node; nil where its interfaces, its type or which of its interfaces serve pods are unknown, and where
  /// none of the VPC CNI, the VPC resource controller and Cilium assigns its addresses from the VPC.
  package init?(of node: Node, in index: StateIndex) {
    self.init(of: node, NodeNetwork(of: node, in: index), in: index)
  }

  /// - Parameter network: that of the node.
  init?(of node: Node, _ network: NodeNetwork, in index: StateIndex) {
    guard let type = network.type, let interfaces = network.interfaces else { return nil }
    let mode = network.mode
    guard index.cni?.obstacle(on: type) == nil || mode == .windows else { return nil }
    switch mode {
    case .ciliumENI:
      let cilium = network.cilium
      guard let pool = cilium?.pool(subnets: cilium.flatMap { index.ciliumSubnets(of: node, $0.cilium) }) else {
        return nil
      }
      self = pool
    case .secondaryIP, .prefixDelegation, .customNetworking, .customNetworkingPrefixDelegation:
      self.init(node: node, type: type, interfaces: interfaces, serving: network.serving, index: index)
    case .windows:
      self.init(windows: node, type: type, interfaces: interfaces)
    case .ipv6, .autoMode, .fargate, .none, .unknown:
      return nil
    }
  }

  private init?(
    node: Node, type: InstanceType, interfaces: [NetworkInterface], serving: PodServing, index: StateIndex
  ) {
    let mode = serving.mode
    let attached = interfaces.filter { $0.attachment?.networkCardIndex == 0 }
    podENIs = []
    others = []
    for interface in attached {
      guard let servesPods = serving.servesPods(interface) else { return nil }
      if servesPods { podENIs.append(interface) } else { others.append(interface) }
    }
    let reserved = NodeAddressing.reservesTrunk(node, type: type, settings: index.cni, attached: attached) ? 1 : 0
    attachable = max(0, type.eniLimit(under: index.cni) - attached.count - reserved)
    placesPerInterface = type.secondaryIPv4PerENI
    addressesPerPlace = mode.usesPrefixes ? NodeAddressing.addressesPerPrefix : 1
    subnets =
      mode.sparesPrimaryENI ? podENIs.last.map { [$0.subnetID] } : index.subnetsForNewInterfaces(of: node)
  }

  /// A Windows node gets all addresses on its primary interface, single ones or prefixes.
  private init(windows node: Node, type: InstanceType, interfaces: [NetworkInterface]) {
    let handedOut = node.allocatable.privateIPv4Addresses.map { Int(clamping: $0) } ?? 0
    podENIs = interfaces.filter(\.isPrimary)
    others = interfaces.filter { !$0.isPrimary }
    let usesPrefixes = handedOut > type.secondaryIPv4PerENI || podENIs.contains { !$0.ipv4Prefixes.isEmpty }
    attachable = 0
    placesPerInterface = type.secondaryIPv4PerENI
    addressesPerPlace = usesPrefixes ? NodeAddressing.addressesPerPrefix : 1
    subnets = nil
  }
}
