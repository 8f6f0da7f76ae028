import Capacity
import KubernetesAPI
import Synchronization

/// The rounds of a follower: each waits, looks at the watches, and writes what changed.
struct FollowingRound {
  private var cluster: FollowedCluster
  private let watches: ClusterWatches
  private let reach: @Sendable () -> ReachableCluster
  private let pace: FollowingPace
  private let mayAskEarly: @Sendable () -> Bool
  private let clock: @Sendable () -> Timestamp
  private let write: ClusterFollower.Writer

  /// Nil while the events cannot be watched, which are then asked for.
  private var events: OpenWatch<CapacityEvent>?
  private let answer = Answer()
  private var asksAt: ContinuousClock.Instant
  private var askedAt = ContinuousClock.now
  private var isAsking = false
  private var countsAt: ContinuousClock.Instant
  private var miscounts = 0
  /// When the watches were last found to tell what there is to tell.
  private var soundAt = ContinuousClock.now

  init(
    cluster: FollowedCluster, watches: ClusterWatches, reach: @escaping @Sendable () -> ReachableCluster,
    pace: FollowingPace, mayAskEarly: @escaping @Sendable () -> Bool, clock: @escaping @Sendable () -> Timestamp,
    write: @escaping ClusterFollower.Writer
  ) {
    self.cluster = cluster
    self.watches = watches
    self.reach = reach
    self.pace = pace
    self.mayAskEarly = mayAskEarly
    self.clock = clock
    self.write = write
    asksAt = .now + Self.jittered(pace.askEvery)
    countsAt = .now + pace.countEvery
  }

  /// Does one round.
  ///
  /// - Returns: why the cluster is no longer followed; nil if it is.
  mutating func run() async throws -> FollowingEnd? {
    let isStopped = (try? await Task.sleep(for: pace.every)) == nil
    if isStopped {
      // Cancelling also closed the watches. What they told is all there is if they were sound until then.
      if ContinuousClock.now - soundAt < pace.every * 2 + .seconds(1) { try await record() }
      return .stopped
    }
    if let end = await end() { return end }
    guard watches.trouble == nil else { return nil }
    soundAt = .now
    if let problem = await miscount() { return .uncertain(problem.0, problem.1) }
    if let asked = answer.value, let uid = asked.uid, let known = cluster.uid, uid != known { return .anotherCluster }
    try await record()
    if let listedAt = cluster.listedAt, clock() - listedAt >= pace.fullEvery { return .fullIsDue }
    return nil
  }

  /// Why the watches cannot go on; waits for those that were just opened.
  private func end() async -> FollowingEnd? {
    while case .justOpened = watches.trouble {
      guard (try? await Task.sleep(for: .milliseconds(50))) != nil else { return nil }
    }
    switch watches.trouble {
    case .ended(let source, let problem): return .uncertain(source, problem)
    case .interrupted(let since) where ContinuousClock.now - since > pace.patience: return .unreachable
    case .interrupted, .justOpened, nil: return nil
    }
  }

  /// Writes what was told and asked since the last round, if there is anything.
  private mutating func record() async throws {
    let asked = answer.take()
    if asked != nil { isAsking = false }
    let told = ToldByWatches(nodes: watches.nodes.take(), pods: watches.pods.take(), events: toldOfEvents())
    guard asked != nil || cluster.isNews(told) else { return cluster.pass(told) }
    let before = Set(cluster.knownNodes.map(\.uid))
    let collected = cluster.collect(told, asked: asked, now: clock())
    cluster.isRecorded(as: try await write(collected))
    if Set(cluster.knownNodes.map(\.uid)) != before { askSoon() }
  }
}

// The events, which API servers tell of only as long as etcd knows.
extension FollowingRound {
  /// A watch of the events that is to be run from now on; nil if there is no new one.
  mutating func newEventWatch() -> OpenWatch<CapacityEvent>? {
    guard events == nil, let version = cluster.eventVersion else { return nil }
    events = reach().kubernetes.watchEvents(from: version)
    return events
  }

