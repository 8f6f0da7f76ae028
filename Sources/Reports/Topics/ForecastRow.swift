public import Capacity

/// What fills up. The raw values stand in the column `resource`.
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
  /// How many were in use when it was seen last.
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
  /// Days on record that the forecast is made from.
  public var basisDays: Int
  /// Why there is no date, or what else to know of it.
  public var note: String?
  /// It is full as of the last sight.
  public var isExhausted: Bool
  /// When it was seen last.
  public var knownAt: Timestamp
}

extension ForecastRow {
  /// - Parameter now: a last sight well before it is worth a note.
  init(cluster: String, resource: ForecastResource, name: String?, use: RecordedUse, now: Timestamp) {
    let forecast = ExhaustionForecast(of: use)
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

  /// The soonest first; those that are not exhausted within a year come after them by the earliest they may be.
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
