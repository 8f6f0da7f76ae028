public import Capacity
import KubernetesAPI

/// Collects one cluster: reads all sources concurrently. A source that fails does not affect the others.
public struct ClusterCollector: Sendable {
  /// Creates the client for EC2, in the region of the nodes unless the configuration names another; throws if there are
  /// no credentials.
  public typealias EC2Factory = @Sendable (_ nodeRegion: String?) async throws(SourceFailure) -> any EC2Sources

  private let kubernetes: any KubernetesSources
  private let ec2: EC2Factory?
  private let known: KnownCluster
  private let following: FollowingPolicy

  /// Creates a collector.
  ///
  /// - Parameters:
  ///   - kubernetes: the API of the cluster.
  ///   - ec2: creates the client for EC2; if it is nil, the sources of EC2 are not read.
  ///   - known: what the history knows of the cluster.
  ///   - following: whether nodes and pods may be followed from where the history knows them.
  public init(
    kubernetes: any KubernetesSources, ec2: EC2Factory?, known: KnownCluster = KnownCluster(),
    following: FollowingPolicy = FollowingPolicy()
  ) {
    self.kubernetes = kubernetes
    self.ec2 = ec2
    self.known = known
    self.following = following
  }

  /// Collects the cluster. The snapshot says for each source whether it failed, and why.
  ///
  /// - Parameter now: the moment the collection began.
  public func collect(now: Timestamp) async -> CollectedCluster {
    async let uid = try? kubernetes.clusterUID()
    // Where there is nothing to go on from, nobody waits for the UID.
    let recorded = known.resume.isEmpty ? nil : following.recorded.map { RecordedLoad($0) }
    await recorded?.begin()
    let starts =
      if let recorded { self.starts(uid: await uid, recorded, now: now) } else {
        Starts(isAsked: following.recorded != nil)
      }
    async let pods = podReader(now: now).read(starts.pods)
    async let events = readEvents(starts.events, now: now)
    let followedNodes = await nodeReader(now: now).read(starts.nodes)
    let network = await recordedNetwork(followedNodes, now: now)
    let surroundings = await readSurroundings(nodes: followedNodes.reading, network: network, now: now)
    let followedPods = await pods
    let changes = followedPods.changes
    let lives = changes.map { PodLives($0, now: now) }
    var collected = surroundings
    collected.snapshot.pods = followedPods.reading
    collected.take(await events)
    collected.uid = await uid
    collected.method = CollectionMethod(followedNodes, followedPods)
    collected.supplement.resumePoints[.nodes] = followedNodes.resume
    collected.supplement.resumePoints[.pods] = followedPods.resume
    collected.supplement.shortLivedPods = lives?.shortLived ?? []
    collected.supplement.slotChanges = lives?.slotChanges ?? []
    let collection = await recorded?.collection
    collected.supplement.changedPods = changes.flatMap { $0.changed(since: collection) }
    if network != nil { collected.supplement.keptSources = Set(Source.ec2) }
    return collected
  }

  /// Reads everything but nodes, pods and events.
  ///
  /// - Parameters:
  ///   - nodes: what is known of the nodes, whose instances EC2 is asked for.
  ///   - network: what EC2 answered before, where it is not asked again.
  /// - Returns: a collection in which pods and events, and the UID of the cluster, are missing.
  func readSurroundings(
    nodes: Reading<[Node]>, network recorded: Snapshot? = nil, now: Timestamp
  ) async -> CollectedCluster {
    async let version = try? kubernetes.serverVersion()
    async let daemonSet = read(.cni) { () async throws(SourceFailure) in try await kubernetes.cniDaemonSet() }
    async let reading = NetworkCollector(ec2: ec2, known: known, now: now).collect(nodes: nodes, recorded: recorded)
    let cni = Self.settings(await daemonSet, nodes: nodes.value)
    let ciliumNodes = await self.ciliumNodes(cni, nodes: nodes.value)
    let network = await reading
    var snapshot = network.snapshot
    snapshot.nodes = nodes
    snapshot.cni = cni
    snapshot.ciliumNodes = ciliumNodes
    return await CollectedCluster(
      uid: nil, kubernetesVersion: version, region: network.region, snapshot: snapshot,
      instanceTypesAskedAt: network.instanceTypesAskedAt)
  }

