public import Capacity

/// The capacity of clusters as numbers for monitoring: what is known of them at a moment, and how long it will last.
///
/// A number that is unknown is nil, and so is one whose source last answered longer ago than `staleSeconds`.
public struct CapacityGauges: Sendable {
  /// The clusters in use, by name.
  public var clusters: [ClusterGauges]
  /// How long subnets, pod slots and node groups will last, the soonest full first.
  public var runways: [Runway]

  /// Reads the numbers.
  ///
  /// - Parameters:
  ///   - moment: the moment to read; nil for the latest that is known of each source.
  ///   - now: the present; `moment` counts as the present where it is given.
  ///   - staleSeconds: how old an answer of a source may be.
  /// - Throws: `ReportError.emptyHistory`; what `history` throws.
  public init(of history: some HistoryReading, at moment: Timestamp?, now: Timestamp, staleSeconds: Int64) throws {
    let now = moment ?? now
    let scope = try ReportScope(ReportRequest(until: moment, now: now), of: history)
    let clusters = scope.clusters.filter { cluster in
      !cluster.isRetired(at: moment) && moment.map { $0 >= cluster.firstCollectedAt } ?? true
    }
    self.clusters = try clusters.map {
      try ClusterGauges($0, in: history, at: moment, now: now, staleSeconds: staleSeconds)
    }
    let uses = try ForecastUses(of: scope, defaultSeconds: 90 * 86_400)
    runways = uses.all.filter { now - $0.use.knownAt <= staleSeconds }.compactMap { Runway($0, now: now) }
      .sorted { ($0.days, $0.earliestDays) < ($1.days, $1.earliestDays) }
  }
}

/// The numbers of one cluster.
public struct ClusterGauges: Sendable {
  /// The cluster.
  public var identity: ClusterIdentity
  /// When a collection last had some success; nil if none is kept.
  public var lastSuccessAt: Timestamp?
  /// The latest attempt to collect; nil if none is kept.
  public var latest: RecordedCollection?
  /// Sources from which the latest attempt got no complete answer.
  public var unknownSources: Int?
  /// Pod slots by node group; that of nodes without a group is called by an empty name.
  public var nodeGroups: [String: SlotCounters]?
  /// Addresses by subnet, those with the fewest available first.
  public var subnets: [SubnetGauges]?
  /// Waiting pods by reason, every reason with its number.
  public var pending: [PendingReason: Int]?
  /// How long the pod has waited that has waited longest, up to when pods were last seen; 0 if none waits.
  public var longestPendingSeconds: Int64?
}

/// The addresses of one subnet.
public struct SubnetGauges: Sendable {
  /// `subnetId`.
  public var subnetID: String
  /// `vpcId`.
  public var vpcID: String
  /// `availabilityZone`.
  public var zone: String
  /// The counters.
  public var counters: SubnetCounters
}

extension ClusterGauges {
  init(
    _ cluster: RecordedCluster, in history: some HistoryReading, at moment: Timestamp?, now: Timestamp,
    staleSeconds: Int64
  ) throws {
    identity = cluster.identity
    lastSuccessAt = cluster.lastCollectedAt
    let end = max(now, moment == nil ? cluster.lastCollectedAt ?? now : now) + 1
    latest = try history.collections(of: cluster.id, in: Timestamp(seconds: 0)..<end, limit: 1).last
    unknownSources = latest.map { $0.sources.values.count { [.failed, .denied].contains($0) } }
    guard var state = try history.state(of: cluster.id, at: moment) else { return }
    if moment != nil { lastSuccessAt = state.knownAt.values.max() }
    state.forgetSources(knownBefore: now + -staleSeconds)
    let sample = CapacitySample(of: state, podsPending: nil)
    nodeGroups = sample.slots.map(Self.byNodeGroup)
    subnets = sample.subnets.map { Self.subnets($0, of: state) }
    try countPending(in: history, state)
  }

  private static func byNodeGroup(_ slots: [SlotGroup: SlotCounters]) -> [String: SlotCounters] {
    slots.reduce(into: [:]) { groups, slot in
      if slot.key.grouping == .nodeGroup { groups[slot.key.name] = slot.value }
    }
  }

  private static func subnets(_ counters: [SubnetGroupKey: SubnetCounters], of state: RecordedState) -> [SubnetGauges] {
    (state.snapshot.subnets.value ?? []).compactMap { subnet in
      counters[SubnetGroupKey(grouping: .subnet, name: subnet.id)].map {
        SubnetGauges(subnetID: subnet.id, vpcID: subnet.vpcID, zone: subnet.zone, counters: $0)
      }
    }
    .sorted { ($0.counters.ipsAvailable, $0.subnetID) < ($1.counters.ipsAvailable, $1.subnetID) }
  }

  private mutating func countPending(in history: some HistoryReading, _ state: RecordedState) throws {
    guard state.snapshot.pods.value != nil, let seenAt = state.knownAt[.pods] else { return }
    let spells = try history.pendingSpells(of: state.cluster.id, in: seenAt..<(seenAt + 1)).filter {
      $0.lasts(at: seenAt)
    }
    let counts = Dictionary(grouping: spells, by: \.reason).mapValues(\.count)
    pending = Dictionary(uniqueKeysWithValues: PendingReason.allCases.map { ($0, counts[$0] ?? 0) })
    longestPendingSeconds = spells.map { max(0, seenAt - $0.pendingSince) }.max() ?? 0
  }
}

extension RecordedState {
  /// Makes those sources unknown that last answered before `moment`, of the ones that counters are made of.
  fileprivate mutating func forgetSources(knownBefore moment: Timestamp) {
    func isOld(_ source: Source) -> Bool { knownAt[source].map { $0 < moment } ?? true }
    if isOld(.nodes) { snapshot.nodes.forget() }
    if isOld(.pods) { snapshot.pods.forget() }
    if isOld(.networkInterfaces) { snapshot.networkInterfaces.forget() }
    if isOld(.subnets) { snapshot.subnets.forget() }
  }
}

extension Reading {
  fileprivate mutating func forget() {
    if value != nil { self = .unknown(.failed, error: nil) }
  }
}
