public import Capacity

/// A cluster at a moment as a map shows it: each node with its slots and ENIs, and the pods that have no node.
public struct ClusterMap: Sendable {
  /// The cluster's name.
  public var cluster: String
  /// The observation that the map belongs to.
  public var observedAt: Timestamp
  /// The nodes by name; nil if they are unknown.
  public var nodes: [MappedNode]?
  /// The pods without a node, by namespace and name; nil if the pods are unknown.
  public var waiting: [WaitingPod]?
  /// How many more pods with an address of their own the nodes can take together; nil if that is unknown for any node.
  public var effectiveFree: Int?
  /// The sources that the map is made of and that are unknown, those apart that the configuration leaves out.
  public var unknownSources: [Source]

  /// The sources that a map is made of.
  static let sources: [Source] = [.nodes, .pods, .cni, .instances, .instanceTypes, .networkInterfaces, .subnets]

  /// Slots of all nodes together; nil if the nodes are unknown. A node that offers no `pods` at all has none.
  public var slotsAllocatable: Int? { nodes?.reduce(0) { $0 + ($1.slots ?? 0) } }

  /// Slots that pods take; nil if nodes or pods are unknown.
  public var slotsUsed: Int? {
    nodes?.reduce(0) { sum, node in sum.flatMap { sum in node.pods.map { sum + $0.count } } }
  }
}

/// A node of a map.
public struct MappedNode: Hashable, Sendable {
  /// `metadata.uid`.
  public var uid: UID
  /// The cluster's name.
  public var cluster: String
  /// The node's name.
  public var name: String
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
  /// Allocatable `pods`; nil if the node offers none.
  public var slots: Int?
  /// The pods that take its slots: those on the host network first, then by use, namespace and name; nil if they are
  /// unknown.
  public var pods: [MappedPod]?
  /// How many more pods with an address of their own it can take; nil if that is unknown.
  public var effectiveFree: Int?
  /// The limit that decides `effectiveFree`.
  public var bindingLimit: BindingLimit?
  /// The ENIs attached to its instance, the primary one first; nil if they are unknown.
  public var interfaces: [MappedInterface]?
}

extension MappedNode {
  /// Slots that no pod takes, never below zero; nil if that is unknown.
  public var freeSlots: Int? {
    guard let slots, let pods else { return nil }
    return max(0, slots - pods.count)
  }

  /// Whether it can take no further pod with an address of its own.
  public var hasNoRoom: Bool { effectiveFree == 0 || freeSlots == 0 }

  /// One use for each slot: the pods in their order, then the free slots, last those without an address. A node that runs
  /// more pods than it offers slots has a cell for each pod.
  public var cells: [SlotUse] {
    guard let pods else { return Array(repeating: .unknown, count: slots ?? 0) }
    return pods.map(\.use) + SlotUse.free(max(0, (slots ?? 0) - pods.count), effectiveFree: effectiveFree)
  }
}

extension SlotUse {
  /// The uses of free slots, last those without an address.
  ///
  /// - Parameter effectiveFree: how many of them can get an address; nil if that is unknown.
  static func free(_ count: Int, effectiveFree: Int?) -> [SlotUse] {
    guard let effectiveFree else { return Array(repeating: .freeAddressUnknown, count: count) }
    let usable = min(count, max(0, effectiveFree))
    return Array(repeating: .free, count: usable) + Array(repeating: .freeWithoutAddress, count: count - usable)
  }
}

/// A pod in a slot of a node.
public struct MappedPod: Hashable, Sendable {
  /// `metadata.uid`.
  public var uid: UID
  /// The pod's namespace.
  public var namespace: String
  /// The pod's name.
  public var name: String
  /// The workload, `Kind/name`; empty without one.
  public var workload: String
  /// How it uses its slot.
  public var use: SlotUse
  /// `status.podIP`; that of the node for a pod on the host network.
  public var address: IPAddress?
}

/// A pod without a node.
public struct WaitingPod: Hashable, Sendable {
  /// `metadata.uid`.
  public var uid: UID
  /// The pod's namespace.
  public var namespace: String
  /// The pod's name.
  public var name: String
  /// The workload, `Kind/name`; empty without one.
  public var workload: String
  /// What it waits for; nil if nobody has said so.
  public var reason: PendingReason?
  /// The scheduler's words; empty if it has said nothing.
  public var message: String
}

/// An ENI of a node.
public struct MappedInterface: Hashable, Sendable {
  /// `networkInterfaceId`.
  public var id: String
  /// The network card that it is attached to; 0 on instances with one card.
  public var networkCardIndex: Int
  /// `attachment/deviceIndex`.
  public var deviceIndex: Int
  /// What it is for.
  public var kind: ENIKind
  /// Private IPv4 addresses, the primary one first.
  public var addresses: [IPv4Address]
  /// Delegated IPv4 prefixes, each of 16 addresses.
  public var prefixes: [IPv4Block]
  /// Addresses that pods hold; nil if that is unknown.
  public var used: Int?
  /// Secondary and prefix addresses that no pod holds and new pods get; nil if that is unknown.
  public var warm: Int?

  /// IPv4 addresses, the primary one included, a prefix as 16.
  public var assigned: Int { addresses.count + prefixes.reduce(0) { $0 + $1.addressCount } }
}
