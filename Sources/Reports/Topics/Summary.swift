public import Capacity

extension Topic {
  /// Each cluster at a glance: what `capdb report` shows without a topic.
  public static let summary = Topic.state(
    "summary", "each cluster at a glance: nodes, slots, waiting pods", sources: Source.allCases, layout: .blocks,
    fields: SummaryRow.fields
  ) { states, scope in
    try states.map { state in
      let moment = state.observedAt..<(state.observedAt + 1)
      let collection = try scope.history.collections(of: state.cluster.id, in: moment, limit: 1).last
      let pending = try scope.history.pendingSpells(of: state.cluster.id, in: moment)
      return SummaryRow(state, status: collection?.status, pending: pending)
    }
  }
}

/// A cluster at a glance: a row of the report `summary`. Values whose source is unknown are nil.
public struct SummaryRow: Hashable, Sendable {
  /// The cluster, with its Kubernetes version and region.
  public var identity: ClusterIdentity
  /// The observation that the values belong to.
  public var observedAt: Timestamp
  /// How the collection of that observation ended; nil if the history no longer has it.
  public var status: CollectionStatus?
  /// Nodes.
  public var nodes: Int?
  /// Nodes without a free slot. Fargate nodes, which are full by design, are left out.
  public var nodesFull: Int?
  /// Slots of all nodes together.
  public var slotsAllocatable: Int?
  /// Slots that pods take.
  public var slotsUsed: Int?
  /// Free slots; a node with more pods than slots counts as zero.
  public var slotsFree: Int?
  /// The sum of the nodes' effective free slots; nil if it is unknown for any node.
  public var effectiveFree: Int?
  /// Pods that wait.
  public var podsPending: Int?
  /// How many of them wait for each reason, the most frequent first: `PodSlots 8, CPU 1`.
  public var pendingReasons: String?
  /// The subnet with the fewest available addresses, of those in which the nodes have interfaces.
  public var leastFreeSubnet: Subnet?
  /// Sources that were asked and are unknown.
  public var unknownSources: [Source]
}

extension SummaryRow {
  /// - Parameter pending: the spells at the state's moment.
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

extension SummaryRow {
  /// The columns of the report.
  public static let fields: [Field<SummaryRow>] = [
    Field(ReportColumn("cluster", .text, .essential)) { ReportCell($0.identity.name) },
    Field(ReportColumn("kubernetes_version", .text, .useful, heading: "kubernetes")) {
      ReportCell($0.identity.kubernetesVersion.isEmpty ? nil : $0.identity.kubernetesVersion)
    },
    Field(ReportColumn("region", .text, .useful)) {
      ReportCell($0.identity.region.isEmpty ? nil : $0.identity.region)
    },
    Field(ReportColumn("observed_at", .timestamp, .essential, heading: "observed")) { .timestamp($0.observedAt) },
    Field(ReportColumn("status", .text, .essential), tone: { $0.status?.tone ?? .plain }) {
      ReportCell($0.status?.rawValue)
    },
    Field(ReportColumn("nodes", .integer, .essential)) { ReportCell($0.nodes) },
    Field(ReportColumn("nodes_full", .integer, .essential), tone: { $0.nodesFull ?? 0 > 0 ? .warning : .plain }) {
      ReportCell($0.nodesFull)
    },
    Field(ReportColumn("slots_allocatable", .integer, .essential)) { ReportCell($0.slotsAllocatable) },
    Field(ReportColumn("slots_used", .integer, .essential)) { ReportCell($0.slotsUsed) },
    Field(ReportColumn("slots_free", .integer, .essential), tone: { $0.tone(of: $0.slotsFree) }) {
      ReportCell($0.slotsFree)
    },
    Field(ReportColumn("effective_free", .integer, .essential), tone: { $0.tone(of: $0.effectiveFree) }) {
      ReportCell($0.effectiveFree)
    },
    Field(ReportColumn("pods_pending", .integer, .essential), tone: { $0.podsPending ?? 0 > 0 ? .critical : .plain }) {
      ReportCell($0.podsPending)
    },
    Field(ReportColumn("pending_reasons", .text, .essential)) { ReportCell($0.pendingReasons) },
    Field(ReportColumn("least_free_subnet_id", .text, .useful, heading: "scarcest subnet")) {
      ReportCell($0.leastFreeSubnet?.id)
    },
    Field(
      ReportColumn("least_free_subnet_available", .integer, .useful, heading: "… ips available"),
      tone: \.subnetTone
    ) { ReportCell($0.leastFreeSubnet?.availableIPv4Count) },
    Field(ReportColumn("least_free_subnet_total", .integer, .useful, heading: "… of")) {
      ReportCell($0.leastFreeSubnet?.usableIPv4Count)
    },
    Field(ReportColumn("unknown_sources", .text, .essential), tone: { _ in .warning }) {
      ReportCell($0.unknownSources.isEmpty ? nil : $0.unknownSources.map(\.rawValue).joined(separator: ", "))
    },
  ]

  private func tone(of free: Int?) -> ReportTone {
    .free(free.map(Int64.init), of: slotsAllocatable.map(Int64.init))
  }

  private var subnetTone: ReportTone {
    .free(leastFreeSubnet.map { Int64($0.availableIPv4Count) }, of: leastFreeSubnet.map { Int64($0.usableIPv4Count) })
  }
}

extension PendingSpell {
  /// Whether the pod waits at a moment.
  func lasts(at moment: Timestamp) -> Bool {
    pendingSince <= moment && endedAt.map { $0 > moment } ?? true
  }
}
