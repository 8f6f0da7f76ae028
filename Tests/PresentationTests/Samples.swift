import Capacity
import Reports

/// A row with one value of every kind.
struct Sample: Sendable {
  var name: String?
  var count: Int?
  var bytes: Int64?
  var cpu: Int64?
  var waited: Int64?
  var share: FixedDecimal?
  var isReady: Bool?
  var at: Timestamp?
  var message: String?

  static let fields: [Field<Sample>] = [
    Field(ReportColumn("name", .text, .essential)) { ReportCell($0.name) },
    Field(
      ReportColumn("count", .integer, .essential), tone: { .free($0.count.map(Int64.init), of: 100) }
    ) { ReportCell($0.count) },
    Field(ReportColumn("memory_bytes", .bytes, .detail, heading: "memory")) { ReportCell($0.bytes) },
    Field(ReportColumn("cpu_millicores", .millicores, .detail, heading: "cpu")) { ReportCell($0.cpu) },
    Field(ReportColumn("seconds", .seconds, heading: "waited")) { ReportCell($0.waited) },
    Field(ReportColumn("used_percent", .percent, heading: "used")) { ReportCell($0.share) },
    Field(ReportColumn("ready", .boolean)) { ReportCell($0.isReady) },
    Field(ReportColumn("seen_at", .timestamp, heading: "seen")) { ReportCell($0.at) },
    Field(ReportColumn("message", .prose)) { ReportCell($0.message) },
  ]

  static let full = Sample(
    name: "ip-192-168-1-111", count: 17, bytes: 3_469_623_296, cpu: 1930, waited: 750,
    share: FixedDecimal(units: 931, digits: 1), isReady: true, at: Timestamp(seconds: 1_795_408_755),
    message: "0/3 nodes are available: 3 Too many pods.")
}

func report(_ rows: [Sample], layout: Report.Layout = .rows) -> Report {
  let moment = Timestamp(seconds: 1_795_408_755)
  return Report(
    name: "sample", from: moment, to: moment, layout: layout, table: ReportTable(rows, fields: Sample.fields))
}

/// A report of one text column.
func report(texts: [String?]) -> Report {
  let field = Field<String?>(ReportColumn("text", .text, .essential)) { ReportCell($0) }
  return Report(name: "texts", from: nil, to: nil, table: ReportTable(texts, fields: [field]))
}
