/// What the nodes of a part of a map have in common: `--by`.
public enum MapGrouping: String, CaseIterable, Sendable {
  /// The cluster.
  case cluster
  /// The availability zone.
  case zone
  /// The group that the nodes were launched for.
  case nodeGroup = "node-group"
  /// The instance type.
  case instanceType = "instance-type"

  /// The name of the group that a node belongs to; nil if it has no zone, no group or no known type.
  public func name(of node: MappedNode) -> String? {
    switch self {
    case .cluster: node.cluster
    case .zone: node.zone
    case .nodeGroup: node.nodeGroup
    case .instanceType: node.instanceType
    }
  }

  /// What the group is called where it has no name.
  public var nameless: String {
    switch self {
    case .cluster: "no cluster"
    case .zone: "no zone"
    case .nodeGroup: "no node group"
    case .instanceType: "unknown instance type"
    }
  }

  /// Divides nodes into groups by name, those without a name last; in each group the nodes with the least room come first.
  public func groups(of nodes: [MappedNode]) -> [MapGroup] {
    let groups = Dictionary(grouping: nodes, by: name).map { name, nodes in
      MapGroup(name: name, nodes: nodes.sorted(by: MappedNode.hasLessRoom))
    }
    return groups.sorted { left, right in
      guard let first = left.name, let second = right.name else { return left.name != nil }
      return first < second
    }
  }
}

/// The nodes of a part of a map.
public struct MapGroup: Sendable {
  /// The name of the group; nil for nodes that have none.
  public let name: String?
  /// The nodes, those without room first.
  public let nodes: [MappedNode]

  /// Slots of all its nodes together.
  public var slotsAllocatable: Int { nodes.reduce(0) { $0 + ($1.slots ?? 0) } }

  /// Slots that pods take; nil if the pods are unknown.
  public var slotsUsed: Int? {
    nodes.reduce(0) { sum, node in sum.flatMap { sum in node.pods.map { sum + $0.count } } }
  }
}

extension MappedNode {
  /// Orders nodes by their room, the least first, those of unknown room last; then by name.
  static func hasLessRoom(_ left: MappedNode, _ right: MappedNode) -> Bool {
    (left.room, left.name) < (right.room, right.name)
  }

  private var room: Int { hasNoRoom ? 0 : effectiveFree ?? freeSlots ?? .max }
}
