import Capacity

extension PlanRemedies {
  /// The nodes as they are once prefix delegation is on: their addresses stay, their slots too.
  func withPrefixes() -> PlanScenario {
    var changed = scenario
    for position in changed.room.nodes.indices {
      let node = changed.room.nodes[position].node
      guard let change = PrefixChange(of: node, in: index), let pool = AddressPool(of: node, in: index) else {
        continue
      }
      changed.room.nodes[position].supply = AddressSupply(
        of: pool, podAddresses: index.pods(on: node)?.addresses ?? [], addressesPerPlace: change.addressesPerPlace)
    }
    return changed
  }

  func prefixDelegation() -> [PlanRemedy] {
    guard scenario.room.nodes.contains(where: { PrefixChange(of: $0.node, in: index) != nil }) else { return [] }
    return [
      PlanRemedy(
        .prefixDelegation, withPrefixes().outcome(),
        note: "ENABLE_PREFIX_DELEGATION=true; existing nodes keep their slots")
    ]
  }

  /// All nodes that can have prefixes, launched anew with them and with the pods they run now.
  ///
  /// The addresses they give back count as scattered ones: that they leave whole blocks free is not certain.
  func replacedNodes() -> [PlanRemedy] {
    var changed = scenario
    let pods = Dictionary(grouping: (index.state.snapshot.pods.value ?? []).filter(\.takesSlot)) { $0.node ?? "" }
    var replaced: Set<Int> = []
    for (position, planned) in scenario.room.nodes.enumerated() where planned.exclusion == nil {
      guard let change = PrefixChange(of: planned.node, in: index), let subnet = planned.subnet,
        let pool = AddressPool(of: planned.node, in: index)
      else { continue }
      let supply = AddressSupply(launchedLike: pool, in: subnet, addressesPerPlace: change.addressesPerPlace)
      changed.room.nodes[position] = planned.launched(
        with: pods[planned.node.name] ?? [], slots: change.slots, supply: supply)
      changed.room.giveBack(pool)
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

extension PlanRoom {
  /// Gives the subnets back what the interfaces of a pool hold, but for a node's primary address.
  fileprivate mutating func giveBack(_ pool: AddressPool) {
    for interface in pool.carriers {
      let kept = interface.isPrimary ? min(1, interface.ipv4Addresses.count) : 0
      rooms?[interface.subnetID]?.scattered += interface.ipv4AssignedCount - kept
    }
  }
}

extension PlanScenario {
  /// The pods on these nodes that hold or await an address, as pods that are to get one.
  fileprivate func podsWithAddresses(on nodes: Set<Int>, pods: [String: [Pod]]) -> [Awaiting] {
    nodes.sorted().flatMap { position -> [Awaiting] in
      let onNode = (pods[room.nodes[position].node.name] ?? []).filter { !$0.isHostNetwork }
      let own = min(bound[position] ?? 0, onNode.count)
      return onNode.indices.map { Awaiting(node: position, isOfWorkload: $0 >= onNode.count - own) }
    }
  }
}
