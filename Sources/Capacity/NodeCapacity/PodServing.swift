/// Which interfaces of a node the CNI takes addresses for new pods from: the one rule behind all counts of warm and
/// reachable addresses.
///
/// Source: `setUnmanagedENIs`, `markUnmanagedNetworkCards`, `filterUnmanagedENIs` and `excludedENIBasedOnSubnetTags` in
/// pkg/ipamd/ipamd.go, `GetAllocatableENIs` in pkg/ipamd/datastore/data_store.go, of
/// https://github.com/aws/amazon-vpc-cni-k8s, v1.23.1.
package struct PodServing {
  let mode: CNIMode
  private let settings: CNISettings?
  private let cilium: CiliumNode?
  private let excludedSubnets: ExcludedSubnets
  private let moment: Timestamp

  /// - Parameters:
  ///   - mode: how the node's pods get their addresses.
  ///   - settings: the CNI's settings; nil where they are unknown, and without the VPC CNI.
  ///   - cilium: what Cilium says of the node; nil where it takes no addresses from the VPC.
  ///   - moment: decides about the kind of an interface; see `NetworkInterface.kind(at:)`.
  package init(
    mode: CNIMode, settings: CNISettings?, cilium: CiliumNode? = nil, excludedSubnets: ExcludedSubnets,
    at moment: Timestamp
  ) {
    self.mode = mode
    self.settings = settings
    self.cilium = cilium
    self.excludedSubnets = excludedSubnets
    self.moment = moment
  }

  /// Whether new pods get addresses of an attached interface; nil where that is unknown.
  package func servesPods(_ interface: NetworkInterface) -> Bool? {
    switch mode {
    case .secondaryIP, .prefixDelegation, .customNetworking, .customNetworkingPrefixDelegation, .unknown:
      return servesPodsOfVPCCNI(interface)
    case .windows: return interface.isPrimary
    case .ciliumENI: return cilium.map { $0.serves(interface) } ?? !isForOtherUse(interface)
    case .ipv6, .fargate: return false
    case .autoMode, .none: return !isForOtherUse(interface)
    }
  }

  /// Whether an attached interface of the default card keeps one of the node's ENIs from pods; nil where that is unknown.
  ///
  /// A secondary one in a subnet whose tags keep pods away does not: the CNI makes no more of them, and releases it with its
  /// last pod or with the node. Neither does the primary one under custom networking, which the mode counts.
  package func takesENIWithoutPods(_ interface: NetworkInterface) -> Bool? {
    if interface.isPrimary { return mode.sparesPrimaryENI ? false : servesPods(interface).map { !$0 } }
    return isForOtherUse(interface) || isLeftAlone(interface)
  }

  /// A further card is decided last where its settings are unknown: what else keeps pods away does so in any case.
  private func servesPodsOfVPCCNI(_ interface: NetworkInterface) -> Bool? {
    if isForOtherUse(interface) || isLeftAlone(interface) { return false }
    if interface.isPrimary, mode.sparesPrimaryENI { return false }
    if interface.isOnFurtherCard, settings?.usesFurtherCards == false { return false }
    guard let isExcluded = excludedSubnets.contains(interface.subnetID) else { return nil }
    if isExcluded { return false }
    return interface.isOnFurtherCard && settings == nil ? nil : true
  }

  private func isForOtherUse(_ interface: NetworkInterface) -> Bool {
    let kind = interface.kind(at: moment)
    return kind == .trunk || kind == .unmanaged || interface.isForFabricTrafficOnly && kind != .primary
  }

  /// Whether the VPC CNI leaves an interface alone beside those that carry `no_manage`: EC2 refuses addresses for those
  /// that a service made, and `MANAGE_UNTAGGED_ENI` may be off. The primary interface is always managed.
  private func isLeftAlone(_ interface: NetworkInterface) -> Bool {
    let kind = interface.kind(at: moment)
    if kind == .primary { return false }
    guard let settings, !settings.managesUntaggedENIs else { return kind == .awsManaged }
    return interface.tag("node.k8s.amazonaws.com/no_manage") == nil && !interface.namesItsInstance
  }
}

