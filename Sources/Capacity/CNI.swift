/// The settings of the Amazon VPC CNI: the environment of container `aws-node` in DaemonSet `kube-system/aws-node`.
public struct CNISettings: Hashable, Sendable {
  /// The image's tag, for example `v1.18.3-eksbuild.2`; empty if it has none.
  public var version: String {
    didSet { release = Self.release(version, environment) }
  }
  /// Environment variables that decide how addresses are assigned, by name; those absent keep the CNI's default.
  public var environment: [String: String] {
    didSet { release = Self.release(version, environment) }
  }
  /// What `version` and `environment` say of the release; kept, because each node of a cluster asks for it.
  private(set) var release: CNIRelease?

  /// Makes settings without the variables that have no effect on capacity.
  public init(version: String = "", environment: [String: String] = [:]) {
    self.version = version
    self.environment = environment.filter { Self.recordedVariables.contains($0.key) }
    release = Self.release(version, self.environment)
  }

  /// The variables that are kept.
  ///
  /// Source: https://github.com/aws/amazon-vpc-cni-k8s#cni-configuration-variables ; those that it does not
  /// name are in pkg/ipamd/ipamd.go and, `VPC_CNI_VERSION`, in the chart.
  public static let recordedVariables: Set<String> = [
    "ENABLE_PREFIX_DELEGATION", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "ENABLE_POD_ENI", "ENABLE_IPv4", "ENABLE_IPv6",
    "WARM_ENI_TARGET", "WARM_IP_TARGET", "MINIMUM_IP_TARGET", "WARM_PREFIX_TARGET", "MAX_ENI",
    "AWS_VPC_K8S_CNI_EXTERNALSNAT", "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS", "AWS_VPC_K8S_CNI_RANDOMIZESNAT",
    "POD_SECURITY_GROUP_ENFORCING_MODE", "ENABLE_SUBNET_DISCOVERY", "ENI_CONFIG_LABEL_DEF", "IP_COOLDOWN_PERIOD",
    "ENABLE_MULTI_NIC", "CLUSTER_NAME", "DISABLE_NETWORK_RESOURCE_PROVISIONING", "ENABLE_IMDS_ONLY_MODE",
    "MANAGE_UNTAGGED_ENI", "AWS_MANAGE_ENIS_NON_SCHEDULABLE", "VPC_CNI_VERSION",
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

  private func isTrue(_ variable: String) -> Bool { isOn(variable, default: false) }
}

/// How a node's pods get their addresses. The raw values are those of the reports' column `cni_mode`.
public enum CNIMode: String, CaseIterable, Sendable {
  /// Single secondary addresses of the node's ENIs: the VPC CNI's default.
  case secondaryIP = "secondary-ip"
  /// /28 prefixes on the node's ENIs.
  case prefixDelegation = "prefix-delegation"
  /// Single addresses of other subnets; the primary ENI carries no pods.
  case customNetworking = "custom-networking"
  /// /28 prefixes of other subnets; the primary ENI carries no pods.
  case customNetworkingPrefixDelegation = "custom-networking-prefix-delegation"
  /// One /80 prefix per ENI: more addresses than any node has pods.
  case ipv6
  /// EKS Auto Mode runs the CNI and has rules of its own.
  case autoMode = "auto-mode"
  /// Addresses of the primary ENI only, which the VPC resource controller assigns.
  case windows
  /// One ENI and one node per pod.
  case fargate
  /// Cilium assigns addresses of ENIs that it attaches.
  case ciliumENI = "cilium-eni"
  /// Not the VPC CNI: hybrid nodes, and clusters on whose nodes no `aws-node` runs.
  case none
  /// The CNI's settings could not be read, not all of them, or it does not start with them; or the node's kind is not
  /// known.
  case unknown

  /// The mode of a node.
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - type: its instance type, if known; one that can hold no prefixes falls back to single addresses, as the CNI
  ///     does.
  ///   - settings: the CNI's settings; known nil where the cluster has no DaemonSet `aws-node`.
  ///   - interfaces: the node's interfaces, from which the mode is read where the settings are unknown.
  ///   - cilium: what Cilium assigns on the node from ENIs; nil where it does not.
  public init(
    node: Node, type: InstanceType?, settings: Reading<CNISettings?>, interfaces: [NetworkInterface]? = nil,
    cilium: CiliumNode? = nil
  ) {
    switch node.compute {
    case .fargate: self = .fargate
    case .autoMode: self = .autoMode
    case .hybrid: self = .none
    case .other: self = .unknown
    case .ec2 where node.operatingSystem == "windows": self = .windows
    case .ec2 where cilium != nil && (settings.value ?? nil) == nil: self = .ciliumENI
    case .ec2: self.init(type: type, settings: settings, interfaces: interfaces ?? [])
    }
  }

  private init(type: InstanceType?, settings: Reading<CNISettings?>, interfaces: [NetworkInterface]) {
    guard let reading = settings.value else {
      self = Self.evident(in: interfaces) ?? .unknown
      return
    }
    guard let settings = reading else {
      self = .none
      return
    }
    switch settings.obstacle(on: type) {
    case .unread, .refused:
      self = .unknown
      return
    case .assignsNone, nil: break
    }
    let prefixes = settings.usesPrefixDelegation && type?.supportsPrefixDelegation ?? true
    self =
      switch (settings.usesIPv6, settings.usesCustomNetworking, prefixes) {
      case (true, _, _): .ipv6
      case (false, true, true): .customNetworkingPrefixDelegation
      case (false, true, false): .customNetworking
      case (false, false, true): .prefixDelegation
      case (false, false, false): .secondaryIP
      }
  }

  /// The mode that the addresses on a node's interfaces show; nil where there are none yet beside the primary ones.
  ///
  /// Under custom networking the primary ENI carries no addresses for pods, and the others are in another subnet.
  private static func evident(in interfaces: [NetworkInterface]) -> CNIMode? {
    let podENIs = interfaces.filter { $0.ipv4Addresses.count > 1 || !$0.ipv4Prefixes.isEmpty }
    guard !podENIs.isEmpty else { return interfaces.contains { !$0.ipv6Prefixes.isEmpty } ? .ipv6 : nil }
    let usesPrefixes = podENIs.contains { !$0.ipv4Prefixes.isEmpty }
    let primary = interfaces.first { $0.attachment?.deviceIndex == 0 && $0.attachment?.networkCardIndex == 0 }
    let sparesPrimary = primary.map { primary in podENIs.allSatisfy { $0.subnetID != primary.subnetID } } ?? false
    return switch (sparesPrimary, usesPrefixes) {
    case (true, true): .customNetworkingPrefixDelegation
    case (true, false): .customNetworking
    case (false, true): .prefixDelegation
    case (false, false): .secondaryIP
    }
  }

  /// Whether ENIs hold /28 prefixes in place of single secondary addresses.
  public var usesPrefixes: Bool { self == .prefixDelegation || self == .customNetworkingPrefixDelegation }

  /// Whether the primary ENI carries no pods.
  public var sparesPrimaryENI: Bool { self == .customNetworking || self == .customNetworkingPrefixDelegation }
}
