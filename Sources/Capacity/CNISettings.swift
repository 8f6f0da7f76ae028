/// The settings of the Amazon VPC CNI: the environment of container `aws-node` in DaemonSet `kube-system/aws-node`.
public struct CNISettings: Hashable, Sendable {
  /// The image's tag, for example `v1.18.3-eksbuild.2`; empty if it has none.
  public var version: String
  /// Environment variables that decide how addresses are assigned, by name; those absent keep the CNI's default.
  public var environment: [String: String]

  /// Makes settings; variables that do not bear on capacity are dropped.
  public init(version: String = "", environment: [String: String] = [:]) {
    self.version = version
    self.environment = environment.filter { Self.recordedVariables.contains($0.key) }
  }

  /// The variables that are kept.
  ///
  /// Source: https://github.com/aws/amazon-vpc-cni-k8s#cni-configuration-variables
  public static let recordedVariables: Set<String> = [
    "ENABLE_PREFIX_DELEGATION", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "ENABLE_POD_ENI", "ENABLE_IPv4", "ENABLE_IPv6",
    "WARM_ENI_TARGET", "WARM_IP_TARGET", "MINIMUM_IP_TARGET", "WARM_PREFIX_TARGET", "MAX_ENI",
    "AWS_VPC_K8S_CNI_EXTERNALSNAT", "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS", "AWS_VPC_K8S_CNI_RANDOMIZESNAT",
    "POD_SECURITY_GROUP_ENFORCING_MODE", "ENABLE_SUBNET_DISCOVERY", "ENI_CONFIG_LABEL_DEF", "IP_COOLDOWN_PERIOD",
    "ENABLE_MULTI_NIC", "CLUSTER_NAME", "DISABLE_NETWORK_RESOURCE_PROVISIONING",
  ]

  /// /28 prefixes instead of single addresses.
  public var usesPrefixDelegation: Bool { isTrue("ENABLE_PREFIX_DELEGATION") }
  /// Pods take addresses of other subnets than their node's; the primary ENI carries none.
  public var usesCustomNetworking: Bool { isTrue("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG") }
  /// Security groups for pods: a trunk ENI per node.
  public var usesPodENIs: Bool { isTrue("ENABLE_POD_ENI") }
  /// Pods get IPv6 addresses.
  public var usesIPv6: Bool { isTrue("ENABLE_IPv6") }
  /// Pods leave the VPC with their own address.
  public var usesExternalSNAT: Bool { isTrue("AWS_VPC_K8S_CNI_EXTERNALSNAT") }
  /// The most ENIs a node may have, where it is lower than its type's limit.
  public var maxENI: Int? { number("MAX_ENI").flatMap { $0 > 0 ? $0 : nil } }

  /// A variable as a whole number; nil if it is unset or none.
  public func number(_ variable: String) -> Int? { environment[variable].flatMap { Int($0) } }

  /// Go's `strconv.ParseBool`, by which the CNI reads its switches.
  private func isTrue(_ variable: String) -> Bool {
    ["1", "t", "T", "TRUE", "true", "True"].contains(environment[variable] ?? "")
  }
}
