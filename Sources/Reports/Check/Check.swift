public import Capacity

/// Holds the capacity of clusters against limits.
public enum Check {
  /// Looks at use and runway of subnets and pod slots, at pods that wait and at the age of the last collection.
  ///
  /// - Parameters:
  ///   - clusters: the names of those to look at; empty for all.
  ///   - now: the present.
  /// - Throws: `ReportError.emptyHistory`, `ReportError.unknownCluster`; what `history` throws.
  public static func outcome(
    of clusters: [String], in history: some HistoryReading, limits: CheckLimits, now: Timestamp
  ) throws -> CheckOutcome {
    let scope = try ReportScope(ReportRequest(clusters: clusters, now: now), of: history)
    let uses = try ForecastUses(of: scope, defaultSeconds: 90 * 86_400)
    let dropped = try scope.clusters.filter { try !asksEC2(of: $0, in: history) }.map(\.identity.name)
    let items = uses.all.filter { $0.resource != .subnet || !dropped.contains($0.cluster) }
    let room = items.flatMap { CheckedRoom($0, limits: limits, now: now).findings }
    let rest = try scope.clusters.filter { !$0.isRetired(at: nil) }.flatMap { cluster in
      let seenAt = uses.all.first { $0.grouping == .cluster && $0.cluster == cluster.identity.name }?.use.knownAt
      return [
        try pending(cluster, in: history, podsSeenAt: seenAt, limits: limits, now: now),
        age(of: cluster, limits: limits, now: now),
      ]
    }
    return CheckOutcome(room + rest)
  }

  /// Whether the latest collection was to ask for subnets: without EC2, what is on record of them from before is no
  /// matter of concern.
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

  /// The longest that a pod has waited which waits still, up to when pods were last seen.
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
