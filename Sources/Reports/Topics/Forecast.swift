public import Capacity

extension Topic {
  /// When each subnet and each group of nodes is full, the soonest first.
  public static let forecast = Topic.useForecast(
    "forecast", "when subnets and pod slots are full, with an 80 % interval", defaultSeconds: 90 * 86_400,
    fields: ForecastRow.fields
  ) { uses in
    uses.all.map {
      ForecastRow(cluster: $0.cluster, resource: $0.resource, name: $0.name, use: $0.use, now: uses.to)
    }.sorted(by: ForecastRow.precedes)
  }

  /// A topic about the recorded use of subnets and pod slots.
  ///
  /// - Parameter rows: makes the rows from the recorded use.
  static func useForecast<Row>(
    _ name: String, _ summary: String, defaultSeconds: Int64, fields: [Field<Row>],
    rows: @escaping @Sendable (ForecastUses) -> [Row]
  ) -> Topic {
    Topic(
      name, summary,
      kind: .span(defaultSeconds: defaultSeconds, groupings: ForecastUses.groupings.map(\.rawValue)),
      columns: fields.map(\.column)
    ) { scope in
      let uses = try ForecastUses(of: scope, defaultSeconds: defaultSeconds)
      return Report(
        name: name, from: uses.from, to: uses.to, table: ReportTable(rows(uses), fields: fields),
        notices: uses.notices)
    }
  }
}

/// What fills up. The raw values are those of the column `resource`.
public enum ForecastResource: String, CaseIterable, Sendable {
  /// The IPv4 addresses of a subnet.
  case subnet
  /// The pod slots of a group of nodes.
  case podSlots = "pod-slots"
}

/// When something is full: a row of the report `forecast`.
public struct ForecastRow: Hashable, Sendable {
  /// The cluster's name.
  public var cluster: String
  /// What fills up.
  public var resource: ForecastResource
  /// The subnet, or the group of nodes; nil for nodes without one.
  public var name: String?
  /// How many were in use when it was last seen.
  public var used: Int64
  /// How many there were then.
  public var total: Int64
  /// How many more are in use each day.
  public var growthPerDay: FixedDecimal?
  /// The day, by its beginning, on which the peak reaches the total.
  public var exhaustedAt: Timestamp?
  /// The lower end of the interval that holds the day in four of five cases.
  public var exhaustedAtEarliest: Timestamp?
  /// Its upper end; nil beyond a year.
  public var exhaustedAtLatest: Timestamp?
  /// Recorded days that the forecast is made from.
  public var basisDays: Int
  /// Why there is no date, or what else to know about it.
  public var note: String?
  /// Whether it was full when it was last seen.
  public var isExhausted: Bool
  /// When it was last seen.
  public var knownAt: Timestamp
}

extension ForecastRow {
  /// - Parameter now: a row that was last seen long before it gets a note.
  init(cluster: String, resource: ForecastResource, name: String?, use: RecordedUse, now: Timestamp) {
    self.init(
      cluster: cluster, resource: resource, name: name, use: use, forecast: UseForecast(of: use.series), now: now)
  }

  /// - Parameter forecast: the forecast of the same use; nil where there is too little history.
  init(
    cluster: String, resource: ForecastResource, name: String?, use: RecordedUse, forecast: UseForecast?, now: Timestamp
  ) {
    let forecast = ExhaustionForecast(of: use, forecast)
    self.cluster = cluster
    self.resource = resource
    self.name = name
    used = use.latest.used
    total = use.latest.total
    growthPerDay = forecast.growthPerDay.flatMap { FixedDecimal(rounding: $0, digits: 2) }
    basisDays = forecast.basisDays
    isExhausted = if case .since = forecast.exhaustion { true } else { false }
    knownAt = use.knownAt
    (exhaustedAt, exhaustedAtEarliest, exhaustedAtLatest) = Self.dates(forecast.exhaustion)
    note = Self.note(on: forecast.exhaustion, resource: resource, knownAt: use.knownAt, now: now)
  }

  private static func dates(_ exhaustion: Exhaustion) -> (Timestamp?, Timestamp?, Timestamp?) {
    switch exhaustion {
    case .since(let day): (Timestamp(day: day), Timestamp(day: day), Timestamp(day: day))
    case .expected(let day, let earliest, let latest):
      (Timestamp(day: day), Timestamp(day: earliest), latest.map { Timestamp(day: $0) })
    case .beyondAYear(let earliest): (nil, earliest.map { Timestamp(day: $0) }, nil)
    case .tooLittleHistory, .nothingThere: (nil, nil, nil)
    }
  }

  private static func note(
    on exhaustion: Exhaustion, resource: ForecastResource, knownAt: Timestamp, now: Timestamp
  ) -> String? {
    var words: [String] = []
    switch exhaustion {
    case .since: words.append("exhausted already")
    case .expected(_, _, latest: nil): words.append("perhaps not within a year")
    case .expected: break
    case .beyondAYear(earliest: nil): words.append("not within a year")
    case .beyondAYear: words.append("not within a year, most likely")
    case .tooLittleHistory(let days):
      words.append("too little history: \(days) of \(UseForecast.fewestDays) days")
    case .nothingThere: words.append(resource == .subnet ? "no IPv4 addresses" : "no pod slots")
    }
    if now - knownAt > 86_400 { words.append("nothing known after \(knownAt)") }
    return words.isEmpty ? nil : words.joined(separator: "; ")
  }

  /// The soonest first; those not exhausted within a year come after them, by their earliest date.
  static func precedes(_ left: ForecastRow, _ right: ForecastRow) -> Bool {
    func key(_ row: ForecastRow) -> (Int64, Int64, String, String, String) {
      let never = Int64.max
      return (
        row.exhaustedAt?.seconds ?? never, row.exhaustedAtEarliest?.seconds ?? never, row.cluster,
        row.resource.rawValue, row.name ?? ""
      )
    }
    return key(left) < key(right)
  }
}

extension ForecastRow {
  /// The columns of the report.
  public static let fields: [Field<ForecastRow>] = [
    Field(ReportColumn("cluster", .text, .essential)) { ReportCell($0.cluster) },
    Field(ReportColumn("resource", .text, .useful)) { .text($0.resource.rawValue) },
    Field(ReportColumn("name", .text, .essential)) { ReportCell($0.name) },
    Field(ReportColumn("used", .integer, .essential), tone: \.freeTone) { .integer($0.used) },
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

  private var freeTone: ReportTone { .free(total - used, of: total) }
}
