import Capacity

extension MapChanges {
  /// A node at one of the moments.
  public struct NodeAtMoment: Sendable {
    /// The place of the node.
    public var node: Int
    /// What it offered.
    public var state: NodeState
    /// One use for each slot, in the order of the slots. A node that runs more pods than it offers slots has more cells.
    public var cells: [SlotUse]
    /// The ENIs attached to it, by network card and device index.
    public var interfaces: [MapInterval<InterfaceState>]
  }

  /// The nodes that there were at a moment.
  public func nodes(at moment: Int) -> [NodeAtMoment] {
    var uses: [Int: [Int: SlotUse]] = [:]
    for placement in placements where placement.holds(at: moment) {
      uses[placement.value.node, default: [:]][placement.value.slot] = placement.value.use
    }
    let attached = Dictionary(grouping: interfaceStates.filter { $0.holds(at: moment) }) {
      interfaces[$0.subject].node
    }
    return nodeStates.filter { $0.holds(at: moment) }.map { state in
      NodeAtMoment(
        node: state.subject, state: state.value, cells: Self.cells(uses[state.subject] ?? [:], of: state.value),
        interfaces: (attached[state.subject] ?? []).sorted { place(of: $0) < place(of: $1) })
    }
  }

  /// The counters of the clusters together at a moment; nil if none was known by then.
  public func totals(at moment: Int) -> Totals? {
    let known = totals.filter { $0.holds(at: moment) }.map(\.value)
    guard var sum = known.first else { return nil }
    for more in known.dropFirst() {
      sum.slotsAllocatable += more.slotsAllocatable
      sum.slotsUsed += more.slotsUsed
      sum.effectiveFree = sum.effectiveFree.flatMap { free in more.effectiveFree.map { free + $0 } }
      sum.waiting += more.waiting
    }
    return sum
  }

  private func place(of interface: MapInterval<InterfaceState>) -> (Int, Int) {
    (interfaces[interface.subject].networkCardIndex, interfaces[interface.subject].deviceIndex)
  }

  /// The slots that pods took, and between them the free ones, last those without an address.
  private static func cells(_ uses: [Int: SlotUse], of state: NodeState) -> [SlotUse] {
    let slots = max(state.slots ?? 0, (uses.keys.max() ?? -1) + 1)
    let offered = 0..<(state.slots ?? 0)
    let free = SlotUse.free(offered.count { uses[$0] == nil }, effectiveFree: state.effectiveFree)
    var next = free.makeIterator()
    return (0..<slots).compactMap { uses[$0] ?? next.next() }
  }
}

extension MapGrouping {
  /// The name of the group that a node of a span belongs to; nil if it has no zone, no group or no known type.
  public func name(of node: MapChanges.NodeIdentity, in changes: MapChanges) -> String? {
    switch self {
    case .cluster: changes.clusters[node.cluster]
    case .zone: node.zone
    case .nodeGroup: node.nodeGroup
    case .instanceType: node.instanceType
    }
  }
}