  /// What a watch has told of the events since it was last asked; nil while none tells all there is to tell.
  private mutating func toldOfEvents() -> ToldChanges<CapacityEvent>? {
    switch events?.condition {
    case .open: return events?.take()
    case .interrupted, nil: return nil
    case .ended:
      events = nil
      cluster.forgetEventVersion()
      return nil
    }
  }
}

// The questions that are asked beside the watches.
extension FollowingRound {
  /// What is to be asked now; nil if nothing is.
  mutating func question() -> (@Sendable () async -> Void)? {
    guard !isAsking, ContinuousClock.now >= asksAt else { return nil }
    isAsking = true
    askedAt = .now
    asksAt = .now + Self.jittered(pace.askEvery)
    let reached = reach()
    let collector = ClusterCollector(kubernetes: reached.kubernetes, ec2: reached.ec2, known: cluster.known)
    let nodes = Reading.known(cluster.knownNodes)
    let now = clock()
    let areEventsWatched = events != nil
    return { [answer] in
      async let uid = try? reached.kubernetes.clusterUID()
      async let listed = areEventsWatched ? nil : collector.readEvents(.init(isAsked: false), now: now)
      var asked = await collector.readSurroundings(nodes: nodes, now: now)
      if let events = await listed { asked.take(events) }
      asked.uid = await uid
      // What was cancelled has failed for no reason of the cluster's.
      if !Task.isCancelled { answer.put(asked) }
    }
  }

  /// Brings the next question forward, but not within what nodes take to come up after the last one.
  private mutating func askSoon() {
    let soon = max(.now, askedAt) + Self.jittered(pace.askAfterNodes)
    guard soon < asksAt, mayAskEarly() else { return }
    asksAt = soon
  }

  /// Spreads what many followers do at once over a fifth of the time.
  private static func jittered(_ duration: Duration) -> Duration { duration * Double.random(in: 0.9..<1.1) }

  /// What is wrong with the number of objects, where it is off again and again: a watch does not say that it lost something.
  private mutating func miscount() async -> (Source, FollowingProblem)? {
    guard ContinuousClock.now >= countsAt else { return nil }
    let problem = await countedProblem()
    miscounts = problem == nil ? 0 : miscounts + 1
    guard let problem, miscounts >= Self.toleratedMiscounts else {
      if problem == nil { countsAt = .now + pace.countEvery }
      return nil
    }
    return problem
  }

  /// A watch may tell a little later than a read.
  private static let toleratedMiscounts = 3

  private func countedProblem() async -> (Source, FollowingProblem)? {
    let kubernetes = reach().kubernetes
    // A server that does not answer now shows in the watches, or answers the next time.
    if let position = try? await kubernetes.nodePosition(), let count = position.count {
      let found = cluster.nodeCount(with: await told(watches.nodes, upTo: position.version))
      if found != count { return (.nodes, .miscounted(found, counted: count)) }
    }
    if let position = try? await kubernetes.podPosition(), let count = position.count {
      let found = cluster.podCount(with: await told(watches.pods, upTo: position.version))
      if found != count { return (.pods, .miscounted(found, counted: count)) }
    }
    return nil
  }

  /// What a watch has told up to a version, once it has told of that version or is quiet.
  private func told<Value>(_ watch: OpenWatch<Value>, upTo version: ResourceVersion) async -> [ObjectChange<Value>] {
    let end = ContinuousClock.now + .seconds(2)
    while watch.peek().latest < version, ContinuousClock.now < end {
      if case .open(_, let heardAt) = watch.condition, ContinuousClock.now - heardAt > .milliseconds(300) { break }
      guard (try? await Task.sleep(for: .milliseconds(50))) != nil else { break }
    }
    return watch.peek().changes.filter { $0.version <= version }
  }
}

/// What a question brought, until it is taken.
private final class Answer: Sendable {
  private let collected = Mutex<CollectedCluster?>(nil)

  var value: CollectedCluster? { collected.withLock { $0 } }

  func put(_ collected: CollectedCluster) { self.collected.withLock { $0 = collected } }

  func take() -> CollectedCluster? {
    collected.withLock { collected in
      defer { collected = nil }
      return collected
    }
  }
}
