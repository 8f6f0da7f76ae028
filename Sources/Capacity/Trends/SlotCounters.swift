/// What divides the pod slots of a cluster: `--by` of the report `pod-slots`.
public enum SlotGrouping: String, CaseIterable, Sendable {
  /// All nodes together.
  case cluster
  /// By availability zone.
  case zone
  /// By the group a node was launched for.
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
  /// Slots left, no node counting less than zero.
  public var slotsFree: Int64
  /// Nodes without a free slot; Fargate nodes, which are full by design, are left out.
  public var nodesFull: Int64
  /// Pods that wait, of the whole cluster; nil for other groupings, as a pod that waits has no node.
  public var podsPending: Int64?
  /// How many more pods with an address of their own the nodes can take together, where they share subnets too; nil if
  /// that of any node is unknown.
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
  /// Slots in use out of the slots there are.
  public var load: Load { Load(used: slotsUsed, of: slotsAllocatable) }
}
