/// A cluster that the history knows.
public struct RecordedCluster: Hashable, Identifiable, Sendable {
  /// The key of the cluster within this history.
  public typealias ID = Int64

  /// The key of the cluster within this history.
  public var id: ID
  /// Name, UID, version and region as last recorded; the name with the beginning of the UID where another cluster in use
  /// was recorded under the same one.
  public var identity: ClusterIdentity
  /// The name that it was recorded under and that another cluster in use has too; nil if it shares no name.
  public var sharedName: String?
  /// When it was first collected.
  public var firstCollectedAt: Timestamp
  /// When it was last collected with some success; nil if it never was.
  public var lastCollectedAt: Timestamp?
  /// When another cluster took its name because it was created anew; nil while it is in use.
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

  /// Whether `name` means this cluster: the name that reports show, or the one that it shares with another.
  public func isCalled(_ name: String) -> Bool { identity.name == name || sharedName == name }

  /// Whether the cluster is gone at `moment`; nil asks for the present.
  public func isRetired(at moment: Timestamp?) -> Bool {
    guard let retiredAt else { return false }
    return moment.map { $0 >= retiredAt } ?? true
  }
}

/// When something was first and last seen.
public struct SeenSpan: Hashable, Sendable {
  /// The first collection that saw it.
  public var first: Timestamp
  /// The last collection up to the requested moment that saw it.
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
  /// The observation that the state belongs to: the latest one up to the requested moment.
  public var observedAt: Timestamp
  /// The sources' answers. Nodes, pods, interfaces and so on come in the order of their keys.
  public var snapshot: Snapshot
  /// When each source last answered in full, up to `observedAt`; sources that never did are missing.
  public var knownAt: [Source: Timestamp]
  /// The sources whose answer counts at `observedAt`, also where they were not asked again since: a follower asks them at
  /// times of its own.
  public var currentSources: Set<Source>
  /// When each pod of the snapshot was first and last seen, by UID.
  public var podsSeen: [UID: SeenSpan]
  /// When each interface of the snapshot was first and last seen, by interface id.
  public var networkInterfacesSeen: [String: SeenSpan]

  /// Makes a state.
  public init(
    cluster: RecordedCluster, observedAt: Timestamp, snapshot: Snapshot, knownAt: [Source: Timestamp],
    currentSources: Set<Source> = [], podsSeen: [UID: SeenSpan] = [:], networkInterfacesSeen: [String: SeenSpan] = [:]
  ) {
    self.cluster = cluster
    self.observedAt = observedAt
    self.snapshot = snapshot
    self.knownAt = knownAt
    self.currentSources = currentSources
    self.podsSeen = podsSeen
    self.networkInterfacesSeen = networkInterfacesSeen
  }
}
