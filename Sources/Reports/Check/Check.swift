public import Capacity

/// Compares the capacity of clusters with limits.
public enum Check {
  /// Checks use and runway of subnets and pod slots, waiting pods, and the age of the last collection.
  ///
  /// - Parameters:
  ///   - clusters: the names of those to check; empty for all.
  ///   - now: the present.
  /// - Throws: `ReportError.emptyHistory`, `ReportError.unknownCluster`; what `history` throws.
  public static func outcome(
    of clusters: [String], in history: some HistoryReading, limits: CheckLimits, now: Timestamp
  ) throws -> CheckOutcome {
    let scope = try ReportScope(ReportRequest(clusters: clusters, now: now), of: history)
    let uses = try ForecastUses(of: scope, defaultSeconds: 90 * 86_400)
    let dropped = try scope.clusters.filter { try !asksEC2(of: $0, in: history) }.map(\.identity.name)
    let items = uses.all.filter { $0.resource != .subnet || !dropped.contains($0.cluster) }
    let findings = items.flatMap { CheckedUse($0, limits: limits, now: now).findings }
    let rest = try scope.clusters.filter { !$0.isRetired(at: nil) }.flatMap { cluster in
      let seenAt = uses.all.first { $0.grouping == .cluster && $0.cluster == cluster.identity.name }?.use.knownAt
      return [
        try pending(cluster, in: history, podsSeenAt: seenAt, limits: limits, now: now),
        age(of: cluster, limits: limits, now: now),
      ]
    }
    let unknown = scope.outOfReach.map { server in
      CheckFinding(server, nil, .age, without: .unknown, because: "the server cannot be reached", limits.age)
    }
    return CheckOutcome(findings + rest + unknown)
  }

  /// Whether the latest collection asked for subnets. Where EC2 is no longer asked, what earlier collections recorded about
  /// subnets is not checked.
  private static func asksEC2(of cluster: RecordedCluster, in history: some HistoryReading) throws -> Bool {
    let ever = Timestamp(seconds: 0)..<((cluster.lastCollectedAt ?? cluster.firstCollectedAt) + 1)
    let latest = try history.collections(of: cluster.id, in: ever, limit: 1).last
    return latest?.sources[.subnets] != .notAsked
  }

  private static func age(of cluster: RecordedCluster, limits: CheckLimits, now: Timestamp) -> CheckFinding {
    let name = cluster.identity.name
    guard let last = cluster.lastCollectedAt else {
      return CheckFinding(name, nil, .age, without: .unknown, because: "never collected with success", limits.age)
    }
    return CheckFinding(name, nil, .age, FixedDecimal(units: max(0, now - last), digits: 0), limits.age)
  }

  /// The longest wait of the pods that still wait, up to the moment when pods were last seen.
  private static func pending(
    _ cluster: RecordedCluster, in history: some HistoryReading, podsSeenAt: Timestamp?, limits: CheckLimits,
    now: Timestamp
  ) throws -> CheckFinding {
    let name = cluster.identity.name
    guard let podsSeenAt, now - podsSeenAt <= limits.staleSeconds else {
      let words = "waiting pods are unknown" + (podsSeenAt.map { " since \($0)" } ?? "")
      return CheckFinding(name, nil, .pending, without: .unknown, because: words, limits.pending)
    }
    let spells = try history.pendingSpells(of: cluster.id, in: podsSeenAt..<(max(now, podsSeenAt) + 1))
    let longest = spells.filter { $0.endedAt == nil }.map { max(0, podsSeenAt - $0.pendingSince) }.max() ?? 0
    return CheckFinding(name, nil, .pending, FixedDecimal(units: longest, digits: 0), limits.pending)
  }
}

/// How full a subnet or a group of nodes is, and how long it will last.
struct CheckedUse {
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
    // The whole cluster has no name here, as a node group may have the same name as the cluster.
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
    case .beyondAYear: noRunway("not full within a year")
    case .tooLittleHistory(let days):
      noRunway("no forecast: \(days) of \(UseForecast.fewestDays) days on record")
    case .nothingThere: noRunway("nothing to forecast")
    }
  }

  private func runway(days: Int64) -> CheckFinding {
    CheckFinding(item.cluster, subject, .runway, FixedDecimal(units: days, digits: 0), limits.runway)
  }

  /// No number, and no alarm.
  private func noRunway(_ words: String) -> CheckFinding {
    CheckFinding(item.cluster, subject, .runway, without: .ok, because: words, limits.runway)
  }
}
