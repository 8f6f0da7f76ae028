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
    let mode = CNIMode(
      node: node, type: network.type, settings: settings, interfaces: network.interfaces, cilium: network.ciliumNode)
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
        Self.obstacle(of: node, slots: slots, mode: mode, network: network).map(Decision.unknown)
          ?? Self.decision(slots: slots, expected: expected, served: served, network: network)
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
  private static func decision(slots: Int, expected: Int?, served: Int?, network: NodeNetwork) -> Decision {
    if let served, slots > served {
      return network.arePodsKnown ? .tooHigh(advised: expected ?? served) : .unknown(.pods)
    }
    guard let expected = expected ?? served else { return .ok }
    let least = min(expected, network.type.map(MaxPods.cap) ?? expected)
    return slots < least ? .tooLow(advised: least) : .ok
  }

  private static func obstacle(
    of node: Node, slots: Int, mode: CNIMode, network: NodeNetwork
  ) -> SlotAuditObstacle? {
    switch mode {
    case .unknown: return node.compute == .other ? .nodeKind : .settings
    case .none: return .otherCNI
    case .fargate: return nil
    case .autoMode:
      guard let type = network.type else { return .instanceType }
      return slots > min(110, MaxPods.byInstance(type)) ? .autoMode : nil
    case .ipv6, .windows: return network.type == nil ? .instanceType : nil
    case .ciliumENI where network.cilium?.addresses == nil && network.type != nil: return .excludedInterfaceTags
    case .secondaryIP, .prefixDelegation, .customNetworking, .customNetworkingPrefixDelegation, .ciliumENI:
      if network.type == nil { return .instanceType }
      return network.interfaces == nil ? .interfaces : nil
    }
  }
}

/// What a node's machine brings to its network, whatever its kubelet and the CNI's settings are.
package struct NodeNetwork {
  /// The instance type, if known.
  package let type: InstanceType?
  /// The interfaces attached to the instance; nil if they are unknown.
  package let interfaces: [NetworkInterface]?
  /// Those of the default card that use up an ENI and carry no pods.
  package let interfacesWithoutPods: Int
  /// What Cilium says of the node; nil where it takes no addresses from the VPC.
  let ciliumNode: CiliumNode?
  /// What Cilium can assign; nil like `ciliumNode`, and where the type is unknown.
  package let cilium: CiliumAddressing?
  /// Pods that take a slot and no address of the node; nil if the pods are unknown.
  private let podsWithoutAddress: Int?

  package init(of node: Node, in index: StateIndex, podsWithoutAddress: [String: Int]?) {
    type = index.instanceType(of: node)
    interfaces = index.interfaces(of: node)
    interfacesWithoutPods = index.interfacesWithoutPods(on: node) ?? 0
    ciliumNode = index.ciliumNode(of: node)
    cilium = index.ciliumAddressing(of: node)
    self.podsWithoutAddress = podsWithoutAddress.map { $0[node.name] ?? 0 }
  }

  /// Whether the pods are known.
  package var arePodsKnown: Bool { podsWithoutAddress != nil }

  /// How the node's pods get addresses, and how many there are; nil if its type is unknown.
  package func addressing(of node: Node, settings: Reading<CNISettings?>) -> NodeAddressing? {
    type.map {
      NodeAddressing(
        type: $0, node: node, settings: settings, interfaces: interfaces, interfacesWithoutPods: interfacesWithoutPods,
        cilium: cilium)
    }
  }

  /// Slots that need no address of the node: those of the pods without one, and on Linux at least those of `aws-node` and
  /// `kube-proxy`, which may not run yet.
  func slotsWithoutAddress(in mode: CNIMode) -> Int {
    let always = mode == .windows || mode == .fargate ? 0 : MaxPods.hostNetworkPods
    return max(always, podsWithoutAddress ?? 0)
  }
}

extension StateIndex {
  /// Interfaces of the default card that use up an ENI of the node and carry no pods; nil if they are unknown.
  package func interfacesWithoutPods(on node: Node) -> Int? {
    interfaces(of: node)?.count { interface in
      interface.attachment?.networkCardIndex == 0 && interface.kind(at: state.observedAt).takesENIWithoutPods
    }
  }

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
