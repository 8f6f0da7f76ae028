import Capacity
import Reports

/// A row of a trend: the slots of a group at the end of a step.
struct TrendSample: Sendable {
  var time: Timestamp
  var cluster = "myeks"
  var group: String?
  var allocatable: Int?
  var used: Int?

  static let fields: [Field<TrendSample>] = [
    Field(ReportColumn("time", .timestamp, .essential)) { ReportCell($0.time) },
    Field(ReportColumn("cluster", .text)) { ReportCell($0.cluster) },
    Field(ReportColumn("group", .text, .essential)) { ReportCell($0.group) },
    Field(ReportColumn("slots_allocatable", .integer, heading: "slots")) { ReportCell($0.allocatable) },
    Field(ReportColumn("slots_used", .integer, .essential, heading: "used")) { ReportCell($0.used) },
    Field(ReportColumn("used_percent", .percent, .essential, heading: "used %"), tone: { .share(percent: $0.percent) })
    {
      ReportCell($0.percent)
    },
  ]

  var percent: FixedDecimal? {
    guard let used, let allocatable, allocatable > 0 else { return nil }
    return FixedDecimal(rounding: Double(used) * 100 / Double(allocatable), digits: 1)
  }

  static let shape = TrendShape(
    series: ["cluster", "group"], value: "used_percent", maximum: 100, totals: ["slots_used": "slots_allocatable"])

  /// 2026-11-20T00:00:00Z.
  static let begin = Timestamp(seconds: 1_795_132_800)

  /// A row for each value, one step after the other; nil stands for a gap.
  static func series(_ group: String, _ used: [Int?], of allocatable: Int = 100, step: Int64 = 3600) -> [TrendSample] {
    used.enumerated().map { number, used in
      TrendSample(
        time: begin + Int64(number) * step, group: group, allocatable: used == nil ? nil : allocatable, used: used)
    }
  }
}

/// A trend of these rows.
func trend(_ rows: [TrendSample], shape: TrendShape = TrendSample.shape) -> Report {
  Report(
    name: "pod-slots", from: rows.first?.time, to: rows.last.map { $0.time + 3600 },
    table: ReportTable(rows, fields: TrendSample.fields), trend: shape)
}
