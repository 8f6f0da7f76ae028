extension CapacitySample {
  static func slots(
    in index: StateIndex, rooms: [String: SubnetRoom]?, podsPending: Int64
  ) -> [SlotGroup: SlotCounters]? {
    guard let nodes = index.state.snapshot.nodes.value, index.pods != nil else { return nil }
    var groups: [SlotGroup: SlotCounters] = [:]
    var shared: [SlotGroup: SharedRoom] = [:]
    for node in nodes {
      let capacity = NodeCapacity(of: node, in: index, rooms: rooms)
      for group in groupsOf(node, in: index) {
        var counters = groups[group] ?? SlotCounters(effectiveFree: 0)
        counters.add(node, capacity)
        let taken = shared[group, default: SharedRoom(rooms: rooms)].take(.max, on: capacity)
        counters.effectiveFree = counters.effectiveFree.flatMap { sum in taken.map { sum + Int64($0) } }
        groups[group] = counters
      }
    }
    groups[SlotGroup(grouping: .cluster, name: ""), default: SlotCounters(effectiveFree: 0)].podsPending = podsPending
    return groups
  }

  private static func groupsOf(_ node: Node, in index: StateIndex) -> [SlotGroup] {
    SlotGrouping.allCases.map { grouping in
      SlotGroup(grouping: grouping, name: name(of: grouping, node, in: index) ?? "")
    }
  }

  private static func name(of grouping: SlotGrouping, _ node: Node, in index: StateIndex) -> String? {
    switch grouping {
    case .cluster: nil
    case .zone: node.zone ?? index.instance(of: node)?.zone
    case .nodeGroup: node.nodeGroup
    case .instanceType: index.instanceTypeName(of: node)
    case .node: node.name
    }
  }
}

extension SlotCounters {
  /// Adds a node whose pods are known. A node that offers no `pods` at all has no slots to count.
  fileprivate mutating func add(_ node: Node, _ capacity: NodeCapacity) {
    nodes += 1
    slotsAllocatable += node.allocatable.pods ?? 0
    slotsUsed += Int64(capacity.slotsUsed ?? 0)
    slotsFree += Int64(capacity.slotsFree ?? 0)
    if capacity.slotsFree == 0, node.compute != .fargate { nodesFull += 1 }
  }
}
