import Capacity
import KubernetesAPI

/// A cluster as a follower knows it: what is recorded, with what watches tell since.
struct FollowedCluster: Sendable {
  private var nodes: AppliedChanges<Node>
  private var pods: AppliedChanges<Pod>
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

  /// What is watched.
  private static let sources: [Source] = [.nodes, .pods]

  /// The UID of the namespace `kube-system`; nil if it may not be read.
  var uid: UID? { surroundings.uid }

  /// The nodes as they are.
  var knownNodes: [Node] { nodes.objects }

  /// From where a source is to be watched.
  func version(of source: Source) -> ResourceVersion? {
    resume[source].flatMap { ResourceVersion(number: $0.version) }
  }

  /// When a source was listed that was listed before all others.
  var listedAt: Timestamp? { resume.values.map(\.listedAt).min() }

  /// Whether what was told says anything that is not known, or of pods that came and went.
  func isNews(_ nodes: ToldChanges<Node>, _ pods: ToldChanges<Pod>) -> Bool {
    nodes.changes.contains { self.nodes.isNews($0) } || pods.changes.contains { self.pods.isNews($0) }
  }

  /// Takes note of versions up to which nothing of interest changed.
  mutating func pass(_ nodes: ToldChanges<Node>, _ pods: ToldChanges<Pod>) {
    resume[.nodes]?.version = nodes.latest.number
    resume[.pods]?.version = pods.latest.number
  }

  /// How many nodes there are with changes that are not applied.
  func nodeCount(with changes: some Sequence<ObjectChange<Node>>) -> Int { nodes.count(with: changes) }

  /// How many pods there are with changes that are not applied.
  func podCount(with changes: some Sequence<ObjectChange<Pod>>) -> Int { pods.count(with: changes) }

  /// Applies what was told since the collection before, and gives the collection that records it.
  ///
  /// - Parameters:
  ///   - asked: what was asked beside nodes and pods since then; nil if nothing was.
  ///   - now: the moment of the collection.
  mutating func collect(
    _ nodeChanges: ToldChanges<Node>, _ podChanges: ToldChanges<Pod>, asked: CollectedCluster?, now: Timestamp
  ) -> CollectedCluster {
    if let asked { adopt(asked) }
    let changes = KnownChanges(podChanges.changes, to: pods, areComplete: true)
    for change in nodeChanges.changes { nodes.apply(change) }
    for change in podChanges.changes { pods.apply(change) }
    pass(nodeChanges, podChanges)
    let lives = PodLives(changes, now: now)
    var collected = surroundings
    collected.snapshot.nodes = .known(nodes.objects)
    collected.snapshot.pods = .known(pods.objects)
    collected.method = CollectionMethod(nodes: .followed, pods: .followed)
    collected.supplement = CollectionSupplement(
      resumePoints: resume, shortLivedPods: lives.shortLived, slotChanges: lives.slotChanges,
      changedPods: changes.changed(since: collection),
      keptSources: asked == nil ? Set(Source.allCases).subtracting(Self.sources) : [])
    return collected
  }

  /// Goes on from a collection that was recorded.
  mutating func isRecorded(as collection: Int64) { self.collection = collection }

  private mutating func adopt(_ asked: CollectedCluster) {
    let uid = surroundings.uid
    surroundings = asked
    surroundings.uid = asked.uid ?? uid
    surroundings.snapshot.nodes = .notAsked
    surroundings.snapshot.pods = .notAsked
    known.instanceTypes = asked.snapshot.instanceTypes.value ?? known.instanceTypes
    known.instanceTypesAskedAt = asked.instanceTypesAskedAt
    known.vpcIDs = asked.snapshot.vpcs.value?.map(\.id) ?? known.vpcIDs
    known.uid = surroundings.uid ?? known.uid
  }
}
