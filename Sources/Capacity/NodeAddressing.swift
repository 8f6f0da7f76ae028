/// What a node's ENIs can give to its pods when the CNI has grown them as far as it may.
///
/// Source: https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/eni-and-ip-target.md and, for the modes,
/// https://docs.aws.amazon.com/eks/latest/best-practices/ip-opt.html.
public struct NodeAddressing: Hashable, Sendable {
  /// Addresses of a /28 prefix.
  public static let addressesPerPrefix = 16

  /// How the node's pods get their addresses.
  public let mode: CNIMode
  /// ENIs that can carry pods; nil where they are not the CNI's to attach.
  public let podENIs: Int?
  /// Addresses the node's ENIs can hold for pods; nil where addresses are not the limit or no rule tells.
  public let podIPs: Int?
  /// Addresses the node's ENIs can hold in all, primary ones included, a prefix as 16; nil like `podIPs`.
  public let ips: Int?
  /// The pod slots the kubelet should offer: `podIPs` and the pods on the host's network, within the cap where it
  /// applies; nil where no rule tells.
  public let maxPods: Int?

  /// The addressing of a node.
  ///
  /// - Parameters:
  ///   - type: the node's instance type.
  ///   - node: the node.
  ///   - settings: the CNI's settings; known nil where the cluster has no DaemonSet `aws-node`.
  ///   - interfaces: the node's interfaces, from which the mode is read where the settings are unknown.
  ///   - interfacesWithoutPods: attached ENIs of the default card that take a place and carry no pods, a trunk ENI
  ///     among them. A node labelled as having a trunk counts at least one: its documentation calls branch capacity
  ///     additional, yet the trunk itself takes an ENI's place.
  public init(
    type: InstanceType, node: Node, settings: Reading<CNISettings?>, interfaces: [NetworkInterface]? = nil,
    interfacesWithoutPods: Int = 0
  ) {
    let mode = CNIMode(node: node, type: type, settings: settings, interfaces: interfaces)
    self.mode = mode
    switch mode {
    case .secondaryIP, .prefixDelegation, .customNetworking, .customNetworkingPrefixDelegation:
      let withoutPods = max(interfacesWithoutPods, node.hasTrunkENI ? 1 : 0)
      let usable = min(type.enisMax, settings.value??.maxENI ?? type.enisMax) - withoutPods
      let carriers = max(0, usable - (mode.sparesPrimaryENI ? 1 : 0))
      let perENI = type.secondaryIPv4PerENI * (mode.usesPrefixes ? Self.addressesPerPrefix : 1)
      let computed = carriers * perENI + MaxPods.hostNetworkPods
      podENIs = carriers
      podIPs = carriers * perENI
      ips = carriers * perENI + type.enisMax
      maxPods = mode.usesPrefixes ? min(computed, MaxPods.cap(type)) : computed
    case .windows:
      let handedOut = node.allocatable.privateIPv4Addresses.map { Int(clamping: $0) }
      podENIs = 1
      podIPs = handedOut ?? type.secondaryIPv4PerENI
      ips = (handedOut ?? type.secondaryIPv4PerENI) + 1
      maxPods = nil
    case .autoMode:
      (podENIs, podIPs, ips) = (nil, nil, nil)
      maxPods = min(110, MaxPods.byInstance(type))
    case .ipv6:
      (podENIs, podIPs, ips) = (type.enisMax, nil, nil)
      maxPods = MaxPods.cap(type)
    case .fargate:
      (podENIs, podIPs, ips, maxPods) = (1, 1, 1, 1)
    case .none, .unknown:
      (podENIs, podIPs, ips, maxPods) = (nil, nil, nil, nil)
    }
  }
}