  /// Reads the events.
  ///
  /// - Parameter start: from where they can be followed.
  func readEvents(
    _ start: ResourceReader<CapacityEvent>.Start, now: Timestamp
  ) async -> ResourceReading<CapacityEvent> { await eventReader(now: now).read(start) }
}

extension ClusterCollector {
  /// The VPC CNI's settings; known nil where its DaemonSet runs on none of the nodes that it could serve. Cilium's set-up
  /// for EKS leaves the DaemonSet and gives it a node selector that no node has.
  ///
  /// Source: https://docs.cilium.io/en/stable/installation/k8s-install-helm/ (EKS, ENI mode).
  private static func settings(_ daemonSet: Reading<CNIDaemonSet?>, nodes: [Node]?) -> Reading<CNISettings?> {
    switch daemonSet {
    case .unknown(let status, let error): .unknown(status, error: error)
    case .known(let found?) where found.runsNowhere && nodes?.contains(where: \.couldRunCNI) == true: .known(nil)
    case .known(let found): .known(found?.settings)
    }
  }

  /// What EC2 answered before, where that is not to be asked again: it is not long ago, and the nodes are still those of then.
  private func recordedNetwork(_ nodes: ResourceReading<Node>, now: Timestamp) async -> Snapshot? {
    guard ec2 != nil, let policy = following.network, let answeredAt = known.ec2AnsweredAt,
      policy.isRecent(answeredAt, at: now), nodes.areSameInstances(since: answeredAt)
    else { return nil }
    // What cannot be read is asked for.
    return try? await policy.recorded()
  }

  /// Cilium is asked for where it could serve nodes and nothing says that the VPC CNI does. Most clusters do not have it, and
  /// may refuse to say so.
  private func ciliumNodes(_ cni: Reading<CNISettings?>, nodes: [Node]?) async -> Reading<[CiliumNode]> {
    if case .known(_?) = cni { return .notAsked }
    guard nodes?.contains(where: \.couldRunCNI) ?? false else { return .notAsked }
    return await read(.ciliumNodes) { () async throws(SourceFailure) in try await kubernetes.ciliumNodes() }
  }
}

// How nodes and pods are read.
extension ClusterCollector {
  /// From where nodes and pods can be followed.
  private struct Starts {
    var nodes: ResourceReader<Node>.Start
    var pods: ResourceReader<Pod>.Start
    var events: ResourceReader<CapacityEvent>.Start

    /// Nothing is followed.
    init(because reason: String? = nil, isAsked: Bool = true) {
      nodes = .init(isAsked: isAsked, listsBecause: reason)
      pods = .init(isAsked: isAsked, listsBecause: reason)
      events = .init(isAsked: isAsked, listsBecause: reason)
    }

    init(_ known: KnownCluster, _ recorded: RecordedLoad, listsBecause: (ResumePoint?) -> String?) {
      let points = known.resume
      nodes = .init(
        point: points[.nodes], listsBecause: listsBecause(points[.nodes]),
        recorded: .init(load: recorded, kind: \.nodes))
      pods = .init(
        point: points[.pods], listsBecause: listsBecause(points[.pods]), recorded: .init(load: recorded, kind: \.pods))
      let reason = listsBecause(points[.events])
      // Events go by themselves while they are listed, so that there is nothing to compare a list with.
      events = .init(
        point: points[.events], listsBecause: reason,
        recorded: reason == nil ? .init(load: recorded, kind: \.events) : nil)
    }
  }

  /// - Parameter uid: that of the cluster that answers; nil where it may not be read.
  private func starts(uid: UID?, _ recorded: RecordedLoad, now: Timestamp) -> Starts {
    if let uid, let known = known.uid, uid != known { return Starts(because: "it is another cluster than before") }
    return Starts(known, recorded) { point in
      if following.isFull { return "it was asked for" }
      guard let point, now >= point.listedAt, now - point.listedAt < following.fullEvery else {
        return "it was time to"
      }
      return nil
    }
  }

