/// The settings as the newest release of the CNI reads them. `docs/vpc-cni.md` lists every variable and tag.
///
/// Source: `pkg/ipamd/ipamd.go` and `utils/utils.go` of https://github.com/aws/amazon-vpc-cni-k8s, v1.23.1.
extension CNISettings {
  /// What is recorded in place of a value that capdb does not read: one of a ConfigMap or a Secret.
  public static let unreadValue = "(valueFrom)"

  /// Whether a variable is set to a value that capdb does not read.
  package func isUnread(_ variable: String) -> Bool { environment[variable] == Self.unreadValue }

  /// A switch, read as by Go's `strconv.ParseBool`: unset, empty and any other text count as the default.
  func isOn(_ variable: String, default fallback: Bool) -> Bool {
    switch environment[variable] {
    case "1", "t", "T", "TRUE", "true", "True": true
    case "0", "f", "F", "FALSE", "false", "False": false
    default: fallback
    }
  }

  /// Whether the release is this one or a later one; nil if neither the image's tag nor the chart's variable names any.
  func isRelease(_ major: Int, _ minor: Int, _ patch: Int = 0) -> Bool? {
    release.map { ($0.major, $0.minor, $0.patch) >= (major, minor, patch) }
  }

  /// The release that an image's tag names, or else the chart's variable; nil if neither names any.
  static func release(_ version: String, _ environment: [String: String]) -> CNIRelease? {
    CNIRelease(version) ?? CNIRelease(environment["VPC_CNI_VERSION"] ?? "")
  }
}

/// A release of the VPC CNI.
struct CNIRelease: Hashable, Sendable {
  let major: Int
  let minor: Int
  let patch: Int

  /// The release in a text such as `v1.22.0-eksbuild.1`; nil if there is none.
  init?(_ text: String) {
    let numbers = text.drop { $0 == "v" }.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      .split(separator: ".").compactMap { Int($0) }
    guard numbers.count >= 2 else { return nil }
    (major, minor, patch) = (numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0)
  }
}

extension CNISettings {
  /// The cluster's name for tags; nil where none is set, and where capdb does not read it.
  package var clusterName: String? {
    environment["CLUSTER_NAME"].flatMap { $0.isEmpty || $0 == Self.unreadValue ? nil : $0 }
  }

  /// New ENIs may lie in other subnets of the node's zone, by their tags.
  ///
  /// Source: README, `ENABLE_SUBNET_DISCOVERY` (since 1.18).
  var usesSubnetDiscovery: Bool { isRelease(1, 18) != false && isOn("ENABLE_SUBNET_DISCOVERY", default: true) }

  /// A subnet's tags may keep pods out of it: `kubernetes.io/role/cni` = 0, or the names of other clusters.
  ///
  /// Source: CHANGELOG, v1.22.1. Before, any value of that tag let new ENIs lie in the subnet.
  var excludesSubnetsByTag: Bool { isRelease(1, 22) == true }

  /// The ENIs of further network cards carry pods too.
  ///
  /// Source: README, `ENABLE_MULTI_NIC` (since 1.20).
  package var usesFurtherCards: Bool { isRelease(1, 20) != false && isOn("ENABLE_MULTI_NIC", default: false) }

  /// ENIs that carry no tag of the CNI carry pods too.
  ///
  /// Source: `setUnmanagedENIs` in pkg/ipamd/ipamd.go; the README does not name the variable.
  var managesUntaggedENIs: Bool { isOn("MANAGE_UNTAGGED_ENI", default: true) }

  /// The CNI assigns and releases addresses on cordoned nodes too.
  ///
  /// Source: README, `AWS_MANAGE_ENIS_NON_SCHEDULABLE`, and `isNodeNonSchedulable` in pkg/ipamd/ipamd.go (since 1.12).
  var managesCordonedNodes: Bool {
    isRelease(1, 12) == false || isOn("AWS_MANAGE_ENIS_NON_SCHEDULABLE", default: false)
  }

  /// Whether the CNI keeps an ENI free for a trunk until the VPC resource controller has attached one.
  ///
  /// Source: `hasRoomForEni` in pkg/ipamd/ipamd.go; before 1.20.4 it did so for every type (CHANGELOG, #3250).
  func reservesTrunk(on type: InstanceType) -> Bool {
    usesPodENIs && (type.supportsTrunk || isRelease(1, 20, 4) == false)
  }
}

