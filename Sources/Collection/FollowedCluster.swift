import Capacity
import KubernetesAPI

/// What the watches of a cluster told since they were last asked.
struct ToldByWatches: Sendable {
  var nodes: ToldChanges<Node>
  var pods: ToldChanges<Pod>
  /// Nil while no watch tells of the events.
  var events: ToldChanges<CapacityEvent>?
}

/// A cluster as a follower knows it: what is recorded, with what watches tell since.
struct FollowedCluster: Sendable {
  private var nodes: AppliedChanges<Node>
  private var pods: AppliedChanges<Pod>
  /// Nil while they are unknown.
  private var events: AppliedChanges<CapacityEvent>?
  /// What was asked beside nodes and pods, when that was done last.
  private var surroundings: CollectedCluster
  private var resume: [Source: ResumePoint]
  /// What the history knows of the cluster's surroundings.
  private(set) var known: KnownCluster
  /// The number of the collection that recorded it.
  private(set) var collection: Int64

  /// - Parameters:
  ///   - collected: a collection with nodes and pods, and the versions to go on from.
  ///   - collection: the number under which it was recorded.
  ///   - known: what was known of the cluster before.
  /// - Returns: nil if something of that is missing.
  init?(_ collected: CollectedCluster, collection: Int64, known: KnownCluster) {
    guard let nodes = collected.snapshot.nodes.value, let pods = collected.snapshot.pods.value,
      Self.sources.allSatisfy({ collected.supplement.resumePoints[$0] != nil })
    else { return nil }
    self.nodes = AppliedChanges(nodes)
    self.pods = AppliedChanges(pods)
    self.collection = collection
    resume = collected.supplement.resumePoints
    surroundings = collected
    self.known = known
    adopt(collected)
  }

  /// What has to be watched.
  private static let sources: [Source] = [.nodes, .pods]

  /// The UID of the namespace `kube-system`; nil if it may not be read.
  var uid: UID? { surroundings.uid }

  /// The nodes as they are.
  var knownNodes: [Node] { nodes.objects }

  /// From where a source is to be watched.
  func version(of source: Source) -> ResourceVersion? {
    resume[source].flatMap { ResourceVersion(number: $0.version) }
  }

  /// From where the events are to be watched; nil where they have to be listed first.
  var eventVersion: ResourceVersion? { version(of: .events) }

  /// The events have to be listed before they can be watched again.
  mutating func forgetEventVersion() { resume[.events] = nil }

  /// When nodes or pods were listed, whichever is longer ago.
  var listedAt: Timestamp? { Self.sources.compactMap { resume[$0]?.listedAt }.min() }

  /// Whether what was told says anything that is not known, or of pods that came and went.
  func isNews(_ told: ToldByWatches) -> Bool {
    told.nodes.changes.contains { nodes.isNews($0) } || told.pods.changes.contains { pods.isNews($0) }
      || told.events?.changes.contains { events?.isNews($0) ?? false } ?? false
  }

  /// Takes note of versions up to which nothing of interest changed.
  mutating func pass(_ told: ToldByWatches) {
    resume[.nodes]?.version = told.nodes.latest.number
    resume[.pods]?.version = told.pods.latest.number
    if let events = told.events { resume[.events]?.version = events.latest.number }
  }

  /// How many nodes there are with changes that are not applied.
  func nodeCount(with changes: some Sequence<ObjectChange<Node>>) -> Int { nodes.count(with: changes) }

  /// How many pods there are with changes that are not applied.
  func podCount(with changes: some Sequence<ObjectChange<Pod>>) -> Int { pods.count(with: changes) }

  /// Applies what was told since the collection before, and gives the collection that records it.
  ///
  /// - Parameters:
  ///   - asked: what was asked beside what is watched since then; nil if nothing was.
  ///   - now: the moment of the collection.
  mutating func collect(_ told: ToldByWatches, asked: CollectedCluster?, now: Timestamp) -> CollectedCluster {
    if let asked { adopt(asked) }
    let changes = KnownChanges(told.pods.changes, to: pods, areComplete: true)
    for change in told.nodes.changes { nodes.apply(change) }
    for change in told.pods.changes { pods.apply(change) }
    for change in told.events?.changes ?? [] { events?.apply(change) }
    pass(told)
    let lives = PodLives(changes, now: now)
    var collected = surroundings
    collected.snapshot.nodes = .known(nodes.objects)
    collected.snapshot.pods = .known(pods.objects)
    if let events { collected.snapshot.events = .known(events.objects) }
    collected.method = CollectionMethod(nodes: .followed, pods: .followed)
    collected.supplement = CollectionSupplement(
      resumePoints: resume, shortLivedPods: lives.shortLived, slotChanges: lives.slotChanges,
      changedPods: changes.changed(since: collection),
      keptSources: keptSources(told, asked))
    return collected
  }

  /// What was neither watched nor asked.
  private func keptSources(_ told: ToldByWatches, _ asked: CollectedCluster?) -> Set<Source> {
    var kept = asked == nil ? Set(Source.allCases).subtracting(Self.sources) : []
    if told.events != nil { kept.remove(.events) }
    if let asked, asked.snapshot.events.status == .notAsked, told.events == nil { kept.insert(.events) }
    return kept
  }

  /// Goes on from a collection that was recorded.
  mutating func isRecorded(as collection: Int64) { self.collection = collection }

  private mutating func adopt(_ asked: CollectedCluster) {
    let uid = surroundings.uid
    surroundings = asked
    surroundings.uid = asked.uid ?? uid
    surroundings.snapshot.nodes = .notAsked
    surroundings.snapshot.pods = .notAsked
    if asked.snapshot.events.status != .notAsked {
      events = asked.snapshot.events.value.map { AppliedChanges($0) }
      resume[.events] = asked.supplement.resumePoints[.events]
    }
    known.instanceTypes = asked.snapshot.instanceTypes.value ?? known.instanceTypes
    known.instanceTypesAskedAt = asked.instanceTypesAskedAt
    known.vpcIDs = asked.snapshot.vpcs.value?.map(\.id) ?? known.vpcIDs
    known.uid = surroundings.uid ?? known.uid
  }
}