extension NetworkInterface {
  /// Whether it is attached to another network card than the default one.
  package var isOnFurtherCard: Bool { attachment.map { $0.networkCardIndex > 0 } ?? false }

  /// Whether the VPC CNI of the instance has tagged the interface.
  fileprivate var namesItsInstance: Bool {
    guard let named = tag("node.k8s.amazonaws.com/instance_id") else { return false }
    return attachment?.instanceID.map { $0 == named } ?? true
  }
}

/// The subnets whose tags keep pods away: the VPC CNI leaves the interfaces in them without addresses for new pods.
///
/// These are the subnets tagged `kubernetes.io/role/cni` = 0, and those that have this tag with another value and
/// `cni.networking.k8s.aws/cluster/NAME` for other clusters only. Only releases since 1.22 with subnet discovery look at
/// the tags of subnets with interfaces. They do so when `aws-node` starts, so a tag set later counts here too early.
/// Source: `IsSubnetExcluded` in pkg/awsutils/awsutils.go.
package struct ExcludedSubnets {
  private var excluded: Set<String> = []
  /// Subnets that may be excluded; nil if these may be any.
  private var doubtful: Set<String>? = []

  /// - Parameters:
  ///   - settings: the CNI's settings; known nil where the cluster has no DaemonSet `aws-node`.
  ///   - subnets: by id; nil if they are unknown.
  package init(settings: Reading<CNISettings?>, subnets: [String: Subnet]?) {
    if case .known(nil) = settings { return }
    guard let settings = settings.value ?? nil, !settings.isUnread("ENABLE_SUBNET_DISCOVERY") else {
      doubtful = Self.ids(in: subnets) { $0.cniRole == "0" }
      return
    }
    guard settings.usesSubnetDiscovery, settings.excludesSubnetsByTag else { return }
    excluded = Self.ids(in: subnets) { $0.keepsAway(podsOf: settings.clusterName) }
    if subnets == nil { doubtful = nil }
    if settings.isUnread("CLUSTER_NAME") {
      doubtful?.formUnion(Self.ids(in: subnets) { $0.cniRole.map { $0 != "0" } ?? false && !$0.isOpen(to: "") })
    }
  }

  private static func ids(in subnets: [String: Subnet]?, where isMeant: (Subnet) -> Bool) -> Set<String> {
    Set((subnets ?? [:]).values.lazy.filter(isMeant).map(\.id))
  }

  /// Whether that is unknown for any subnet.
  package var isInDoubt: Bool { doubtful.map { !$0.isEmpty } ?? true }

  /// Whether the subnet's interfaces serve no new pods; nil if that is unknown.
  package func contains(_ subnet: String) -> Bool? {
    guard let doubtful, !doubtful.contains(subnet) else { return nil }
    return excluded.contains(subnet)
  }
}

extension Subnet {
  /// The tag by which a subnet is open to the VPC CNI or closed; nil if absent or empty, as the CNI takes it.
  var cniRole: String? { tag("kubernetes.io/role/cni").flatMap { $0.isEmpty ? nil : $0 } }

  /// Whether the tags keep the pods of a cluster away, by the rules since 1.22. Without a name the CNI does not look at
  /// the names of clusters.
  func keepsAway(podsOf cluster: String?) -> Bool {
    guard let cniRole else { return false }
    return cniRole == "0" || !isOpen(to: cluster)
  }

  /// Whether no tag reserves the subnet for clusters of other names.
  func isOpen(to cluster: String?) -> Bool {
    guard let cluster else { return true }
    let prefix = "cni.networking.k8s.aws/cluster/"
    let names = tags.filter { $0.key.hasPrefix(prefix) }.map { $0.key.dropFirst(prefix.count) }
    return names.isEmpty || names.contains { $0 == cluster }
  }

  /// The value of a tag; nil if the subnet does not have it.
  func tag(_ key: String) -> String? { tags.first { $0.key == key }?.value }
}
