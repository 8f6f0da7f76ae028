import Capacity

/// The nodes of a plan and the free addresses of the subnets that they share.
struct PlanCluster {
  var nodes: [PlanNode]
  /// The free addresses of the subnets, by id; nil if they are unknown.
  var freeAddresses: [String: FreeAddresses]?

  /// In which order nodes are offered to pods.
  enum Order: CaseIterable {
    /// The emptiest first, as the scheduler prefers.
    case spread
    /// Those first whose next address takes the fewest of the subnet, and among those that must attach an interface the
    /// ones that can fill it: this places the most pods in a scarce subnet.
    case frugal
  }

  init(_ index: StateIndex) {
    let pods = Dictionary(grouping: (index.state.snapshot.pods.value ?? []).filter(\.takesSlot)) { $0.node ?? "" }
    nodes = (index.state.snapshot.nodes.value ?? []).sorted { $0.name < $1.name }
      .map { PlanNode($0, pods: pods[$0.name] ?? [], in: index) }
    freeAddresses = index.freeAddresses()
  }

  /// Places up to `count` pods and returns how many each node got, by its index.
  ///
  /// A node never gets back what it lacks, so a node that has refused a pod is not tried again.
  mutating func place(_ count: Int, of pod: PodShape, order: Order) -> [Int: Int] {
    var placed: [Int: Int] = [:]
    var queue = PlacementQueue(
      nodes.indices.filter { nodes[$0].exclusion == nil }.map { entry($0, for: pod, order: order) })
    var missing = count
    while missing > 0, let index = queue.first?.node {
      guard nodes[index].take(pod, from: &freeAddresses) else {
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
  /// The scheduler does not count addresses: it would bind the pod to a node that lacks nothing else, where the pod would
  /// wait. Otherwise the reason is what most nodes lack, as in the scheduler's message. Nodes that take no pods at all
  /// count where there are no others.
  func reason(for pod: PodShape) -> PendingReason {
    let lacking = nodes.filter { $0.exclusion == nil }.map { $0.lacks(pod, freeAddresses: freeAddresses) }
    guard !lacking.contains([.ipAddresses]) else { return .ipAddresses }
    let counts = lacking.reduce(into: [PendingReason: Int]()) { counts, reasons in
      for reason in reasons { counts[reason, default: 0] += 1 }
    }
    guard let most = counts.values.max() else { return nodes.isEmpty ? .other : .taint }
    return PendingReason.allCases.first { counts[$0] == most } ?? .other
  }
}

/// Nodes in the order in which they are offered to a pod: a binary heap.
struct PlacementQueue {
  /// A node's place in the order.
  struct Entry: Comparable {
    /// What its next address costs; the same for all nodes in an order that ignores it.
    var cost: Int
    /// Its free share; the same for all nodes in an order that ignores it.
    var freeShare: Double
    /// How many such pods it would take if addresses did not count.
    var capacity: Int
    /// Its index.
    var node: Int

    static func < (left: Entry, right: Entry) -> Bool {
      (left.cost, -left.freeShare, -left.capacity, left.node) < (
        right.cost, -right.freeShare, -right.capacity, right.node
      )
    }
  }

  private var heap: [Entry] = []

  init(_ entries: [Entry]) {
    heap = entries.sorted()
  }

  /// The first node; nil if there is none.
  var first: Entry? { heap.first }

  /// Moves the first node to its new position, or removes it for nil.
  mutating func replaceFirst(with entry: Entry?) {
    guard let last = heap.last else { return }
    if let entry {
      heap[0] = entry
    } else {
      heap[0] = last
      heap.removeLast()
    }
    sink()
  }

  private mutating func sink() {
    var parent = 0
    while let child = [2 * parent + 1, 2 * parent + 2].filter({ $0 < heap.count }).min(by: { heap[$0] < heap[$1] }),
      heap[child] < heap[parent]
    {
      heap.swapAt(child, parent)
      parent = child
    }
  }
}
