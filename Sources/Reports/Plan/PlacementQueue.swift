/// Nodes in the order in which they are offered to a pod: a binary heap.
struct PlacementQueue {
  /// A node's place in the order.
  struct Entry: Comparable {
    /// What its next address costs; the same for all nodes where that does not count.
    var cost: Int
    /// How much of it is free; the same for all nodes where that does not count.
    var freeShare: Double
    /// How many such pods it would take but for their addresses.
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

  /// Puts the first node where it belongs by its changed place, or takes it out for nil.
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
