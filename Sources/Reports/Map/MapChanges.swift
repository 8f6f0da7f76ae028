public import Capacity

/// What a map shows over a span, as changes: each fact once, with the moments between which it held.
///
/// Moments are numbered from 0 on. A pod keeps its slot as long as it is on its node; the free slots are those that no pod
/// has, and of these the last ones are without an address.
public struct MapChanges: Sendable {
  /// The beginning of the span.
  public internal(set) var from: Timestamp
  /// The end of the span.
  public internal(set) var to: Timestamp
  /// The seconds between moments where not every collection is one; nil where every collection is.
  public internal(set) var stepSeconds: Int64?
  /// The names of the clusters.
  public internal(set) var clusters: [String] = []
  /// When something changed, and when each cluster was last seen, earliest first.
  public internal(set) var moments: [Timestamp] = []
  /// The sources that were unknown; subjects are clusters. What they say is then as last known.
  public internal(set) var unknown: [MapInterval<[Source]>] = []
  /// The spans without a collection, by cluster: what held in them is unknown.
  public internal(set) var gaps: [Gap] = []
  /// The counters of each cluster; subjects are clusters.
  public internal(set) var totals: [MapInterval<Totals>] = []
  /// The nodes.
  public internal(set) var nodes: [NodeIdentity] = []
  /// What the nodes offered; subjects are nodes.
  public internal(set) var nodeStates: [MapInterval<NodeState>] = []
  /// The ENIs of the nodes.
  public internal(set) var interfaces: [InterfaceIdentity] = []
  /// How the addresses of the ENIs were used; subjects are ENIs.
  public internal(set) var interfaceStates: [MapInterval<InterfaceState>] = []
  /// The pods.
  public internal(set) var pods: [PodIdentity] = []
  /// The slots that the pods took; subjects are pods.
  public internal(set) var placements: [MapInterval<Placement>] = []
  /// The waits of pods without a node; subjects are pods.
  public internal(set) var waits: [MapInterval<Wait>] = []
  /// What a reader must know in addition, one line each.
  public internal(set) var notices: [String] = []
}

/// A fact of a map, from one of its moments until before another.
public struct MapInterval<Value: Hashable & Sendable>: Hashable, Sendable {
  /// What the fact is about: a place in the list of nodes, ENIs, pods or clusters.
  public var subject: Int
  /// The number of the first moment at which it held.
  public var from: Int
  /// The number of the first moment at which it no longer held; nil if it held to the end.
  public var to: Int?
  /// The fact.
  public var value: Value

  /// Makes an interval.
  public init(subject: Int, from: Int, to: Int?, value: Value) {
    self.subject = subject
    self.from = from
    self.to = to
    self.value = value
  }

  /// Whether it held at a moment.
  public func holds(at moment: Int) -> Bool { from <= moment && to.map { $0 > moment } ?? true }
}

extension MapChanges {
  /// A span without a collection of a cluster.
  public struct Gap: Hashable, Sendable {
    /// The place of the cluster.
    public var cluster: Int
    /// The last collection before it.
    public var from: Timestamp
    /// The first collection after it.
    public var to: Timestamp
  }

  /// The counters of a cluster.
  public struct Totals: Hashable, Sendable {
    /// Slots of all nodes together.
    public var slotsAllocatable: Int
    /// Slots that pods take.
    public var slotsUsed: Int
    /// How many more pods with an address of their own the nodes can take together; nil if unknown.
    public var effectiveFree: Int?
    /// Pods without a node.
    public var waiting: Int
  }

  /// What does not change of a node.
  public struct NodeIdentity: Hashable, Sendable {
    var uid: UID
    /// The place of its cluster.
    public var cluster: Int
    /// The node's name.
    public var name: String
    /// Its instance type.
    public var instanceType: String?
    /// Its availability zone.
    public var zone: String?
    /// The group it was launched for.
    public var nodeGroup: String?
  }

  /// What a node offered.
  public struct NodeState: Hashable, Sendable {
    /// Allocatable `pods`; nil if it offered none.
    public var slots: Int?
    /// Condition `Ready` is `True`.
    public var isReady: Bool
    /// Not cordoned.
    public var isSchedulable: Bool
    /// How many more pods with an address of their own it could take; nil if unknown.
    public var effectiveFree: Int?
    /// The limit that decides `effectiveFree`.
    public var bindingLimit: BindingLimit?
  }

  /// What does not change of an ENI.
  public struct InterfaceIdentity: Hashable, Sendable {
    /// The place of its node.
    public var node: Int
    /// `networkInterfaceId`.
    public var id: String
    /// The network card that it is attached to.
    public var networkCardIndex: Int
    /// `attachment/deviceIndex`.
    public var deviceIndex: Int
    /// What it is for.
    public var kind: ENIKind
  }

  /// How the addresses of an ENI were used.
  public struct InterfaceState: Hashable, Sendable {
    /// IPv4 addresses, the primary one included, a prefix as 16.
    public var assigned: Int
    /// Prefixes among them.
    public var prefixes: Int
    /// Addresses that pods held; nil if unknown.
    public var used: Int?
    /// Secondary and prefix addresses that no pod held and new pods got; nil if unknown.
    public var warm: Int?
  }

  /// What does not change of a pod.
  public struct PodIdentity: Hashable, Sendable {
    var uid: UID
    /// The pod's namespace.
    public var namespace: String
    /// The pod's name.
    public var name: String
    /// The workload, `Kind/name`; empty without one.
    public var workload: String
  }

  /// The slot that a pod took.
  public struct Placement: Hashable, Sendable {
    /// The place of its node.
    public var node: Int
    /// The slot, counted from 0.
    public var slot: Int
    /// How the pod used it.
    public var use: SlotUse
    /// `status.podIP`; that of the node for a pod on the host network.
    public var address: IPAddress?
  }

  /// What a pod without a node waited for.
  public struct Wait: Hashable, Sendable {
    /// The reason; nil if nobody said so.
    public var reason: PendingReason?
    /// The scheduler's words; empty if it said nothing.
    public var message: String
  }
}
