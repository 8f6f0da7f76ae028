import Capacity

/// A row of `capdb plan --cni`: what other settings would have assigned in a subnet over a span.
struct CNIReplayRow: Sendable {
  var cluster: String
  var subnet: String
  var zone: String?
  var steps: [CNIReplay.Step]

  static let fields: [Field<CNIReplayRow>] = [
    Field(ReportColumn("cluster", .text, .useful)) { ReportCell($0.cluster) },
    Field(ReportColumn("subnet_id", .text, .essential, heading: "subnet")) { ReportCell($0.subnet) },
    Field(ReportColumn("zone", .text, .useful)) { ReportCell($0.zone) },
    Field(ReportColumn("steps", .integer, .useful)) { ReportCell($0.steps.count) },
    Field(ReportColumn("ips_assigned_max", .integer, .essential, heading: "assigned")) {
      ReportCell($0.steps.map(\.assigned).max())
    },
    Field(ReportColumn("ips_assigned_max_replayed", .integer, .essential, heading: "replayed")) {
      ReportCell($0.steps.map(\.replayed).max())
    },
    Field(ReportColumn("ips_freed_median", .integer, .essential, heading: "freed (median)")) {
      ReportCell($0.freedMedian)
    },
    Field(ReportColumn("ips_freed_min", .integer, .essential, heading: "freed (least)")) {
      ReportCell($0.steps.map(\.freed).min())
    },
    Field(ReportColumn("steps_short", .integer, .essential), tone: { $0.stepsShort > 0 ? .critical : .plain }) {
      ReportCell($0.stepsShort)
    },
    Field(ReportColumn("ips_short_max", .integer, .essential, heading: "short (most)")) {
      ReportCell($0.steps.map(\.short).max())
    },
    Field(ReportColumn("worst_at", .timestamp, .useful, heading: "worst")) { ReportCell($0.worst?.moment) },
  ]

  private var stepsShort: Int { steps.count { $0.short > 0 } }

  /// The step with most addresses short, and of those with the least freed, the earliest.
  private var worst: CNIReplay.Step? { steps.min { ($1.short, $0.freed) < ($0.short, $1.freed) } }

  /// The middle of the freed addresses, the lower of the two in an even number of steps.
  private var freedMedian: Int? {
    let sorted = steps.map(\.freed).sorted()
    return sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2]
  }
}
