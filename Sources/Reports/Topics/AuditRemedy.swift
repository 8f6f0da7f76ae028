import Capacity

/// What to do about an audit finding, in one line.
///
/// Sources: https://docs.aws.amazon.com/eks/latest/userguide/cni-increase-ip-addresses-procedure.html,
/// https://docs.aws.amazon.com/eks/latest/userguide/cni-custom-network-tutorial.html,
/// https://awslabs.github.io/amazon-eks-ami/nodeadm/doc/api and https://karpenter.sh/docs/concepts/nodeclasses.
struct AuditRemedy {
  /// The advice; nil if there is nothing to do.
  let text: String?

  init(_ audit: SlotAudit, of node: Node, network: NodeNetwork, settings: Reading<CNISettings?>) {
    text =
      switch audit.finding {
      case .ok: nil
      case .tooHigh: Self.lower(audit, of: node, network: network, settings: settings)
      case .tooLow: Self.raise(audit)
      case .unknown: audit.obstacle.map(Self.learn)
      }
  }

  private static let place =
    "in the launch template (nodeadm spec.kubelet.config.maxPods) or EC2NodeClass (spec.kubelet.maxPods)"

  /// The most general reason comes first: the mode, then what limits it on this node.
  private static func lower(
    _ audit: SlotAudit, of node: Node, network: NodeNetwork, settings reading: Reading<CNISettings?>
  ) -> String {
    let settings = reading.value ?? nil
    let advised = audit.slotsAdvised ?? 0
    let limit = "set maxPods to at most \(advised) \(place)"
    let name = network.type?.name ?? "the instance type"
    if audit.mode == .windows {
      return "Windows pods use the primary ENI only: \(limit), or set enable-windows-prefix-delegation in ConfigMap "
        + "kube-system/amazon-vpc-cni"
    }
    if let cilium = network.cilium { return leftOut(cilium, type: name, limit: limit) }
    if settings?.usesPrefixDelegation == true, !audit.mode.usesPrefixes {
      return "\(name) takes no prefixes, as it is not Nitro: move to a Nitro type, or \(limit)"
    }
    if network.isPrimaryExcluded(settings: reading) {
      return "kubernetes.io/role/cni = 0 on the node's subnet leaves the primary ENI without pods: \(limit)"
    }
    let idle = network.interfacesWithoutPods(of: node, settings: reading) ?? 0
    if idle > 0 || network.reservesTrunk(for: node, settings: reading) { return narrowed(idle, limit: limit) }
    if let most = settings?.maxENI, most < network.type?.enisMax ?? 0 {
      return "MAX_ENI is \(most), the type takes \(network.type?.enisMax ?? 0): raise it, or \(limit)"
    }
    if audit.mode.sparesPrimaryENI { return "custom networking leaves the primary ENI without pods: \(limit)" }
    if audit.mode.usesPrefixes { return "\(name) holds no more addresses even in prefixes: \(limit)" }
    let takesPrefixes = network.type?.supportsPrefixDelegation == true
    return takesPrefixes && settings != nil ? "\(limit), or turn on ENABLE_PREFIX_DELEGATION" : limit
  }

  private static func leftOut(_ cilium: CiliumAddressing, type: String, limit: String) -> String {
    if let most = cilium.cilium.maxAllocate, cilium.addresses == most {
      return "Cilium assigns no more than \(most) addresses (max-allocate): raise it, or \(limit)"
    }
    let reason =
      cilium.interfacesLeftOut ?? 0 > 0
      ? "Cilium uses \(cilium.podENIs) of the node's ENIs (first-interface-index \(cilium.cilium.firstInterfaceIndex))"
      : "\(type) holds no more addresses"
    return cilium.usesPrefixes
      ? "\(reason), in prefixes: \(limit)"
      : "\(reason): \(limit), or let Cilium delegate prefixes before the node joins"
  }

  private static func narrowed(_ idle: Int, limit: String) -> String {
    idle > 1
      ? "\(idle) of its ENIs carry no pods (trunk, EFA-only or no_manage): \(limit)"
      : "an ENI without pods (trunk, EFA-only or no_manage) takes the place of one that carries some: \(limit)"
  }

  /// The kubelet reads its limit when the node is launched.
  private static func raise(_ audit: SlotAudit) -> String {
    let limit = "set maxPods to \(audit.slotsAdvised ?? 0) \(place)"
    switch audit.mode {
    case .prefixDelegation, .customNetworkingPrefixDelegation:
      return "nodes launched before prefix delegation keep their maxPods: move to new nodes; if these get as few, "
        + limit
    case .ipv6: return "IPv6 addresses are not the limit: \(limit), then move to new nodes"
    case .autoMode: return "Auto Mode sets maxPods by itself: move to a new node"
    default:
      return "\(limit), then move to new nodes; a node group of several types gets the fewest of them all"
    }
  }

  private static func learn(_ obstacle: SlotAuditObstacle) -> String {
    switch obstacle {
    case .slots: "the node shows no Allocatable pods: see whether its kubelet runs"
    case .nodeKind: "neither labels nor provider ID show what runs this node"
    case .settings: "the CNI's settings are unknown: let capdb get DaemonSet kube-system/aws-node"
    case .otherCNI:
      "another CNI runs here: compare the slots with its own address pool; if it is Cilium in ENI mode, let capdb list "
        + "ciliumnodes (API group cilium.io)"
    case .excludedInterfaceTags:
      "Cilium leaves out ENIs by tags that capdb does not record: compare the slots with spec.ipam of its CiliumNode"
    case .instanceType: "the instance type is unknown: allow ec2:DescribeInstances and ec2:DescribeInstanceTypes"
    case .interfaces: "the node's ENIs are unknown: allow ec2:DescribeNetworkInterfaces"
    case .pods: "more slots than addresses, but pods are unknown: let capdb list pods to see which need none"
    case .autoMode: "Auto Mode sets more maxPods than its published rule: watch for pods without an address"
    case .setting(let setting): setting.advice
    case .subnets: "the subnets are unknown, whose tags decide which ENIs carry pods: allow ec2:DescribeSubnets"
    case .furtherCards:
      "more slots than the default network card has addresses: with ENABLE_MULTI_NIC pods may get those of further cards"
    }
  }
}

extension SettingsObstacle {
  /// What keeps the answer unknown, and what to do, in one line.
  var advice: String {
    switch self {
    case .unread(let variable):
      "aws-node takes \(variable) from a ConfigMap, a Secret or another variable, which capdb does not read: set its "
        + "value in DaemonSet kube-system/aws-node"
    case .refused(let variables):
      "aws-node does not start with its \(variables.joined(separator: " and ")): correct them"
    case .assignsNone(let variable):
      "\(variable) is on: the CNI assigns no addresses itself, so they depend on what else does"
    }
  }
}