  private func nodeReader(now: Timestamp) -> ResourceReader<Node> {
    ResourceReader(
      source: .nodes, now: now,
      list: { [kubernetes] () async throws(SourceFailure) in try await kubernetes.nodes() },
      follow: { [kubernetes] (version, target, problem) async throws(FollowingProblem) in
        try await kubernetes.followNodes(from: version, to: target, problem)
      })
  }

  private func eventReader(now: Timestamp) -> ResourceReader<CapacityEvent> {
    ResourceReader(
      source: .events, now: now,
      list: { [kubernetes] () async throws(SourceFailure) in try await kubernetes.events() },
      follow: { [kubernetes] (version, _, _) async throws(FollowingProblem) in
        try await kubernetes.followEvents(from: version)
      })
  }

  private func podReader(now: Timestamp) -> ResourceReader<Pod> {
    ResourceReader(
      source: .pods, now: now,
      list: { [kubernetes] () async throws(SourceFailure) in try await kubernetes.pods() },
      follow: { [kubernetes] (version, target, problem) async throws(FollowingProblem) in
        try await kubernetes.followPods(from: version, to: target, problem)
      })
  }
}

extension CollectionMethod {
  fileprivate init(_ nodes: ResourceReading<Node>, _ pods: ResourceReading<Pod>) {
    let reasons = [nodes.listedBecause, pods.listedBecause].compactMap(\.self)
    let differences = [nodes.differences, pods.differences].compactMap(\.self)
    self.init(
      nodes: nodes.method, pods: pods.method,
      listedBecause: reasons.first.map { first in
        reasons.dropFirst().allSatisfy { $0 == first } ? first : reasons.joined(separator: "; ")
      },
      differences: differences.isEmpty ? nil : differences.reduce(0, +))
  }
}

extension Node {
  /// Whether a CNI of the cluster serves its pods: a Linux instance of the account.
  fileprivate var couldRunCNI: Bool { compute == .ec2 && operatingSystem != "windows" }
}

/// The result of one collection, ready to be recorded.
public struct CollectedCluster: Sendable {
  /// The UID of the namespace `kube-system`; nil if it may not be read.
  public var uid: UID?
  /// The version of the API server; nil if it could not be read.
  public var kubernetesVersion: String?
  /// The region in which EC2 was queried; nil if it was not queried.
  public var region: String?
  /// The answers of all sources.
  public var snapshot: Snapshot
  /// When all instance types were last read, in this collection or an earlier one.
  public var instanceTypesAskedAt: Timestamp?
  /// How nodes and pods were read.
  public var method: CollectionMethod
  /// What there is beside the snapshot.
  public var supplement: CollectionSupplement

  /// Creates a result.
  public init(
    uid: UID?, kubernetesVersion: String?, region: String?, snapshot: Snapshot, instanceTypesAskedAt: Timestamp?,
    method: CollectionMethod = CollectionMethod(), supplement: CollectionSupplement = CollectionSupplement()
  ) {
    self.method = method
    self.supplement = supplement
    self.uid = uid
    self.kubernetesVersion = kubernetesVersion
    self.region = region
    self.snapshot = snapshot
    self.instanceTypesAskedAt = instanceTypesAskedAt
  }
}

extension CollectedCluster {
  /// Takes the events and from where to go on with them.
  mutating func take(_ events: ResourceReading<CapacityEvent>) {
    snapshot.events = events.reading
    supplement.resumePoints[.events] = events.resume
  }
}

/// Reads one source. If that fails, its values are unknown, and the reading has the reason.
func read<Value: Sendable>(
  _ source: Source, _ work: @Sendable () async throws(SourceFailure) -> Value
) async -> Reading<Value> {
  do {
    return .known(try await work())
  } catch {
    return .unknown(source, error)
  }
}

extension Reading {
  /// What is known of a source that failed; the failure is noted for those who say what to do next.
  static func unknown(_ source: Source, _ failure: SourceFailure) -> Reading {
    guard failure.isDenied, source.isOptional else {
      AccessFailures.current?.add(failure)
      return .unknown(.failed, error: failure.message)
    }
    return .unknown(.denied, error: failure.message)
  }
}
