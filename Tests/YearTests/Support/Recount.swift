import Capacity
import ClusterSimulator
import YearOfHistory

/// Counts of a simulated cluster, straight from its own state, without what its collection did not learn.
struct Recount {
  let cluster: SimulatedCluster
  let outcome: CollectionOutcome
  let census: ClusterCensus

  init(_ seen: RecordedYear.Seen) {
    cluster = seen.cluster
    outcome = seen.collection.outcome
    census = cluster.census()
  }

  /// Pod slots by the names of the groups. Not recounted: `effectiveFree`, which is a rule and no count.
  func slots(by grouping: SlotGrouping) -> [String: SlotCounters] {
    var groups: [String: SlotCounters] = [:]
    for (name, node) in census.nodes {
      let group =
        switch grouping {
        case .cluster: ""
        case .zone: node.zone
        case .nodeGroup: node.group
        case .instanceType: node.instanceType
        case .node: name
        }
      groups[group, default: SlotCounters()].nodes += 1
      groups[group]?.slotsAllocatable += node.slots
      groups[group]?.slotsUsed += node.slotsUsed
      groups[group]?.slotsFree += max(0, node.slots - node.slotsUsed)
      groups[group]?.nodesFull += node.slotsUsed >= node.slots ? 1 : 0
    }
    groups[""]?.podsPending = grouping == .cluster ? podsPending : nil
    return groups
  }

  /// Pods that the scheduler could not place, and those whose kubelet said that there is no address for them.
  private var podsPending: Int64 {
    let withoutAddress = Set(cluster.events.filter { $0.reason == "FailedCreatePodSandBox" }.map(\.involved.uid))
    return Int64(
      cluster.pods.count { pod in
        pod.phase == .pending
          && (pod.node == nil ? pod.schedulingFailure != nil : withoutAddress.contains(pod.uid))
      })
  }

  /// Addresses by group.
  func subnets(by grouping: SubnetGrouping) -> [SubnetGroup: SubnetCounters] {
    var groups: [SubnetGroup: SubnetCounters] = [:]
    for subnet in cluster.subnets {
      guard let count = census.subnets[subnet.id] else { continue }
      let group =
        switch grouping {
        case .cluster: SubnetGroup()
        case .vpc: SubnetGroup(vpcID: cluster.vpcID)
        case .zone: SubnetGroup(zone: subnet.zone)
        case .subnet: SubnetGroup(vpcID: cluster.vpcID, zone: subnet.zone, subnetID: subnet.id, cidr: subnet.cidr)
        }
      var counters = SubnetCounters(
        ipsTotal: Int64(count.total), ipsAvailable: Int64(count.available), freePrefixes: Int64(subnet.freePrefixes))
      if outcome.answersPods {
        counters.usedByPods = Int64(count.usedByPods)
        counters.usedByNodes = Int64(count.usedByNodes)
        counters.warm = Int64(count.warm)
        counters.usedByOthers = Int64(count.usedByOthers)
      }
      groups[group, default: Self.nothing].add(counters)
    }
    return groups
  }

  private static let nothing = SubnetCounters(
    usedByPods: 0, usedByNodes: 0, warm: 0, usedByOthers: 0, freePrefixes: 0)

  /// Addresses by subnet, kind and owner, told from what the scenario put there.
  var owners: [AddressOwner: OwnerCounters] {
    var counts: [AddressOwner: OwnerCounters] = [:]
    func add(_ addresses: Int, _ subnet: String, _ kind: AddressOwnerKind, _ owner: String) {
      guard addresses > 0 else { return }
      let key = AddressOwner(subnetID: subnet, kind: kind, owner: owner)
      counts[key, default: OwnerCounters(ipsUsed: 0)].ipsUsed += Int64(addresses)
    }
    for (id, subnet) in census.subnets {
      add(subnet.usedByPods, id, .pod, cluster.settings.name)
      add(subnet.usedByNodes, id, .node, cluster.settings.name)
      add(subnet.warm, id, .warm, cluster.settings.name)
    }
    let nodes = Set(cluster.nodes.map(\.instanceID))
    for interface in cluster.interfaces where !nodes.contains(interface.value.attachment?.instanceID ?? "") {
      let value = interface.value
      guard value.attachment?.instanceID == nil else {
        add(1, value.subnetID, .node, "staging")
        add(value.ipv4AssignedCount - 1, value.subnetID, .other, "staging")
        continue
      }
      let (kind, owner) = Self.service(value)
      add(value.ipv4AssignedCount, value.subnetID, kind, owner)
    }
    return counts
  }

  /// Whom an interface belongs to that is on no instance.
  private static func service(_ interface: NetworkInterface) -> (AddressOwnerKind, String) {
    let words = interface.description.split(separator: " ").map(String.init)
    switch interface.interfaceType {
    case "network_load_balancer": return (.loadBalancer, words[1])
    case "natGateway": return (.natGateway, words[4])
    case "vpc_endpoint": return (.endpoint, words[3])
    case "lambda": return (.lambda, String(words[3].dropFirst(4).prefix("thumbnails-0".count)))
    default: break
    }
    switch interface.requesterID {
    case "amazon-rds": return (.database, "RDS")
    case "": return (.leaked, interface.id)
    default: return (.other, "EKS control plane prod")
    }
  }
}

extension SubnetCounters {
  fileprivate mutating func add(_ other: SubnetCounters) {
    func sum(_ left: Int64?, _ right: Int64?) -> Int64? { left.flatMap { left in right.map { left + $0 } } }
    ipsTotal += other.ipsTotal
    ipsAvailable += other.ipsAvailable
    usedByPods = sum(usedByPods, other.usedByPods)
    usedByNodes = sum(usedByNodes, other.usedByNodes)
    warm = sum(warm, other.warm)
    usedByOthers = sum(usedByOthers, other.usedByOthers)
    freePrefixes = sum(freePrefixes, other.freePrefixes)
  }
}
