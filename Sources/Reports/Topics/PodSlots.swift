public import Capacity

extension Topic {
  /// The pod slots over time.
  public static let podSlots = Topic.trend(
    "pod-slots", "pod slots over time: used, free, full nodes, pods that waited",
    groupings: SlotGrouping.allCases.map(\.rawValue), fields: PodSlotsRow.fields, shape: PodSlotsRow.shape
  ) { scope, grid, by in
    let grouping = SlotGrouping(rawValue: by) ?? .cluster
    return try scope.clusters.flatMap { cluster in
      let trend = try scope.history.slotTrend(
        of: cluster.id, by: grouping, in: grid.span, bucketSeconds: grid.seconds)
      return SteppedTrend(trend, over: grid).steps().map {
        PodSlotsRow($0, grouping: grouping, cluster: cluster.identity.name)
      }
    }.sorted { ($0.time, $0.cluster, $0.group ?? "") < ($1.time, $1.cluster, $1.group ?? "") }
  }
}

/// The pod slots of a group of nodes in a step: a row of the report `pod-slots`.
public struct PodSlotsRow: Hashable, Sendable {
  /// The beginning of the step.
  public var time: Timestamp
  /// The cluster's name.
  public var cluster: String
  /// The group's name: the cluster, a zone, a node group, an instance type or a node; nil for nodes without one.
  public var group: String?
  /// The counters at the end of the step; nil where they are unknown.
  public var counters: SlotCounters?
  /// The highest load within the step; nil where it is unknown.
  public var peak: Load?
}

extension PodSlotsRow {
  init(_ step: SteppedCounters<String, SlotCounters>, grouping: SlotGrouping, cluster: String) {
    time = step.time
    self.cluster = cluster
    group = grouping == .cluster ? cluster : step.group.isEmpty ? nil : step.group
    counters = step.counters
    peak = step.peak
  }

  static let shape = TrendShape(
    series: ["cluster", "group"], value: "used_percent", maximum: 100, totals: ["slots_used": "slots_allocatable"])

  /// The highest share within the step, in percent.
  public var usedPercent: FixedDecimal? { peak?.percent.flatMap { FixedDecimal(rounding: $0, digits: 1) } }

  /// The columns of the report.
  public static let fields: [Field<PodSlotsRow>] = [
    Field(ReportColumn("time", .timestamp, .essential)) { .timestamp($0.time) },
    Field(ReportColumn("cluster", .text, .useful)) { ReportCell($0.cluster) },
    Field(ReportColumn("group", .text, .essential)) { ReportCell($0.group) },
    Field(ReportColumn("nodes", .integer, .useful)) { ReportCell($0.counters?.nodes) },
    Field(ReportColumn("slots_allocatable", .integer, .essential, heading: "slots")) {
      ReportCell($0.counters?.slotsAllocatable)
    },
    Field(ReportColumn("slots_used", .integer, .essential, heading: "used")) { ReportCell($0.counters?.slotsUsed) },
    Field(ReportColumn("slots_free", .integer, .essential, heading: "free"), tone: \.slotTone) {
      ReportCell($0.counters?.slotsFree)
    },
    Field(
      ReportColumn("used_percent", .percent, .essential, heading: "peak"), tone: { .share(percent: $0.usedPercent) }
    ) { ReportCell($0.usedPercent) },
    Field(
      ReportColumn("pods_pending", .integer, .useful, heading: "pending"),
      tone: { $0.counters?.podsPending ?? 0 > 0 ? .critical : .plain }
    ) { ReportCell($0.counters?.podsPending) },
    Field(
      ReportColumn("nodes_full", .integer, .useful, heading: "full"),
      tone: { $0.counters?.nodesFull ?? 0 > 0 ? .warning : .plain }
    ) { ReportCell($0.counters?.nodesFull) },
    Field(ReportColumn("effective_free", .integer, .essential, heading: "can take"), tone: \.effectiveTone) {
      ReportCell($0.counters?.effectiveFree)
    },
  ]

  private var slotTone: ReportTone { .free(counters?.slotsFree, of: counters?.slotsAllocatable) }

  private var effectiveTone: ReportTone { .free(counters?.effectiveFree, of: counters?.slotsAllocatable) }
}
