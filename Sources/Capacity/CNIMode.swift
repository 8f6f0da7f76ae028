/// How a node's pods get their addresses. The raw values stand in the reports' column `cni_mode`.
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
  /// EKS Auto Mode runs the CNI, by rules of its own.
  case autoMode = "auto-mode"
  /// Addresses of the primary ENI only, handed out by the VPC resource controller.
  case windows
  /// One ENI and one node per pod.
  case fargate
  /// Not the VPC CNI: hybrid nodes, and clusters without the DaemonSet `aws-node`.
  case none
  /// The CNI's settings could not be read, or the node's kind is not known.
  case unknown

  /// The mode of a node.
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - type: its instance type, if known; one that can hold no prefixes falls back to single addresses, as the CNI
  ///     does.
  ///   - settings: the CNI's settings; known nil where the cluster has no DaemonSet `aws-node`.
  ///   - interfaces: the node's interfaces, from which the mode is read where the settings are unknown.
  public init(
    node: Node, type: InstanceType?, settings: Reading<CNISettings?>, interfaces: [NetworkInterface]? = nil
  ) {
    switch node.compute {
    case .fargate: self = .fargate
    case .autoMode: self = .autoMode
    case .hybrid: self = .none
    case .other: self = .unknown
    case .ec2 where node.operatingSystem == "windows": self = .windows
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
    let carriers = interfaces.filter { $0.ipv4Addresses.count > 1 || !$0.ipv4Prefixes.isEmpty }
    guard !carriers.isEmpty else { return interfaces.contains { !$0.ipv6Prefixes.isEmpty } ? .ipv6 : nil }
    let usesPrefixes = carriers.contains { !$0.ipv4Prefixes.isEmpty }
    let primary = interfaces.first { $0.attachment?.deviceIndex == 0 && $0.attachment?.networkCardIndex == 0 }
    let sparesPrimary = primary.map { primary in carriers.allSatisfy { $0.subnetID != primary.subnetID } } ?? false
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
