import Capacity

/// The nodes of a plan with the subnets they share.
struct PlanRoom {
  var nodes: [PlanNode]
  /// What the subnets still have, by id; nil if that is unknown.
  var rooms: [String: SubnetRoom]?

  /// In which order nodes are offered to pods.
  enum Order: CaseIterable {
    /// The emptiest first, as the scheduler prefers.
    case spread
    /// Those first whose next address costs the subnet least, and of those that must attach an interface the ones that
    /// can fill it: this makes the most of a scarce subnet.
    case frugal
  }

  init(_ index: StateIndex) {
    let pods = Dictionary(grouping: (index.state.snapshot.pods.value ?? []).filter(\.takesSlot)) { $0.node ?? "" }
    nodes = (index.state.snapshot.nodes.value ?? []).sorted { $0.name < $1.name }
      .map { PlanNode($0, pods: pods[$0.name] ?? [], in: index) }
    rooms = index.subnetRooms()
  }

  /// Places up to `count` pods and returns how many each node got, by its index.
  ///
  /// What a node lacks it does not get back, so a node that refuses a pod is not asked again.
  mutating func place(_ count: Int, of pod: PodShape, order: Order) -> [Int: Int] {
    var placed: [Int: Int] = [:]
    var queue = PlacementQueue(
      nodes.indices.filter { nodes[$0].exclusion == nil }.map { entry($0, for: pod, order: order) })
    var missing = count
    while missing > 0, let index = queue.first?.node {
      guard nodes[index].take(pod, from: &rooms) else {
        queue.replaceFirst(with: nil)
        continue
      }
      placed[index, default: 0] += 1
      missing -= 1
      queue.replaceFirst(with: entry(index, for: pod, order: order))
    }
    return placed
  }

  private func entry(_ index: Int, for pod: PodShape, order: Order) -> PlacementQueue.Entry {
    let node = nodes[index]
    let capacity = node.capacity(for: pod)
    return switch order {
    case .spread: PlacementQueue.Entry(cost: 0, freeShare: node.freeShare, capacity: capacity, node: index)
    case .frugal:
      PlacementQueue.Entry(cost: node.supply?.nextStep.rawValue ?? 0, freeShare: 0, capacity: capacity, node: index)
    }
  }

  /// What a pod that found no node waits for.
  ///
  /// A node that lacks nothing but addresses would get the pod from the scheduler, which does not count them: it would
  /// wait there. Otherwise it is what most nodes lack, as the scheduler's message would say; nodes that take no pods at
  /// all count where there are no others.
  func reason(for pod: PodShape) -> PendingReason {
    let lacking = nodes.filter { $0.exclusion == nil }.map { $0.lacks(pod, rooms: rooms) }
    guard !lacking.contains([.ipAddresses]) else { return .ipAddresses }
    let counts = lacking.reduce(into: [PendingReason: Int]()) { counts, reasons in
      for reason in reasons { counts[reason, default: 0] += 1 }
    }
    guard let most = counts.values.max() else { return nodes.isEmpty ? .other : .taint }
    return PendingReason.allCases.first { counts[$0] == most } ?? .other
  }
}
