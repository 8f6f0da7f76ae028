/// The questions that reports ask of a history, wherever it is kept. All times are the history's own (UTC).
public protocol HistoryReading: Sendable {
  /// All clusters of the history, by name.
  func clusters() throws -> [RecordedCluster]

  /// What a cluster held at a moment, rebuilt from the intervals.
  ///
  /// - Parameters:
  ///   - cluster: one of `clusters()`.
  ///   - moment: a source that failed in the latest collection up to then is unknown. Nil asks for the latest that is
  ///     known: each source's last complete answer, however old; `RecordedState.knownAt` tells.
  /// - Returns: nil if there is no collection up to `moment`.
  func state(of cluster: RecordedCluster.ID, at moment: Timestamp?) throws -> RecordedState?

  /// The collections whose observation lies in `span`, earliest first; at most the latest `limit` of them.
  func collections(of cluster: RecordedCluster.ID, in span: Range<Timestamp>, limit: Int?) throws
    -> [RecordedCollection]

  /// The spells in which pods waited, as far as they touch `span`, by the time they began.
  func pendingSpells(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [PendingSpell]

  /// How the pod slots of a cluster went, by the names of its groups; that of the grouping `cluster` is empty.
  ///
  /// - Parameters:
  ///   - span: widened to whole buckets.
  ///   - bucketSeconds: multiples of an hour are read from rollups; shorter ones are counted anew from the collections
  ///     of the span.
  func slotTrend(
    of cluster: RecordedCluster.ID, by grouping: SlotGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<String, SlotCounters>

  /// How the addresses of a cluster's subnets went; parameters as in `slotTrend`.
  func subnetTrend(
    of cluster: RecordedCluster.ID, by grouping: SubnetGrouping, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<SubnetGroup, SubnetCounters>

  /// Who held the addresses of a cluster's subnets; parameters as in `slotTrend`.
  func ownerTrend(
    of cluster: RecordedCluster.ID, in span: Range<Timestamp>, bucketSeconds: Int64
  ) throws -> Trend<AddressOwner, OwnerCounters>

  /// What every node was at any time of a span, each state of it apart, earliest first.
  func nodeHistory(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [FactInterval<Node>]

  /// What the settings of the CNI were at any time of a span, earliest first.
  func cniHistory(of cluster: RecordedCluster.ID, in span: Range<Timestamp>) throws -> [FactInterval<CNISettings>]

  /// Goes through a span and gives `body` what the cluster held at the latest collection of each step that has one.
  ///
  /// The steps begin at multiples of `stepSeconds`. A source that failed in that collection is unknown in its state.
  /// Times of first and last sight are not given. The cost is that of reading what changed, not of each state anew.
  func walk(
    _ cluster: RecordedCluster.ID, in span: Range<Timestamp>, stepSeconds: Int64,
    _ body: (RecordedState) throws -> Void
  ) throws

  /// How far the hubs were that the clusters' histories were brought to, by hub; none for a history that is a hub.
  func hubCursors() throws -> [HubCursor]
}

extension HistoryReading {
  /// None.
  public func hubCursors() throws -> [HubCursor] { [] }
}

/// A cluster that the history knows.
public struct RecordedCluster: Hashable, Identifiable, Sendable {
  /// The key of the cluster within this history.
  public typealias ID = Int64

  /// The key of the cluster within this history.
  public var id: ID
  /// Name, UID, version and region as last recorded.
  public var identity: ClusterIdentity
  /// When it was first collected.
  public var firstCollectedAt: Timestamp
  /// When it was last collected with some success; nil if it never was.
  public var lastCollectedAt: Timestamp?
  /// When another cluster took over its name, because it was made anew; nil while it is in use.
  public var retiredAt: Timestamp?

  /// Makes a cluster.
  public init(
    id: ID, identity: ClusterIdentity, firstCollectedAt: Timestamp, lastCollectedAt: Timestamp?,
    retiredAt: Timestamp? = nil
  ) {
    self.id = id
    self.identity = identity
    self.firstCollectedAt = firstCollectedAt
    self.lastCollectedAt = lastCollectedAt
    self.retiredAt = retiredAt
  }

  /// Whether there is nothing left of the cluster at `moment`; nil asks for the present.
  public func isRetired(at moment: Timestamp?) -> Bool {
    guard let retiredAt else { return false }
    return moment.map { $0 >= retiredAt } ?? true
  }
}

/// From when to when something was seen: its first and its last collection.
public struct SeenSpan: Hashable, Sendable {
  /// The first collection that saw it.
  public var first: Timestamp
  /// The last collection up to the asked moment that saw it.
  public var last: Timestamp

  /// Makes a span.
  public init(first: Timestamp, last: Timestamp) {
    self.first = first
    self.last = last
  }
}

/// What a cluster held at a moment.
public struct RecordedState: Sendable {
  /// The cluster.
  public var cluster: RecordedCluster
  /// The observation that the state is that of: the latest one up to the asked moment.
  public var observedAt: Timestamp
  /// The sources' answers. Nodes, pods, interfaces and so on come in the order of their keys.
  public var snapshot: Snapshot
  /// When each source last answered in full, up to `observedAt`; sources that never did are missing.
  public var knownAt: [Source: Timestamp]
  /// When each pod of the snapshot was first and last seen, by UID.
  public var podsSeen: [UID: SeenSpan]
  /// When each interface of the snapshot was first and last seen, by interface id.
  public var networkInterfacesSeen: [String: SeenSpan]

  /// Makes a state.
  public init(
    cluster: RecordedCluster, observedAt: Timestamp, snapshot: Snapshot, knownAt: [Source: Timestamp],
    podsSeen: [UID: SeenSpan] = [:], networkInterfacesSeen: [String: SeenSpan] = [:]
  ) {
    self.cluster = cluster
    self.observedAt = observedAt
    self.snapshot = snapshot
    self.knownAt = knownAt
    self.podsSeen = podsSeen
    self.networkInterfacesSeen = networkInterfacesSeen
  }
}

/// A collection as the history keeps it.
public struct RecordedCollection: Hashable, Sendable {
  /// The number of the collection within its cluster, from 1 on.
  public var number: Int64
  /// The moment its facts are recorded for: when it began, or one second after the one before if the clock went back.
  public var observedAt: Timestamp
  /// The run itself.
  public var record: CollectionRecord
  /// What became of each source.
  public var sources: [Source: SourceStatus]
  /// How many values a source gave, where it answered in full: nodes, pods, events, network interfaces, subnets.
  public var counts: [Source: Int]
  /// Facts that were opened or closed.
  public var changes: Int
  /// Everything that went wrong, one line each; nil if nothing did.
  public var error: String?

  /// Makes a collection.
  public init(
    number: Int64, observedAt: Timestamp, record: CollectionRecord, sources: [Source: SourceStatus],
    counts: [Source: Int], changes: Int, error: String?
  ) {
    self.number = number
    self.observedAt = observedAt
    self.record = record
    self.sources = sources
    self.counts = counts
    self.changes = changes
    self.error = error
  }

  /// How it ended.
  public var status: CollectionStatus { CollectionStatus(sources: sources) }
}

/// A span in which a pod waited for a slot, an address or another resource.
public struct PendingSpell: Hashable, Sendable {
  /// The pod's namespace.
  public var namespace: String
  /// The pod's name.
  public var pod: String
  /// The workload, as in `Pod.owner`; empty if unknown (a pod known from events only).
  public var owner: String
  /// What it waited for.
  public var reason: PendingReason
  /// The scheduler's or the kubelet's own words, the latest ones.
  public var message: String
  /// When the wait began.
  public var pendingSince: Timestamp
  /// When it was scheduled (or got its address); nil while it waits, and where the pod vanished unscheduled.
  public var scheduledAt: Timestamp?
  /// When the wait ended, by scheduling or because the pod was gone; nil while it waits.
  public var endedAt: Timestamp?

  /// Makes a spell.
  public init(
    namespace: String, pod: String, owner: String, reason: PendingReason, message: String, pendingSince: Timestamp,
    scheduledAt: Timestamp?, endedAt: Timestamp?
  ) {
    self.namespace = namespace
    self.pod = pod
    self.owner = owner
    self.reason = reason
    self.message = message
    self.pendingSince = pendingSince
    self.scheduledAt = scheduledAt
    self.endedAt = endedAt
  }
}
