import Capacity

extension PlanRemedies {
  func otherSubnets() -> [PlanRemedy] {
    let known = (index.state.snapshot.subnets.value ?? []).sorted {
      ($1.availableIPv4Count, $0.id) < ($0.availableIPv4Count, $1.id)
    }
    return known.prefix(Self.subnetsTried).compactMap { subnet in
      var changed = scenario
      var isNew = false
      for position in changed.cluster.nodes.indices {
        let node = changed.cluster.nodes[position]
        guard let own = node.subnet.flatMap({ index.subnets?[$0] }), own.vpcID == subnet.vpcID,
          own.zone == subnet.zone, let current = AddressPool(of: node.node, in: index)?.subnets,
          !current.contains(subnet.id)
        else { continue }
        changed.cluster.nodes[position].supply?.add(subnet: subnet.id)
        isNew = true
      }
      guard isNew else { return nil }
      var remedy = PlanRemedy(
        .otherSubnet, changed.outcome(),
        note: "let new interfaces lie in it: tag it kubernetes.io/role/cni=1, or name it in the zone's ENIConfig")
      remedy.subnet = subnet.id
      return remedy
    }
  }

  /// Only the subnets with the most free addresses are tried: more of them would be a list and no advice.
  private static let subnetsTried = 8

  func higherMaxPods() -> [PlanRemedy] {
    var changed = scenario
    var raised = 0
    for (position, planned) in scenario.cluster.nodes.enumerated() where planned.exclusion == nil {
      let capacity = NodeCapacity(of: planned.node, in: index, freeAddresses: nil)
      guard let expected = capacity.addressing?.maxPods, let offered = capacity.slotsAllocatable, expected > offered
      else { continue }
      changed.cluster.nodes[position].slots = planned.slots.map { $0 + expected - offered }
      raised += 1
    }
    guard raised > 0 else { return [] }
    var remedy = PlanRemedy(
      .raiseMaxPods, changed.outcome(), note: "launch the nodes with as many max pods as they have addresses for")
    remedy.nodes = raised
    return [remedy]
  }

  /// The highest share of the requests for the scarce resources with which all pods run.
  func lowerRequests() -> [PlanRemedy] {
    let lacking = Set(
      baseline.cluster.nodes.flatMap { $0.lacks(scenario.pod, freeAddresses: baseline.cluster.freeAddresses) })
    guard lacking.contains(.cpu) || lacking.contains(.memory) else { return [] }
    func lowered(_ percent: Int64) -> PlanScenario {
      var changed = scenario
      if lacking.contains(.cpu) { changed.pod.requests.cpuMillicores.scale(to: percent) }
      if lacking.contains(.memory) { changed.pod.requests.memoryBytes.scale(to: percent) }
      return changed
    }
    var fitting = lowered(1)
    var best = fitting.outcome()
    guard best.wait == 0 else { return [] }
    var (low, high): (Int64, Int64) = (1, 100)
    while low + 1 < high {
      let middle = (low + high) / 2
      let attempt = lowered(middle)
      let outcome = attempt.outcome()
      if outcome.wait == 0 { (low, fitting, best) = (middle, attempt, outcome) } else { high = middle }
    }
    var remedy = PlanRemedy(
      .lowerRequests, best, note: "\(low) % of what the pods request; those that run keep theirs")
    remedy.requests = fitting.pod.requests
    return [remedy]
  }
}

extension Int64 {
  fileprivate mutating func scale(to percent: Int64) {
    guard self > 0 else { return }
    self = Swift.max(1, self / 100 * percent + self % 100 * percent / 100)
  }
}

extension PlanRemedies {
  /// The cluster once prefix delegation is on: existing nodes keep their addresses and their slots.
  func withPrefixes() -> PlanScenario {
    var changed = scenario
    for position in changed.cluster.nodes.indices {
      let node = changed.cluster.nodes[position].node
      guard let change = PrefixChange(of: node, in: index), let pool = AddressPool(of: node, in: index) else {
        continue
      }
      changed.cluster.nodes[position].supply = AddressSupply(
        of: pool, podAddresses: index.pods(on: node)?.addresses ?? [], addressesPerPlace: change.addressesPerPlace)
    }
    return changed
  }

