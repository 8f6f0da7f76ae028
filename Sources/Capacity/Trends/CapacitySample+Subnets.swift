extension CapacitySample {
  static func subnets(
    in index: StateIndex, rooms: [String: SubnetRoom]?, owners: [AddressOwner: Int64]?
  ) -> [SubnetGroupKey: SubnetCounters]? {
    guard let subnets = index.state.snapshot.subnets.value else { return nil }
    let held = owners.map { HeldAddresses(by: index.cluster, of: $0) }
    var groups: [SubnetGroupKey: SubnetCounters] = [:]
    for subnet in subnets where subnet.cidr != nil {
      let counters = SubnetCounters(
        subnet, held: held?.bySubnet[subnet.id], isKnown: held != nil, room: rooms?[subnet.id])
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
  }

  private(set) var bySubnet: [String: Count] = [:]

  init(by cluster: String, of owners: [AddressOwner: Int64]) {
    for (owner, addresses) in owners where owner.owner == cluster {
      switch owner.kind {
      case .pod, .branch: bySubnet[owner.subnetID, default: Count()].pods += addresses
      case .node: bySubnet[owner.subnetID, default: Count()].nodes += addresses
      case .warm: bySubnet[owner.subnetID, default: Count()].warm += addresses
      default: break
      }
    }
  }
}

extension SubnetCounters {
  fileprivate init(_ subnet: Subnet, held: HeldAddresses.Count?, isKnown: Bool, room: SubnetRoom?) {
    self.init(
      ipsTotal: Int64(subnet.usableIPv4Count), ipsAvailable: Int64(subnet.availableIPv4Count),
      freePrefixes: room.map { Int64($0.blocks) })
    guard isKnown else { return }
    let count = held ?? HeldAddresses.Count()
    usedByPods = count.pods
    usedByNodes = count.nodes
    warm = count.warm
    // Counter and interfaces are not read at the same moment, so a few addresses may be missing from the counter yet.
    usedByOthers = max(0, ipsUsed - count.pods - count.nodes - count.warm)
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
