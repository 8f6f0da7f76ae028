/// What divides the addresses of a cluster's VPCs: `--by` of the report `subnets`.
public enum SubnetGrouping: String, CaseIterable, Sendable {
  /// All subnets of the cluster's VPCs together.
  case cluster
  /// By VPC.
  case vpc
  /// By availability zone.
  case zone
  /// Subnet by subnet.
  case subnet
}

/// A subnet, or several that a grouping puts together: what it does not have in common is nil.
public struct SubnetGroup: Hashable, Sendable {
  /// `vpcId`, by VPC and by subnet.
  public var vpcID: String?
  /// `availabilityZone`, by zone and by subnet.
  public var zone: String?
  /// `subnetId`, by subnet.
  public var subnetID: String?
  /// `cidrBlock`, by subnet.
  public var cidr: IPv4Block?

  /// Makes a group; the whole cluster by default.
  public init(vpcID: String? = nil, zone: String? = nil, subnetID: String? = nil, cidr: IPv4Block? = nil) {
    self.vpcID = vpcID
    self.zone = zone
    self.subnetID = subnetID
    self.cidr = cidr
  }
}

/// The IPv4 addresses of subnets at a moment.
public struct SubnetCounters: Hashable, Sendable {
  /// Addresses that can be assigned at all: the range without the five that AWS keeps.
  public var ipsTotal: Int64
  /// `availableIpAddressCount`.
  public var ipsAvailable: Int64
  /// Addresses that pods of the cluster hold; nil, like the next three, where pods or interfaces are unknown.
  public var usedByPods: Int64?
  /// Primary addresses of the interfaces on the cluster's nodes.
  public var usedByNodes: Int64?
  /// Secondary and prefix addresses of these interfaces that no pod holds.
  public var warm: Int64?
  /// Addresses in use that are none of these.
  public var usedByOthers: Int64?
  /// Aligned /28 blocks that could become a prefix; nil where interfaces are unknown.
  public var freePrefixes: Int64?

  /// Makes counters; all zero by default.
  public init(
    ipsTotal: Int64 = 0, ipsAvailable: Int64 = 0, usedByPods: Int64? = nil, usedByNodes: Int64? = nil,
    warm: Int64? = nil, usedByOthers: Int64? = nil, freePrefixes: Int64? = nil
  ) {
    self.ipsTotal = ipsTotal
    self.ipsAvailable = ipsAvailable
    self.usedByPods = usedByPods
    self.usedByNodes = usedByNodes
    self.warm = warm
    self.usedByOthers = usedByOthers
    self.freePrefixes = freePrefixes
  }

  /// Addresses in use.
  public var ipsUsed: Int64 { max(0, ipsTotal - ipsAvailable) }
}

extension SubnetCounters: TrendCounters {
  /// Addresses in use out of those that can be assigned.
  public var load: Load { Load(used: ipsUsed, of: ipsTotal) }
}