  func prefixDelegation() -> [PlanRemedy] {
    guard scenario.cluster.nodes.contains(where: { PrefixChange(of: $0.node, in: index) != nil }) else { return [] }
    return [
      PlanRemedy(
        .prefixDelegation, withPrefixes().outcome(),
        note: "ENABLE_PREFIX_DELEGATION=true; existing nodes keep their slots")
    ]
  }

  /// All nodes that can have prefixes are launched anew with them and with the pods that they run now.
  ///
  /// The addresses that they release count as scattered ones, as they may not leave whole blocks free.
  func replacedNodes() -> [PlanRemedy] {
    var changed = scenario
    let pods = Dictionary(grouping: (index.state.snapshot.pods.value ?? []).filter(\.takesSlot)) { $0.node ?? "" }
    var replaced: Set<Int> = []
    for (position, planned) in scenario.cluster.nodes.enumerated() where planned.exclusion == nil {
      guard let change = PrefixChange(of: planned.node, in: index), let subnet = planned.subnet,
        let pool = AddressPool(of: planned.node, in: index)
      else { continue }
      let supply = AddressSupply(launchedLike: pool, in: subnet, addressesPerPlace: change.addressesPerPlace)
      changed.cluster.nodes[position] = planned.launched(
        with: pods[planned.node.name] ?? [], slots: change.slots, supply: supply)
      changed.cluster.release(pool)
      replaced.insert(position)
    }
    guard !replaced.isEmpty else { return [] }
    changed.awaiting.removeAll { replaced.contains($0.node) }
    changed.awaiting += scenario.podsWithAddresses(on: replaced, pods: pods)
    var remedy = PlanRemedy(
      .prefixDelegationReplacedNodes, changed.outcome(),
      note: "ENABLE_PREFIX_DELEGATION=true and every node replaced, as new nodes only offer more slots")
    remedy.nodes = replaced.count
    return [remedy]
  }
}

extension PlanCluster {
  /// Releases what the interfaces of a pool hold in the subnets, except a node's primary address.
  fileprivate mutating func release(_ pool: AddressPool) {
    for interface in pool.podENIs {
      let kept = interface.isPrimary ? min(1, interface.ipv4Addresses.count) : 0
      freeAddresses?[interface.subnetID]?.scattered += interface.ipv4AssignedCount - kept
    }
  }
}

extension PlanScenario {
  /// The pods on these nodes that hold or await an address, as pods that wait for one.
  fileprivate func podsWithAddresses(on nodes: Set<Int>, pods: [String: [Pod]]) -> [Awaiting] {
    nodes.sorted().flatMap { position -> [Awaiting] in
      let onNode = (pods[cluster.nodes[position].node.name] ?? []).filter { !$0.isHostNetwork }
      let own = min(bound[position] ?? 0, onNode.count)
      return onNode.indices.map { Awaiting(node: position, isOfWorkload: $0 >= onNode.count - own) }
    }
  }
}

/// What prefix delegation would change on a node.
struct PrefixChange {
  /// The slots that a node launched with it offers.
  let slots: Int
  /// Addresses of one place of an interface.
  let addressesPerPlace = NodeAddressing.addressesPerPrefix

  /// Nil for nodes that have prefixes already or cannot have them.
  init?(of node: Node, in index: StateIndex) {
    guard let type = index.instanceType(of: node), type.supportsPrefixDelegation, let settings = index.cni else {
      return nil
    }
    let mode = index.cniMode(of: node)
    guard mode == .secondaryIP || mode == .customNetworking else { return nil }
    var changed = settings
    changed.environment["ENABLE_PREFIX_DELEGATION"] = "true"
    // Prefixes take a target, as in the chart: the CNI does not start with 0.
    if changed.obstacle(on: type) != nil { changed.environment["WARM_PREFIX_TARGET"] = "1" }
    guard let maxPods = NodeAddressing(type: type, node: node, settings: .known(changed)).maxPods else { return nil }
    slots = maxPods
  }
}
