import Capacity

extension Topic {
  /// Each cluster at a glance: what `capdb report` shows without a topic.
  public static let summary = Topic(
    "summary", "each cluster at a glance: nodes, slots, waiting pods", kind: .state,
    columns: SummaryRow.fields.map(\.column)
  ) { scope in
    let (states, notices) = try scope.states(sources: Source.allCases)
    let rows = try states.map { state in
      let moment = state.observedAt..<(state.observedAt + 1)
      let collection = try scope.history.collections(of: state.cluster.id, in: moment, limit: 1).last
      let pending = try scope.history.pendingSpells(of: state.cluster.id, in: moment)
      return SummaryRow(state, status: collection?.status, pending: pending)
    }
    let moments = scope.request.at.map { [$0] } ?? states.map(\.observedAt)
    return Report(
      name: "summary", from: moments.min(), to: moments.max(), layout: .blocks,
      table: ReportTable(rows, fields: SummaryRow.fields), notices: notices)
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
    .room(free: free.map(Int64.init), of: slotsAllocatable.map(Int64.init))
  }

  private var subnetTone: ReportTone {
    .room(
      free: leastFreeSubnet.map { Int64($0.availableIPv4Count) }, of: leastFreeSubnet.map { Int64($0.usableIPv4Count) })
  }
}
