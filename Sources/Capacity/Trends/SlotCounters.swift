/// How the pod slots of a cluster are grouped: `--by` of the report `pod-slots`.
public enum SlotGrouping: String, CaseIterable, Sendable {
  /// All nodes together.
  case cluster
  /// By availability zone.
  case zone
  /// By the group that a node was launched for.
  case nodeGroup = "node-group"
  /// By instance type.
  case instanceType = "instance-type"
  /// Node by node.
  case node
}

/// The pod slots of a group of nodes at a moment.
public struct SlotCounters: Hashable, Sendable {
  /// Nodes in the group.
  public var nodes: Int64
  /// The sum of their Allocatable `pods`.
  public var slotsAllocatable: Int64
  /// Non-terminal pods bound to them.
  public var slotsUsed: Int64
  /// Free slots; a node with more pods than slots counts as zero.
  public var slotsFree: Int64
  /// Nodes without a free slot; Fargate nodes, which are full by design, are left out.
  public var nodesFull: Int64
  /// Waiting pods of the whole cluster; nil for other groupings, as a waiting pod has no node.
  public var podsPending: Int64?
  /// How many more pods with an address of their own the nodes can take together, also where they share subnets; nil if
  /// it is unknown for any node.
  public var effectiveFree: Int64?

  /// Makes counters; all zero by default.
  public init(
    nodes: Int64 = 0, slotsAllocatable: Int64 = 0, slotsUsed: Int64 = 0, slotsFree: Int64 = 0, nodesFull: Int64 = 0,
    podsPending: Int64? = nil, effectiveFree: Int64? = nil
  ) {
    self.nodes = nodes
    self.slotsAllocatable = slotsAllocatable
    self.slotsUsed = slotsUsed
    self.slotsFree = slotsFree
    self.nodesFull = nodesFull
    self.podsPending = podsPending
    self.effectiveFree = effectiveFree
  }
}

extension SlotCounters: TrendCounters {
  /// Used slots out of all slots.
  public var load: Load { Load(used: slotsUsed, of: slotsAllocatable) }
}

extension CapacitySample {
  static func slots(
    in index: StateIndex, freeAddresses: [String: FreeAddresses]?, podsPending: Int64?
  ) -> [SlotGroup: SlotCounters]? {
    guard let nodes = index.state.snapshot.nodes.value, index.pods != nil else { return nil }
    var groups: [SlotGroup: SlotCounters] = [:]
    var shared: [SlotGroup: SharedCapacity] = [:]
    for node in nodes {
      let capacity = NodeCapacity(of: node, in: index, freeAddresses: freeAddresses)
      for group in groupsOf(node, in: index) {
        var counters = groups[group] ?? SlotCounters(effectiveFree: 0)
        counters.add(node, capacity)
        var capacities = shared[group] ?? SharedCapacity(freeAddresses: freeAddresses)
        let taken = capacities.take(.max, on: capacity)
        // A node is alone in its group, and what thousands of them leave of the subnets would be kept for nobody.
        if group.grouping != .node { shared[group] = capacities }
        counters.effectiveFree = counters.effectiveFree.flatMap { sum in taken.map { sum + Int64($0) } }
        groups[group] = counters
      }
    }
    groups[SlotGroup(grouping: .cluster, name: ""), default: SlotCounters(effectiveFree: 0)].podsPending = podsPending
    return groups
  }

  /// The groups that nodes of a state belong to, by the node's name.
  ///
  /// - Parameter names: the names of the nodes; those that the state does not have are left out.
  package static func slotGroups(of names: Set<String>, in index: StateIndex) -> [String: [SlotGroup]] {
    let nodes = index.state.snapshot.nodes.value ?? []
    return nodes.reduce(into: [:]) { groups, node in
      if names.contains(node.name) { groups[node.name] = groupsOf(node, in: index) }
    }
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
