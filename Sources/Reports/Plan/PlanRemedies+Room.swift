import Capacity

extension PlanRemedies {
  func otherSubnets() -> [PlanRemedy] {
    let known = (index.state.snapshot.subnets.value ?? []).sorted {
      ($1.availableIPv4Count, $0.id) < ($0.availableIPv4Count, $1.id)
    }
    return known.prefix(Self.subnetsTried).compactMap { subnet in
      var changed = scenario
      var isNew = false
      for position in changed.room.nodes.indices {
        let node = changed.room.nodes[position]
        guard let own = node.subnet.flatMap({ index.subnets?[$0] }), own.vpcID == subnet.vpcID,
          own.zone == subnet.zone, let current = AddressPool(of: node.node, in: index)?.subnets,
          !current.contains(subnet.id)
        else { continue }
        changed.room.nodes[position].supply?.add(subnet: subnet.id)
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

  /// The roomiest subnets are tried; more of them would be a list and no advice.
  private static let subnetsTried = 8

  func higherMaxPods() -> [PlanRemedy] {
    var changed = scenario
    var raised = 0
    for (position, planned) in scenario.room.nodes.enumerated() where planned.exclusion == nil {
      let capacity = NodeCapacity(of: planned.node, in: index, rooms: nil)
      guard let expected = capacity.addressing?.maxPods, let offered = capacity.slotsAllocatable, expected > offered
      else { continue }
      changed.room.nodes[position].slots = planned.slots.map { $0 + expected - offered }
      raised += 1
    }
    guard raised > 0 else { return [] }
    var remedy = PlanRemedy(
      .raiseMaxPods, changed.outcome(), note: "launch the nodes with as many max pods as they have addresses for")
    remedy.nodes = raised
    return [remedy]
  }

  /// The highest share of the requests that binds with which all pods run.
  func lowerRequests() -> [PlanRemedy] {
    let lacking = Set(baseline.room.nodes.flatMap { $0.lacks(scenario.pod, rooms: baseline.room.rooms) })
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
