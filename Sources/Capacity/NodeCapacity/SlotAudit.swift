/// Whether a kubelet offers as many pod slots as its node's network can serve. The raw values are those of the column
/// `finding`.
public enum SlotFinding: String, CaseIterable, Sendable {
  /// As many as the network can serve, or fewer because EKS recommends no more.
  case ok
  /// More than the node has addresses for: pods will be bound to it and wait for an address.
  case tooHigh = "too-high"
  /// Fewer than the network can serve: capacity that is paid for and cannot be used.
  case tooLow = "too-low"
  /// Something that decides it is not known.
  case unknown
}

/// Why there is no finding about a node's slots.
package enum SlotAuditObstacle: Hashable {
  /// The node shows no Allocatable `pods`.
  case slots
  /// Nothing shows what kind of machine it is.
  case nodeKind
  /// The CNI's settings are unknown, and the node has no addresses that show its mode.
  case settings
  /// Another CNI runs here.
  case otherCNI
  /// What the instance type can attach is unknown.
  case instanceType
  /// The node's interfaces are unknown.
  case interfaces
  /// How many pods need no address of the node is unknown, and that decides.
  case pods
  /// Auto Mode offers more slots than its published rule.
  case autoMode
  /// The CNI's settings are known and do not tell.
  case setting(SettingsObstacle)
  /// The subnets are unknown, whose tags decide which interfaces carry pods.
  case subnets
  /// The default network card has addresses for fewer pods, and the CNI may give pods those of further cards.
  case furtherCards
  /// Cilium leaves out interfaces by tags that are not recorded.
  case excludedInterfaceTags
}

/// A comparison of the slots that a kubelet offers with what its node's network can serve.
package struct SlotAudit {
  /// How the node's pods get their addresses.
  package let mode: CNIMode
  /// Allocatable `pods`.
  package let slots: Int?
  /// Max pods as expected from the CNI mode.
  package let maxPodsExpected: Int?
  /// Addresses for pods that the node's interfaces can hold; nil where these are not the limit or not known.
  package let ipsAddressable: Int?
  /// Whether the slots fit.
  package let finding: SlotFinding
  /// Why the finding is unknown; nil for any other.
  package let obstacle: SlotAuditObstacle?
  /// The slots that the kubelet should offer instead; nil for `ok` and `unknown`.
  package let slotsAdvised: Int?

  /// - Parameters:
  ///   - node: what the kubelet offers, and the labels that decide the mode.
  ///   - network: what the machine's network can serve.
  ///   - settings: the CNI's.
  package init(of node: Node, network: NodeNetwork, settings: Reading<CNISettings?>) {
    let addressing = network.addressing(of: node, settings: settings)
    let mode = network.mode(of: node, settings: settings)
    self.mode = mode
    slots = node.allocatable.pods.map { Int(clamping: $0) }
    // A Fargate pod has the only address of its task, on any machine; most Fargate nodes name no type.
    let expected = mode == .fargate ? 1 : addressing?.maxPods
    maxPodsExpected = expected
    let isBounded = network.interfaces != nil || mode == .windows
    ipsAddressable = mode == .fargate ? 1 : isBounded ? addressing?.podIPs : nil
    let ownAddresses = network.ciliumNode?.ownAddresses.count ?? 0
    let served = ipsAddressable.map { max(0, $0 - ownAddresses) + network.slotsWithoutAddress(in: mode) }
    let decision: Decision =
      if let slots {
        Self.obstacle(of: node, slots: slots, mode: mode, network: network, settings: settings).map(Decision.unknown)
          ?? Self.decision(slots: slots, expected: expected, served: served, network: network, settings: settings)
      } else {
        .unknown(.slots)
      }
    switch decision {
    case .unknown(let why): (finding, obstacle, slotsAdvised) = (.unknown, why, nil)
    case .ok: (finding, obstacle, slotsAdvised) = (.ok, nil, nil)
    case .tooHigh(let advised): (finding, obstacle, slotsAdvised) = (.tooHigh, nil, advised)
    case .tooLow(let advised): (finding, obstacle, slotsAdvised) = (.tooLow, nil, advised)
    }
  }

  private enum Decision {
    case ok
    case tooHigh(advised: Int)
    case tooLow(advised: Int)
    case unknown(SlotAuditObstacle)
  }

  /// Too high is more than the network can serve. Too low is less than expected, unless it is as much as EKS recommends:
  /// managed node groups offer no more even where the network has more addresses.
  private static func decision(
    slots: Int, expected: Int?, served: Int?, network: NodeNetwork, settings: Reading<CNISettings?>
  ) -> Decision {
    if let served, slots > served {
      if slots <= served + network.addressesOfFurtherCards(settings: settings) { return .unknown(.furtherCards) }
      return network.arePodsKnown ? .tooHigh(advised: expected ?? served) : .unknown(.pods)
    }
    guard let expected = expected ?? served else { return .ok }
    let least = min(expected, network.type.map(MaxPods.cap) ?? expected)
    return slots < least ? .tooLow(advised: least) : .ok
  }

  private static func obstacle(
    of node: Node, slots: Int, mode: CNIMode, network: NodeNetwork, settings: Reading<CNISettings?>
  ) -> SlotAuditObstacle? {
    let setting = (settings.value ?? nil)?.obstacle(on: network.type)
    switch mode {
    case .unknown: return node.compute == .other ? .nodeKind : setting.map(SlotAuditObstacle.setting) ?? .settings
    case .none: return .otherCNI
    case .fargate: return nil
    case .autoMode:
      guard let type = network.type else { return .instanceType }
      return slots > min(110, MaxPods.byInstance(type)) ? .autoMode : nil
    case .ipv6, .windows: return network.type == nil ? .instanceType : nil
    case .ciliumENI:
      if network.type == nil { return .instanceType }
      if network.cilium?.addresses == nil { return .excludedInterfaceTags }
      return network.interfaces == nil ? .interfaces : nil
    case .secondaryIP, .prefixDelegation, .customNetworking, .customNetworkingPrefixDelegation:
      if let setting { return .setting(setting) }
      if network.type == nil { return .instanceType }
      if network.interfaces == nil { return .interfaces }
      guard network.interfacesWithoutPods(of: node, settings: settings) == nil else { return nil }
      return settings.value == nil ? .settings : .subnets
    }
  }
}

