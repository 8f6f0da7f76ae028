import Capacity

extension Topic {
  /// When each subnet and each group of nodes is full, the soonest first.
  public static let forecast = Topic(
    "forecast", "when subnets and pod slots are full, with an 80 % interval",
    kind: .span(defaultSeconds: 90 * 86_400, groupings: ForecastUses.groupings.map(\.rawValue)),
    columns: ForecastRow.fields.map(\.column)
  ) { scope in
    let uses = try ForecastUses(of: scope, defaultSeconds: 90 * 86_400)
    let rows = uses.all.map {
      ForecastRow(cluster: $0.cluster, resource: $0.resource, name: $0.name, use: $0.use, now: uses.to)
    }
    return Report(
      name: "forecast", from: uses.from, to: uses.to,
      table: ReportTable(rows.sorted(by: ForecastRow.precedes), fields: ForecastRow.fields), notices: uses.notices)
  }
}

extension ForecastRow {
  /// The columns of the report.
  public static let fields: [Field<ForecastRow>] = [
    Field(ReportColumn("cluster", .text, .essential)) { ReportCell($0.cluster) },
    Field(ReportColumn("resource", .text, .useful)) { .text($0.resource.rawValue) },
    Field(ReportColumn("name", .text, .essential)) { ReportCell($0.name) },
    Field(ReportColumn("used", .integer, .essential), tone: \.roomTone) { .integer($0.used) },
    Field(ReportColumn("total", .integer, .useful)) { .integer($0.total) },
    Field(ReportColumn("growth_per_day", .decimal, .useful, heading: "per day")) { ReportCell($0.growthPerDay) },
    Field(ReportColumn("exhausted_at", .timestamp, .essential, heading: "exhausted"), tone: \.tone) {
      ReportCell($0.exhaustedAt)
    },
    Field(ReportColumn("exhausted_at_earliest", .timestamp, .essential, heading: "earliest")) {
      ReportCell($0.exhaustedAtEarliest)
    },
    Field(ReportColumn("exhausted_at_latest", .timestamp, .essential, heading: "latest")) {
      ReportCell($0.exhaustedAtLatest)
    },
    Field(ReportColumn("basis_days", .integer, .detail, heading: "basis")) { ReportCell($0.basisDays) },
    Field(ReportColumn("note", .prose, .essential)) { ReportCell($0.note) },
  ]

  private static let nearDays: Int64 = 30

  private var tone: ReportTone {
    guard !isExhausted else { return .critical }
    guard let exhaustedAt else { return .plain }
    return exhaustedAt - knownAt <= Self.nearDays * 86_400 ? .warning : .plain
  }

  private var roomTone: ReportTone { .room(free: total - used, of: total) }
}
