/// How the subnets of a cluster's VPCs are grouped: `--by` of the report `subnets`.
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

/// A subnet, or the subnets of a group: what they do not have in common is nil.
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
  /// Addresses that can be assigned: the range without the five that AWS reserves.
  public var ipsTotal: Int64
  /// `availableIpAddressCount`.
  public var ipsAvailable: Int64
  /// Addresses that pods of the cluster hold; nil, like the next three, where pods or interfaces are unknown. It is nil,
  /// like `warm`, too where it is unknown whether pods hold some of the addresses on the cluster's nodes.
  public var usedByPods: Int64?
  /// Primary addresses of the interfaces on the cluster's nodes.
  public var usedByNodes: Int64?
  /// Secondary and prefix addresses of these interfaces that no pod holds.
  public var warm: Int64?
  /// Addresses in use that are none of these.
  public var usedByOthers: Int64?
  /// Aligned /28 blocks that could become a prefix; nil where interfaces are unknown, and where another account owns the
  /// subnet.
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

extension CapacitySample {
  static func subnets(
    in index: StateIndex, freeAddresses: [String: FreeAddresses]?, owners: [AddressOwner: Int64]?
  ) -> [SubnetGroupKey: SubnetCounters]? {
    guard let subnets = index.state.snapshot.subnets.value else { return nil }
    let held = owners.map { HeldAddresses(by: index.cluster, of: $0) }
    var groups: [SubnetGroupKey: SubnetCounters] = [:]
    for subnet in subnets where subnet.cidr != nil {
      let counters = SubnetCounters(
        subnet, held: held?.bySubnet[subnet.id], isKnown: held != nil, free: freeAddresses?[subnet.id])
      for grouping in SubnetGrouping.allCases {
        let key = SubnetGroupKey(grouping: grouping, name: name(of: grouping, subnet))
        groups[key] = groups[key].map { $0 + counters } ?? counters
      }
    }
    return groups
  }

  private static func name(of grouping: SubnetGrouping, _ subnet: Subnet) -> String {
    switch grouping {
    case .cluster: ""
    case .vpc: subnet.vpcID
    case .zone: subnet.zone
    case .subnet: subnet.id
    }
  }
}

/// The addresses that one cluster holds, by subnet.
private struct HeldAddresses {
  struct Count {
    var pods: Int64 = 0
    var nodes: Int64 = 0
    var warm: Int64 = 0
    /// Of which it is unknown whether pods hold them.
    var undetermined: Int64 = 0
  }

  private(set) var bySubnet: [String: Count] = [:]

  init(by cluster: String, of owners: [AddressOwner: Int64]) {
    for (owner, addresses) in owners where owner.owner == cluster {
      switch owner.kind {
      case .pod, .branch: bySubnet[owner.subnetID, default: Count()].pods += addresses
      case .node: bySubnet[owner.subnetID, default: Count()].nodes += addresses
      case .warm: bySubnet[owner.subnetID, default: Count()].warm += addresses
      case .other: bySubnet[owner.subnetID, default: Count()].undetermined += addresses
      default: break
      }
    }
  }
}

extension SubnetCounters {
  fileprivate init(_ subnet: Subnet, held: HeldAddresses.Count?, isKnown: Bool, free: FreeAddresses?) {
    self.init(
      ipsTotal: Int64(subnet.usableIPv4Count), ipsAvailable: Int64(subnet.availableIPv4Count),
      freePrefixes: free?.knownBlocks.map { Int64($0) })
    guard isKnown else { return }
    let count = held ?? HeldAddresses.Count()
    usedByPods = count.undetermined > 0 ? nil : count.pods
    usedByNodes = count.nodes
    warm = count.undetermined > 0 ? nil : count.warm
    // Counter and interfaces are not read at the same moment, so the counter may lack a few addresses.
    usedByOthers = max(0, ipsUsed - count.pods - count.nodes - count.warm - count.undetermined)
  }

  fileprivate static func + (left: SubnetCounters, right: SubnetCounters) -> SubnetCounters {
    SubnetCounters(
      ipsTotal: left.ipsTotal + right.ipsTotal, ipsAvailable: left.ipsAvailable + right.ipsAvailable,
      usedByPods: sum(left.usedByPods, right.usedByPods), usedByNodes: sum(left.usedByNodes, right.usedByNodes),
      warm: sum(left.warm, right.warm), usedByOthers: sum(left.usedByOthers, right.usedByOthers),
      freePrefixes: sum(left.freePrefixes, right.freePrefixes))
  }

  private static func sum(_ left: Int64?, _ right: Int64?) -> Int64? {
    left.flatMap { left in right.map { left + $0 } }
  }
}