/// What a node's machine brings to its network, whatever its kubelet and the CNI's settings are.
package struct NodeNetwork {
  /// The instance type, if known.
  package let type: InstanceType?
  /// The interfaces attached to the instance; nil if they are unknown.
  package let interfaces: [NetworkInterface]?
  /// How the node's pods get their addresses under the present settings.
  package let mode: CNIMode
  private let subnets: [String: Subnet]?
  private let observedAt: Timestamp
  /// The present settings, and the subnets that they exclude.
  private let present: (settings: Reading<CNISettings?>, excluded: ExcludedSubnets)
  /// What Cilium says of the node; nil where it takes no addresses from the VPC.
  let ciliumNode: CiliumNode?
  /// What Cilium can assign; nil like `ciliumNode`, and where the type is unknown.
  package let cilium: CiliumAddressing?
  /// Pods that take a slot and no address of the node; nil if the pods are unknown.
  private let podsWithoutAddress: Int?

  package init(of node: Node, in index: StateIndex, podsWithoutAddress: [String: Int]? = nil) {
    type = index.instanceType(of: node)
    interfaces = index.interfaces(of: node)
    subnets = index.subnets
    observedAt = index.state.observedAt
    present = (index.state.snapshot.cni, index.excludedSubnets)
    ciliumNode = index.ciliumNode(of: node)
    cilium = index.ciliumAddressing(of: node)
    mode = CNIMode(
      node: node, type: type, settings: present.settings, interfaces: interfaces, cilium: ciliumNode)
    self.podsWithoutAddress = podsWithoutAddress.map { $0[node.name] ?? 0 }
  }

  /// Whether the pods are known.
  package var arePodsKnown: Bool { podsWithoutAddress != nil }

  /// How the node's pods get addresses, and how many there are; nil if its type or the interfaces that serve pods are
  /// unknown.
  package func addressing(of node: Node, settings: Reading<CNISettings?>) -> NodeAddressing? {
    addressing(of: node, settings: settings, serving: serving(node, settings: settings))
  }

  /// The same under the present settings.
  package func addressing(of node: Node) -> NodeAddressing? {
    addressing(of: node, settings: present.settings, serving: serving)
  }

  private func addressing(of node: Node, settings: Reading<CNISettings?>, serving: PodServing) -> NodeAddressing? {
    guard let type, let interfacesWithoutPods = interfacesWithoutPods(serving) else { return nil }
    return NodeAddressing(
      mode: serving.mode, type: type, node: node, settings: settings, interfaces: interfaces,
      interfacesWithoutPods: interfacesWithoutPods, cilium: cilium)
  }

  /// How the node's pods get their addresses under other settings.
  func mode(of node: Node, settings: Reading<CNISettings?>) -> CNIMode {
    CNIMode(node: node, type: type, settings: settings, interfaces: interfaces, cilium: ciliumNode)
  }

  /// Which of the interfaces serve pods, under the present settings.
  var serving: PodServing { serving(in: mode, settings: present.settings, excluded: present.excluded) }

  private func serving(_ node: Node, settings: Reading<CNISettings?>) -> PodServing {
    serving(in: mode(of: node, settings: settings), settings: settings, excluded: excludedSubnets(settings))
  }

  private func serving(
    in mode: CNIMode, settings: Reading<CNISettings?>, excluded: ExcludedSubnets
  ) -> PodServing {
    PodServing(
      mode: mode, settings: settings.value ?? nil, cilium: ciliumNode, excludedSubnets: excluded, at: observedAt)
  }

  /// How many interfaces of the default card use up an ENI of the node and carry no pods, without the primary one under
  /// custom networking; 0 where the interfaces are unknown, nil where it is unknown which of them serve pods.
  package func interfacesWithoutPods(of node: Node, settings: Reading<CNISettings?>) -> Int? {
    interfacesWithoutPods(serving(node, settings: settings))
  }

  private func interfacesWithoutPods(_ serving: PodServing) -> Int? {
    guard let interfaces else { return 0 }
    var count = 0
    for interface in interfaces where !interface.isOnFurtherCard {
      guard let takesENI = serving.takesENIWithoutPods(interface) else { return nil }
      if takesENI { count += 1 }
    }
    return count
  }

  /// Whether a tag of its subnet keeps pods away from the primary interface.
  package func isPrimaryExcluded(settings: Reading<CNISettings?>) -> Bool {
    guard let primary = interfaces?.first(where: \.isPrimary) else { return false }
    return excludedSubnets(settings).contains(primary.subnetID) ?? false
  }

  /// Whether an ENI stays free for a trunk that is not attached yet.
  package func reservesTrunk(for node: Node, settings: Reading<CNISettings?>) -> Bool {
    guard let type else { return false }
    return NodeAddressing.reservesTrunk(node, type: type, settings: settings.value ?? nil, attached: interfaces)
  }

  /// Those of the past are looked for again, those of the present are the same for all nodes.
  private func excludedSubnets(_ settings: Reading<CNISettings?>) -> ExcludedSubnets {
    settings == present.settings ? present.excluded : ExcludedSubnets(settings: settings, subnets: subnets)
  }

  /// The most addresses that further network cards can have for pods; 0 where the CNI leaves them alone.
  func addressesOfFurtherCards(settings: Reading<CNISettings?>) -> Int {
    guard let type, let settings = settings.value ?? nil, settings.usesFurtherCards else { return 0 }
    let usesPrefixes = settings.usesPrefixDelegation && type.supportsPrefixDelegation
    let perENI = type.secondaryIPv4PerENI * (usesPrefixes ? NodeAddressing.addressesPerPrefix : 1)
    return max(0, type.enisMaxAllCards - type.enisMax) * perENI
  }

  /// Slots that need no address of the node: those of the pods without one, and on Linux at least those of `aws-node` and
  /// `kube-proxy`, which may not run yet.
  func slotsWithoutAddress(in mode: CNIMode) -> Int {
    let always = mode == .windows || mode == .fargate ? 0 : MaxPods.hostNetworkPods
    return max(always, podsWithoutAddress ?? 0)
  }
}

extension StateIndex {
  /// How many pods take a slot of a node and none of its addresses, by node name: those on the host network and those
  /// with a branch interface of their own; nil if the pods are unknown.
  package func podsWithoutNodeAddress() -> [String: Int]? {
    guard let pods = state.snapshot.pods.value else { return nil }
    let finder = PodInterfaces(of: self)
    return pods.reduce(into: [:]) { counts, pod in
      guard let node = pod.node, pod.takesSlot else { return }
      let isApart = pod.isHostNetwork || finder.interface(of: pod)?.interfaceType == "branch"
      if isApart { counts[node, default: 0] += 1 }
    }
  }
}
