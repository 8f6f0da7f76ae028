/// The questions that reports ask of a history, wherever it is kept. All times are the history's own (UTC).
public protocol HistoryReading: Sendable {
  /// All clusters of the history, by name.
  func clusters() throws -> [RecordedCluster]

  /// Those of the clusters that names mean, as `RecordedCluster.isCalled` says, in the order of `clusters`.
  func clusters(called names: [String]) throws -> [RecordedCluster]

  /// Says which clusters the questions to come are about, so that a history on a server can answer for all of them at
  /// once. No answer depends on it.
  func prepare(for clusters: [RecordedCluster.ID]) throws

  /// What a cluster held at a moment, rebuilt from the intervals.
  ///
  /// - Parameters:
  ///   - cluster: one of `clusters()`.
  ///   - moment: a source that failed in the latest collection up to then is unknown. Nil asks for the latest that is
  ///     known: each source's last complete answer, however old; `RecordedState.knownAt` says how old.
  /// - Returns: nil if there is no collection up to `moment`.
  func state(of cluster: RecordedCluster.ID, at moment: Timestamp?) throws -> RecordedState?

  /// The collections whose observation lies in `span`, earliest first; at most the latest `limit` of them.
  func collections(of cluster: RecordedCluster.ID, in span: Range<Timestamp>, limit: Int?) throws
    -> [RecordedCollection]

  /// The spells in which pods waited, as far as they touch `span`, by the time they began.
  func pendingSpells(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [PendingSpell]

  /// The pods that came and went between two collections, as far as the second of them lies in `span`, in that order.
  func shortLivedPods(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [ShortLivedPod]

  /// The pod slots of a cluster over time, by the names of its groups; that of the grouping `cluster` is empty.
  ///
  /// - Parameters:
  ///   - span: widened to whole buckets.
  ///   - bucketSeconds: multiples of an hour are read from rollups; shorter ones are counted anew from the collections
  ///     of the span.
  func slotTrend(
    of cluster: RecordedCluster.ID, by grouping: SlotGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<String, SlotCounters>

  /// The addresses of a cluster's subnets over time; parameters as in `slotTrend`.
  func subnetTrend(
    of cluster: RecordedCluster.ID, by grouping: SubnetGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<SubnetGroup, SubnetCounters>

  /// Who held the addresses of a cluster's subnets over time; parameters as in `slotTrend`.
  func ownerTrend(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<AddressOwner, OwnerCounters>

  /// The states that every node had in a span, earliest first.
  func nodeHistory(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [FactInterval<Node>]

  /// The settings that the CNI had in a span, earliest first.
  func cniHistory(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [FactInterval<CNISettings>]

  /// What of a cluster's history is unknown because it was pruned.
  func prunedSpans(of cluster: RecordedCluster.ID) throws -> PrunedSpans

  /// Replays a span: gives `body` what the cluster held at the latest collection of each step that has one.
  ///
  /// The steps begin at multiples of `stepSeconds`. A source that failed in that collection is unknown in its state.
  /// The states do not say when pods and interfaces were first and last seen. The cost is that of reading what changed,
  /// not of reading each state anew.
  func replay(
    _ cluster: RecordedCluster.ID, in span: Range<Timestamp>, stepSeconds: Int64,
    _ body: (RecordedState) throws -> Void
  ) throws

  /// For each hub that the history was pushed to, the last collection that the hub had; empty for a history that is a
  /// hub.
  func hubCursors() throws -> [HubCursor]

  /// The servers of a hub whose clusters were left out when clusters were last asked for, because they could not be
  /// reached.
  func serversOutOfReach() throws -> [String]
}

extension HistoryReading {
  /// Picks them from all.
  public func clusters(called names: [String]) throws -> [RecordedCluster] {
    try clusters().filter { names.contains(where: $0.isCalled) }
  }

  /// Does nothing: most histories answer one question as fast as many.
  public func prepare(for clusters: [RecordedCluster.ID]) throws {}

  /// None: the history was collected by lists alone.
  public func shortLivedPods(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [ShortLivedPod] { [] }

  /// None: the history keeps everything.
  public func prunedSpans(of cluster: RecordedCluster.ID) throws -> PrunedSpans { PrunedSpans() }

  /// None: the history is in one place.
  public func serversOutOfReach() throws -> [String] { [] }

  /// No hubs: the history was pushed nowhere.
  public func hubCursors() throws -> [HubCursor] { [] }
}

/// A fact and the time in which it held.
public struct FactInterval<Value: Sendable>: Sendable {
  /// The fact.
  public var value: Value
  /// The first observation that saw it.
  public var validFrom: Timestamp
  /// The first observation that no longer saw it; nil while it holds.
  public var validTo: Timestamp?

  /// Makes an interval.
  public init(value: Value, validFrom: Timestamp, validTo: Timestamp?) {
    self.value = value
    self.validFrom = validFrom
    self.validTo = validTo
  }
}

extension FactInterval: Equatable where Value: Equatable {}
