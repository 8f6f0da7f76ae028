/// The rules by which EKS decides how many pods a node may run.
///
/// Source: https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html#determine-max-pods
public enum MaxPods {
  /// Pods on the host's network in every cluster, which need a slot but no address: `aws-node` and `kube-proxy`.
  static let hostNetworkPods = 2

  /// Max pods by instance: ENIs × (IPv4 per ENI − 1) + 2, over the ENIs of the default network card.
  public static func byInstance(_ type: InstanceType) -> Int {
    type.enisMax * type.secondaryIPv4PerENI + hostNetworkPods
  }

  /// Max pods where every ENI holds /28 prefixes, with the cap that EKS recommends; nil for types that cannot.
  public static func withPrefixDelegation(_ type: InstanceType) -> Int? {
    guard type.supportsPrefixDelegation else { return nil }
    return min(cap(type), type.enisMax * type.secondaryIPv4PerENI * NodeAddressing.addressesPerPrefix + hostNetworkPods)
  }

  /// The most pods that EKS recommends for a node: 110 up to 30 vCPUs, 250 above. Managed node groups and the max-pods
  /// calculator of the AMI enforce it; EC2 and the CNI do not.
  ///
  /// Source: https://github.com/awslabs/amazon-eks-ami, max-pods-calculator.sh.
  public static func cap(_ type: InstanceType) -> Int {
    type.vcpus > 30 ? 250 : 110
  }
}

extension InstanceType {
  /// IPv4 addresses (or places for prefixes) of an ENI in addition to its primary address.
  public var secondaryIPv4PerENI: Int { max(0, ipv4PerENI - 1) }
}

/// How many addresses a node's ENIs can have for its pods once the CNI has attached as many as it may.
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
  /// Addresses that the node's ENIs can hold for pods; nil where addresses are not the limit or there is no rule.
  public let podIPs: Int?
  /// Addresses that the node's ENIs can hold in all, primary ones included, a prefix as 16; nil like `podIPs`.
  public let ips: Int?
  /// The pod slots the kubelet should offer: `podIPs` and the pods on the host's network, within the cap where it
  /// applies; nil without a rule.
  public let maxPods: Int?

  /// The addressing of a node.
  ///
  /// - Parameters:
  ///   - mode: how the node's pods get their addresses.
  ///   - type: the node's instance type.
  ///   - node: the node.
  ///   - settings: the CNI's settings; known nil where the cluster has no DaemonSet `aws-node`.
  ///   - interfaces: the node's interfaces; nil if they are unknown.
  ///   - interfacesWithoutPods: attached ENIs of the default card that carry no pods, a trunk ENI among them, without the
  ///     primary one under custom networking. A node that is to have a trunk counts one for it: the documentation calls
  ///     branch capacity additional, yet the trunk itself uses up an ENI.
  ///   - cilium: what Cilium can assign on the node; nil where it does not.
  package init(
    mode: CNIMode, type: InstanceType, node: Node, settings: Reading<CNISettings?>,
    interfaces: [NetworkInterface]? = nil, interfacesWithoutPods: Int, cilium: CiliumAddressing? = nil
  ) {
    self.mode = mode
    switch mode {
    case .secondaryIP, .prefixDelegation, .customNetworking, .customNetworkingPrefixDelegation:
      if settings.value??.obstacle(on: type) != nil {
        (podENIs, podIPs, ips, maxPods) = (nil, nil, nil, nil)
        return
      }
      let reserved = Self.reservesTrunk(node, type: type, settings: settings.value ?? nil, attached: interfaces)
      let withoutPods =
        interfaces == nil
        ? max(interfacesWithoutPods, node.hasTrunkENI ? 1 : 0) : interfacesWithoutPods + (reserved ? 1 : 0)
      let usable = type.eniLimit(under: settings.value ?? nil) - withoutPods
      let count = max(0, usable - (mode.sparesPrimaryENI ? 1 : 0))
      let perENI = type.secondaryIPv4PerENI * (mode.usesPrefixes ? Self.addressesPerPrefix : 1)
      let computed = count * perENI + MaxPods.hostNetworkPods
      podENIs = count
      podIPs = count * perENI
      ips = count * perENI + type.enisMax
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
    case .ciliumENI:
      (podENIs, podIPs, maxPods) = (cilium?.podENIs, cilium?.addresses, cilium?.maxPods)
      ips = cilium?.addresses.map { $0 + type.enisMax }
    case .none, .unknown:
      (podENIs, podIPs, ips, maxPods) = (nil, nil, nil, nil)
    }
  }
}

extension NodeAddressing {
  /// The addressing of a node whose interfaces are not looked at.
  package init(type: InstanceType, node: Node, settings: Reading<CNISettings?>, interfacesWithoutPods: Int = 0) {
    self.init(
      mode: CNIMode(node: node, type: type, settings: settings), type: type, node: node, settings: settings,
      interfacesWithoutPods: interfacesWithoutPods)
  }

  /// Whether an ENI of the node stays free for a trunk that is not attached yet.
  ///
  /// The VPC resource controller labels a node that is to have one. Without the label the CNI keeps a place where its
  /// settings ask for it and ENIs attached before leave one.
  /// Source: `hasRoomForEni` and `tryEnableSecurityGroupsForPods` in pkg/ipamd/ipamd.go of amazon-vpc-cni-k8s.
  ///
  /// - Parameter attached: the node's interfaces; nil if they are unknown.
  static func reservesTrunk(
    _ node: Node, type: InstanceType, settings: CNISettings?, attached: [NetworkInterface]?
  ) -> Bool {
    guard let attached, !attached.contains(where: { $0.interfaceType == "trunk" }) else { return false }
    if node.hasTrunkENI { return true }
    let count = attached.count { !$0.isOnFurtherCard }
    return settings.map { $0.reservesTrunk(on: type) } ?? false && count < type.eniLimit(under: settings)
  }
}
