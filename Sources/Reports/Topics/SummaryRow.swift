public import Capacity

/// A cluster at a glance: a row of the report `summary`. Values whose source is unknown are nil.
public struct SummaryRow: Hashable, Sendable {
  /// The cluster, with its Kubernetes version and region.
  public var identity: ClusterIdentity
  /// The observation the values are those of.
  public var observedAt: Timestamp
  /// How the collection of that observation ended; nil if the history does not keep it any more.
  public var status: CollectionStatus?
  /// Nodes.
  public var nodes: Int?
  /// Nodes without a free slot. Fargate nodes, which are full by design, are left out.
  public var nodesFull: Int?
  /// Slots of all nodes together.
  public var slotsAllocatable: Int?
  /// Slots that pods take.
  public var slotsUsed: Int?
  /// Slots that are left, no node counting less than zero.
  public var slotsFree: Int?
  /// The sum of the nodes' effective free slots; nil if that of any node is unknown.
  public var effectiveFree: Int?
  /// Pods that wait.
  public var podsPending: Int?
  /// How many of them wait for what, the commonest reason first: `PodSlots 8, CPU 1`.
  public var pendingReasons: String?
  /// Of the subnets in which the nodes have interfaces, the one with fewest available addresses.
  public var leastFreeSubnet: Subnet?
  /// Sources that were asked and of which nothing is known.
  public var unknownSources: [Source]
}

extension SummaryRow {
  /// - Parameter pending: the spells that touch the state's moment.
  init(_ state: RecordedState, status: CollectionStatus?, pending: [PendingSpell]) {
    let rows = NodeRow.rows(of: state)
    let nodesKnown = state.snapshot.nodes.value != nil
    identity = state.cluster.identity
    observedAt = state.observedAt
    self.status = status
    nodes = nodesKnown ? rows.count : nil
    nodesFull = nodesKnown ? Self.fullNodes(rows, of: state) : nil
    slotsAllocatable = nodesKnown ? rows.reduce(0) { $0 + Int(clamping: $1.allocatable.pods ?? 0) } : nil
    slotsUsed = nodesKnown ? Self.sum(rows, \.podsUsed) : nil
    // A node that offers no `pods` at all has no slots to sum.
    slotsFree = nodesKnown ? Self.sum(rows.filter { $0.allocatable.pods != nil }, \.podsFree) : nil
    effectiveFree = nodesKnown ? Self.sum(rows, \.effectiveFree) : nil
    let waiting = pending.filter { $0.lasts(at: state.observedAt) }
    let podsKnown = state.snapshot.pods.value != nil
    podsPending = podsKnown ? waiting.count : nil
    pendingReasons = podsKnown && !waiting.isEmpty ? Self.reasons(of: waiting) : nil
    leastFreeSubnet = Self.leastFreeSubnet(of: state)
    unknownSources = Source.allCases.filter { [.failed, .denied].contains(state.snapshot.status(of: $0)) }
  }

  private static func sum(_ rows: [NodeRow], _ value: (NodeRow) -> Int?) -> Int? {
    rows.reduce(0) { sum, row in sum.flatMap { sum in value(row).map { sum + $0 } } }
  }

  private static func fullNodes(_ rows: [NodeRow], of state: RecordedState) -> Int? {
    guard state.snapshot.pods.value != nil else { return nil }
    let fargate = Set((state.snapshot.nodes.value ?? []).filter { $0.compute == .fargate }.map(\.name))
    return rows.count { $0.podsFree == 0 && !fargate.contains($0.node) }
  }

  private static func reasons(of spells: [PendingSpell]) -> String {
    let counts = Dictionary(grouping: spells, by: \.reason).mapValues(\.count)
    let ordered = counts.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
    return ordered.map { "\($0.key.rawValue) \($0.value)" }.joined(separator: ", ")
  }

  private static func leastFreeSubnet(of state: RecordedState) -> Subnet? {
    let index = StateIndex(state)
    let used = Set((state.snapshot.nodes.value ?? []).flatMap { index.interfaces(of: $0) ?? [] }.map(\.subnetID))
    let subnets = (state.snapshot.subnets.value ?? []).filter { used.contains($0.id) && $0.cidr != nil }
    return subnets.min { ($0.availableIPv4Count, $0.id) < ($1.availableIPv4Count, $1.id) }
  }
}

extension PendingSpell {
  /// Whether the pod waits at a moment.
  func lasts(at moment: Timestamp) -> Bool {
    pendingSince <= moment && endedAt.map { $0 > moment } ?? true
  }
}
