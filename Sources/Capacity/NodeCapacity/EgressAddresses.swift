/// The addresses under which hosts outside of the VPC see a cluster's pods, as far as the APIs show.
///
/// The VPC CNI rewrites IPv4 traffic that leaves the VPC to the primary address of its node's primary interface, unless
/// its settings say that something outside does. No API shows which address a NAT gateway then uses for a pod. IPv6
/// traffic is never rewritten.
/// Sources: https://docs.aws.amazon.com/eks/latest/userguide/external-snat.html and, for pods with security groups of
/// their own, https://github.com/aws/amazon-vpc-cni-k8s#pod_security_group_enforcing_mode-v1110.
package struct EgressAddresses {
  private let nodes: [String: Egress]
  private let cni: CNISettings?

  package init(of index: StateIndex) {
    cni = index.cni
    nodes = Dictionary(
      (index.state.snapshot.nodes.value ?? []).map { ($0.name, Egress(of: $0, in: index)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The address of a pod as the outside sees it; nil where no API shows it: behind a NAT gateway, on Fargate and Windows,
  /// in Auto Mode, under another CNI or unknown settings, and for pods that are not bound or have ended.
  ///
  /// - Parameter interface: the interface that holds the pod's address; see `PodInterfaces`.
  package func address(of pod: Pod, on interface: NetworkInterface?) -> IPAddress? {
    guard let name = pod.node, !pod.phase.isFinished, let address = pod.ip, let node = nodes[name] else { return nil }
    if !pod.isHostNetwork {
      guard node.isGovernedByCNI, let cni, !cni.hidesTranslation else { return nil }
      if address.ipv4 != nil, !cni.rewrites(trafficOf: interface) { return nil }
    }
    if let ipv6 = address.ipv6 { return ipv6.isGlobal ? address : nil }
    return node.publicAddress.map(IPAddress.v4)
  }
}

/// What decides about the traffic that leaves a node.
private struct Egress {
  /// The public address of the node's primary interface.
  let publicAddress: IPv4Address?
  /// Whether the CNI's settings decide which address its pods' traffic gets.
  let isGovernedByCNI: Bool

  /// EC2 knows whether there is a public address; the node's `ExternalIP` is used where EC2 was not asked.
  init(of node: Node, in index: StateIndex) {
    isGovernedByCNI = node.compute == .ec2 && node.operatingSystem != "windows"
    if let primary = index.interfaces(of: node)?.first(where: \.isPrimary) {
      publicAddress = primary.publicIP
    } else if let instance = index.instance(of: node) {
      publicAddress = instance.publicIP
    } else {
      publicAddress = node.externalIP?.ipv4
    }
  }
}

extension CNISettings {
  /// Whether a setting that decides about source addresses has a value that capdb does not read.
  fileprivate var hidesTranslation: Bool {
    [
      "AWS_VPC_K8S_CNI_EXTERNALSNAT", "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS", "ENABLE_POD_ENI",
      "POD_SECURITY_GROUP_ENFORCING_MODE",
    ].contains(where: isUnread)
  }

  /// Whether IPv4 traffic of a pod to the outside gets the address of its node.
  fileprivate func rewrites(trafficOf interface: NetworkInterface?) -> Bool {
    if usesExternalSNAT || excludesEverything { return false }
    let isStandard = environment["POD_SECURITY_GROUP_ENFORCING_MODE"] == "standard"
    guard usesPodENIs, !isStandard else { return true }
    // Only a pod whose interface is known not to be a branch has no security groups of its own for sure.
    return interface.map { $0.interfaceType != "branch" } ?? false
  }

  /// Whether the destinations to which traffic keeps the pod's address, a comma-separated list, are all there are.
  private var excludesEverything: Bool {
    (environment["AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS"] ?? "").split(separator: ",")
      .contains { IPv4Block($0.filter { $0 != " " })?.prefixLength == 0 }
  }
}

extension IPv6Address {
  /// Whether the address is one of the internet: 2000::/3 (RFC 4291, section 2.4).
  fileprivate var isGlobal: Bool { high >> 61 == 1 }
}
