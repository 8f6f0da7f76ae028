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

  /// The most pods that EKS recommends for a node: 110 up to 30 vCPUs, 250 above. Neither EC2 nor the CNI enforces
  /// it; managed node groups and the max-pods calculator of the AMI do.
  ///
  /// Source: https://github.com/awslabs/amazon-eks-ami, max-pods-calculator.sh.
  public static func cap(_ type: InstanceType) -> Int {
    type.vcpus > 30 ? 250 : 110
  }

  /// Max pods as expected from the node's CNI mode, its ENIs without pods and the CNI's settings; nil where no rule
  /// tells, because the settings are unknown or another CNI runs.
  ///
  /// - Parameters:
  ///   - type: the node's instance type.
  ///   - node: the node.
  ///   - settings: the CNI's settings; known nil where the cluster has no DaemonSet `aws-node`.
  ///   - interfacesWithoutPods: attached ENIs of the default card that take a place and carry no pods; see
  ///     `ENIKind.takesENIWithoutPods`.
  public static func expected(
    type: InstanceType, node: Node, settings: Reading<CNISettings?>, interfacesWithoutPods: Int = 0
  ) -> Int? {
    NodeAddressing(type: type, node: node, settings: settings, interfacesWithoutPods: interfacesWithoutPods).maxPods
  }
}

extension InstanceType {
  /// IPv4 addresses (or places for prefixes) of an ENI beside its primary address.
  public var secondaryIPv4PerENI: Int { max(0, ipv4PerENI - 1) }
}
