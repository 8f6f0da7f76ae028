import Capacity

/// How full a subnet or a group of nodes is, and for how long there is room.
struct CheckedRoom {
  private let item: ForecastUses.Item
  private let limits: CheckLimits
  private let now: Timestamp

  init(_ item: ForecastUses.Item, limits: CheckLimits, now: Timestamp) {
    self.item = item
    self.limits = limits
    self.now = now
  }

  /// Use and runway.
  var findings: [CheckFinding] {
    guard now - item.use.knownAt <= limits.staleSeconds else {
      let words = "unknown since \(item.use.knownAt)"
      return [
        CheckFinding(item.cluster, subject, .used, without: .unknown, because: "use \(words)", limits.used),
        CheckFinding(item.cluster, subject, .runway, without: .unknown, because: "runway \(words)", limits.runway),
      ]
    }
    return [used, runway]
  }

  private var subject: String {
    // The whole cluster goes without a name: a node group may be called as the cluster is.
    if item.grouping == .cluster { return item.resource.rawValue }
    return "\(item.resource.rawValue) \(item.name ?? "of no group")"
  }

  private var used: CheckFinding {
    guard let percent = item.use.latest.percent.flatMap({ FixedDecimal(rounding: $0, digits: 1) }) else {
      return CheckFinding(item.cluster, subject, .used, without: .ok, because: "there is nothing to use", limits.used)
    }
    return CheckFinding(item.cluster, subject, .used, percent, limits.used)
  }

  private var runway: CheckFinding {
    switch ExhaustionForecast(of: item.use).exhaustion {
    case .since: runway(days: 0)
    case .expected(let day, _, _): runway(days: Int64(max(0, day - now.day)))
    case .beyondAYear: noRunway("room for more than a year")
    case .tooLittleHistory(let days):
      noRunway("no forecast: \(days) of \(UseForecast.fewestDays) days on record")
    case .nothingThere: noRunway("nothing to forecast")
    }
  }

  private func runway(days: Int64) -> CheckFinding {
    CheckFinding(item.cluster, subject, .runway, FixedDecimal(units: days, digits: 0), limits.runway)
  }

  /// No number, and no reason to worry.
  private func noRunway(_ words: String) -> CheckFinding {
    CheckFinding(item.cluster, subject, .runway, without: .ok, because: words, limits.runway)
  }
}
