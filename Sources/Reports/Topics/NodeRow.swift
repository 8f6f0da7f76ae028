public import Capacity

/// A node and its capacity: a row of the report `nodes`. Values whose source is unknown are nil.
public struct NodeRow: Hashable, Sendable {
  /// The cluster's name.
  public var cluster: String
  /// The node's name.
  public var node: String
  /// The EC2 instance behind it.
  public var instanceID: String?
  /// Its instance type.
  public var instanceType: String?
  /// Its availability zone.
  public var zone: String?
  /// The group it was launched for.
  public var nodeGroup: String?
  /// Condition `Ready` is `True`.
  public var isReady: Bool
  /// Not cordoned.
  public var isSchedulable: Bool
  /// `status.allocatable`.
  public var allocatable: Allocatable
  /// Non-terminal pods bound to the node, those on the host network too.
  public var podsUsed: Int?
  /// Slots left, never below zero.
  public var podsFree: Int?
  /// Max pods by the instance type alone.
  public var maxPodsByInstance: Int?
  /// Max pods in the node's real CNI mode.
  public var maxPodsExpected: Int?
  /// Network interfaces attached to the instance, trunk and EFA interfaces too.
  public var enisAttached: Int?
  /// Interfaces that the default network card of the instance type takes.
  public var enisMax: Int?
  /// IPv4 addresses on these interfaces, primary ones included, a prefix as 16.
  public var ipsAssigned: Int?
  /// The most addresses that the node could have in its CNI mode.
  public var ipsMax: Int?
  /// Addresses on these interfaces that pods hold.
  public var podIPsUsed: Int?
  /// Secondary and prefix addresses that no pod holds.
  public var ipsWarm: Int?
  /// How many more pods with an address of their own the node can take.
  public var effectiveFree: Int?
  /// What binds `effectiveFree`.
  public var bindingLimit: BindingLimit?
}

extension NodeRow {
  init(_ node: Node, in index: StateIndex, rooms: [String: SubnetRoom]?) {
    let capacity = NodeCapacity(of: node, in: index, rooms: rooms)
    cluster = index.cluster
    self.node = node.name
    instanceID = node.instanceID
    instanceType = index.instanceTypeName(of: node)
    zone = node.zone ?? index.instance(of: node).flatMap { $0.zone.isEmpty ? nil : $0.zone }
    nodeGroup = node.nodeGroup
    isReady = node.isReady
    isSchedulable = node.isSchedulable
    allocatable = node.allocatable
    podsUsed = capacity.slotsUsed
    podsFree = capacity.slotsFree
    maxPodsByInstance = capacity.instanceType.map(MaxPods.byInstance)
    maxPodsExpected = capacity.addressing?.maxPods
    enisAttached = capacity.interfaces?.count
    enisMax = capacity.instanceType?.enisMax
    ipsAssigned = capacity.use?.assigned
    ipsMax = capacity.addressing?.ips
    podIPsUsed = capacity.podAddressesKnown ? capacity.use?.heldByPods : nil
    ipsWarm = capacity.podAddressesKnown ? capacity.use?.warm : nil
    effectiveFree = capacity.effective.free
    bindingLimit = capacity.effective.limit
  }

  /// The rows of a state, by name of the node.
  public static func rows(of state: RecordedState) -> [NodeRow] {
    let index = StateIndex(state)
    let rooms = index.subnetRooms()
    return (state.snapshot.nodes.value ?? []).map { NodeRow($0, in: index, rooms: rooms) }.sorted { $0.node < $1.node }
  }
}
