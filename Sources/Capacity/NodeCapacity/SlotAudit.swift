/// Whether a kubelet offers as many pod slots as its node's network carries. The raw values stand in the column
/// `finding`.
public enum SlotFinding: String, CaseIterable, Sendable {
  /// As many as the network carries, or fewer because EKS recommends no more.
  case ok
  /// More than the node has addresses for: pods will be bound here and wait for an address.
  case tooHigh = "too-high"
  /// Fewer than the network carries: room that is paid for and cannot be used.
  case tooLow = "too-low"
  /// Something that decides it is not known.
  case unknown
}

/// Why slots cannot be judged.
package enum SlotAuditObstacle: Hashable {
  /// The node shows no Allocatable `pods`.
  case slots
  /// Nothing says who runs the machine.
  case nodeKind
  /// The CNI's settings are unknown, and no addresses on the node show its mode.
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
}

/// The slots that a kubelet offers, held against what its node's network carries.
package struct SlotAudit {
  /// How the node's pods get their addresses.
  package let mode: CNIMode
  /// Allocatable `pods`.
  package let slots: Int?
  /// Max pods as expected from the CNI mode.
  package let maxPodsExpected: Int?
  /// Addresses for pods that the node's interfaces can hold; nil where these are not the limit or not known.
  package let ipsAddressable: Int?
  /// The verdict.
  package let finding: SlotFinding
  /// Why there is none.
  package let obstacle: SlotAuditObstacle?
  /// The slots that the kubelet should offer instead, where they are not right.
  package let slotsAdvised: Int?

  /// - Parameters:
  ///   - node: what the kubelet offers, and the labels that decide the mode.
  ///   - network: what the machine can carry.
  ///   - settings: the CNI's.
  package init(of node: Node, network: NodeNetwork, settings: Reading<CNISettings?>) {
    let addressing = network.addressing(of: node, settings: settings)
    let mode = CNIMode(node: node, type: network.type, settings: settings, interfaces: network.interfaces)
    self.mode = mode
    slots = node.allocatable.pods.map { Int(clamping: $0) }
    // A Fargate pod has its task's only address whatever machine it gets; most Fargate nodes name no type.
    let expected = mode == .fargate ? 1 : addressing?.maxPods
    maxPodsExpected = expected
    let isBounded = network.interfaces != nil || mode == .windows
    ipsAddressable = mode == .fargate ? 1 : isBounded ? addressing?.podIPs : nil
    let carried = ipsAddressable.map { $0 + network.slotsWithoutAddress(in: mode) }
    let verdict: Verdict =
      if let slots {
        Self.obstacle(of: node, slots: slots, mode: mode, network: network).map(Verdict.unknown)
          ?? Self.verdict(slots: slots, expected: expected, carried: carried, network: network)
      } else {
        .unknown(.slots)
      }
    switch verdict {
    case .unknown(let why): (finding, obstacle, slotsAdvised) = (.unknown, why, nil)
    case .ok: (finding, obstacle, slotsAdvised) = (.ok, nil, nil)
    case .tooHigh(let advised): (finding, obstacle, slotsAdvised) = (.tooHigh, nil, advised)
    case .tooLow(let advised): (finding, obstacle, slotsAdvised) = (.tooLow, nil, advised)
    }
  }

  private enum Verdict {
    case ok
    case tooHigh(advised: Int)
    case tooLow(advised: Int)
    case unknown(SlotAuditObstacle)
  }

  /// Too high is what cannot be carried. Too low is less than expected, unless it is as much as EKS recommends: managed
  /// node groups stop there though the network goes further.
  private static func verdict(slots: Int, expected: Int?, carried: Int?, network: NodeNetwork) -> Verdict {
    if let carried, slots > carried {
      return network.arePodsKnown ? .tooHigh(advised: expected ?? carried) : .unknown(.pods)
    }
    guard let expected = expected ?? carried else { return .ok }
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
    case .secondaryIP, .prefixDelegation, .customNetworking, .customNetworkingPrefixDelegation:
      if network.type == nil { return .instanceType }
      return network.interfaces == nil ? .interfaces : nil
    }
  }
}