extension InstanceType {
  /// The most ENIs that the CNI attaches to the default network card: the type's limit, or `MAX_ENI` if that is lower.
  package func eniLimit(under settings: CNISettings?) -> Int { min(enisMax, settings?.maxENI ?? enisMax) }

  /// Whether the type can have a trunk ENI: all but Xen, the t families, and few others.
  ///
  /// Source: `IsTrunkingCompatible` in pkg/aws/vpc/limits.go of https://github.com/aws/amazon-vpc-resource-controller-k8s;
  /// the CNI takes a type that is not listed there for one that can.
  var supportsTrunk: Bool {
    guard supportsPrefixDelegation, !["t3.", "t3a.", "t4g."].contains(where: name.hasPrefix) else { return false }
    return !Self.otherTypesWithoutTrunk.contains(name)
  }

  private static let otherTypesWithoutTrunk: Set<String> = ["i4i.large", "u-6tb1.56xlarge", "u-6tb1.112xlarge"]
}

/// Why the settings of the CNI do not tell what its nodes can take.
package enum SettingsObstacle: Hashable, Sendable {
  /// The value of this variable is in a ConfigMap or a Secret, which capdb does not read.
  case unread(String)
  /// The CNI does not start with the values of these variables.
  case refused([String])
  /// With this variable the CNI assigns no addresses itself: what else does is unknown.
  case assignsNone(String)
}

extension CNISettings {
  /// Why they do not tell what a node of this type can take; nil if they do.
  package func obstacle(on type: InstanceType?) -> SettingsObstacle? {
    if let variable = Self.decidingVariables.first(where: isUnread) { return .unread(variable) }
    if let variables = refusedVariables(on: type) { return .refused(variables) }
    guard !usesIPv6 else { return nil }
    let offSwitches = ["ENABLE_IMDS_ONLY_MODE", "DISABLE_NETWORK_RESOURCE_PROVISIONING"]
    return offSwitches.first { isOn($0, default: false) }.map(SettingsObstacle.assignsNone)
  }

  /// The variables that decide which addresses a node can have.
  private static let decidingVariables = [
    "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "DISABLE_NETWORK_RESOURCE_PROVISIONING", "ENABLE_IMDS_ONLY_MODE",
    "ENABLE_IPv4", "ENABLE_IPv6", "ENABLE_MULTI_NIC", "ENABLE_POD_ENI", "ENABLE_PREFIX_DELEGATION",
    "ENABLE_SUBNET_DISCOVERY", "MANAGE_UNTAGGED_ENI", "MAX_ENI",
  ]

  /// The combinations that the CNI refuses. A variable that is unset counts as having the value of the chart.
  ///
  /// Source: `isConfigValid` in pkg/ipamd/ipamd.go and `validateEnvVars` in cmd/aws-vpc-cni/main.go.
  private func refusedVariables(on type: InstanceType?) -> [String]? {
    guard usesIPv6 else {
      if !isOn("ENABLE_IPv4", default: true) { return ["ENABLE_IPv4", "ENABLE_IPv6"] }
      return usesPrefixDelegation && !hasPrefixTarget ? ["ENABLE_PREFIX_DELEGATION", "WARM_PREFIX_TARGET"] : nil
    }
    if isOn("ENABLE_IPv4", default: false) { return ["ENABLE_IPv4", "ENABLE_IPv6"] }
    if usesCustomNetworking { return ["AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "ENABLE_IPv6"] }
    let hasPrefixes = isOn("ENABLE_PREFIX_DELEGATION", default: true) && type?.supportsPrefixDelegation ?? true
    return hasPrefixes ? nil : ["ENABLE_IPv6", "ENABLE_PREFIX_DELEGATION"]
  }

  /// Whether a target says how many prefixes stay free. The CNI compares the texts, not the numbers.
  private var hasPrefixTarget: Bool {
    let isUnset = environment["WARM_PREFIX_TARGET"] == nil
    let targets = ["WARM_IP_TARGET", "WARM_PREFIX_TARGET", "MINIMUM_IP_TARGET"]
    return isUnset || targets.contains { isUnread($0) || environment[$0] ?? "0" > "0" }
  }
}
