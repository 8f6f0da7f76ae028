public import Capacity
public import KubernetesAPI

/// When a follower does what.
public struct FollowingPace: Sendable {
  /// How often what changed is written.
  public var every: Duration
  /// How often EC2 is asked, and whatever else is not watched.
  public var askEvery: Duration
  /// How long after nodes came or went EC2 is asked: interfaces are attached by then.
  public var askAfterNodes: Duration
  /// How often the number of objects is compared with that of the server.
  public var countEvery: Duration
  /// For how long a watch may be interrupted until the cluster is collected anew, which records what fails.
  public var patience: Duration
  /// The longest time between two full lists, in seconds.
  public var fullEvery: Int64

  /// By default every 15 s, EC2 every 5 min and 20 s after nodes came or went, a count each minute, and 1 min of patience.
  public init(
    every: Duration = .seconds(15), askEvery: Duration = .seconds(300), askAfterNodes: Duration = .seconds(20),
    countEvery: Duration = .seconds(60), patience: Duration = .seconds(60),
    fullEvery: Int64 = FollowingPolicy.usualFullEvery
  ) {
    self.every = every
    self.askEvery = askEvery
    self.askAfterNodes = askAfterNodes
    self.countEvery = countEvery
    self.patience = patience
    self.fullEvery = fullEvery
  }
}

/// The clients for a cluster, whose requests may take until a deadline.
public struct ReachableCluster: Sendable {
  /// Its Kubernetes API.
  public var kubernetes: any WatchableSources
  /// Creates the client for EC2; nil if EC2 is not asked.
  public var ec2: ClusterCollector.EC2Factory?

  /// Makes a cluster.
  public init(kubernetes: any WatchableSources, ec2: ClusterCollector.EC2Factory?) {
    self.kubernetes = kubernetes
    self.ec2 = ec2
  }
}

/// Why a cluster is no longer followed.
public enum FollowingEnd: Sendable {
  /// The task was cancelled; what was at hand is written.
  case stopped
  /// It is time for a full list.
  case fullIsDue
  /// What changed is not certain, so that the cluster has to be collected anew.
  case uncertain(Source, FollowingProblem)
  /// The API server cannot be reached.
  case unreachable
  /// Another cluster answers than the one that was collected.
  case anotherCluster
}

extension FollowingEnd: CustomStringConvertible {
  /// Why, in a clause without the name of the cluster.
  public var description: String {
    switch self {
    case .stopped: "no longer followed"
    case .fullIsDue: "time for a full list"
    case .uncertain(let source, let problem): "\(source.rawValue) cannot be followed further: \(problem)"
    case .unreachable: "the API server cannot be reached"
    case .anotherCluster: "it is another cluster than before"
    }
  }
}

/// Follows one cluster from a collection on: watches nodes and pods without pause, and has what changed written.
public struct ClusterFollower: Sendable {
  /// Records a collection, and returns its number.
  public typealias Writer = @Sendable (CollectedCluster) async throws -> Int64

  private let reach: @Sendable () -> ReachableCluster
  private let pace: FollowingPace
  private let mayAskEarly: @Sendable () -> Bool
  private let clock: @Sendable () -> Timestamp

  /// Creates a follower.
  ///
  /// - Parameters:
  ///   - reach: gives clients with a new deadline.
  ///   - pace: when it does what.
  ///   - mayAskEarly: whether EC2 may be asked because nodes came or went.
  ///   - clock: the moments of the collections.
  public init(
    _ reach: @escaping @Sendable () -> ReachableCluster, pace: FollowingPace = FollowingPace(),
    mayAskEarly: @escaping @Sendable () -> Bool = { true }, clock: @escaping @Sendable () -> Timestamp
  ) {
    self.reach = reach
    self.pace = pace
    self.mayAskEarly = mayAskEarly
    self.clock = clock
  }

  /// Follows a cluster until it has to be collected anew, or the task is cancelled.
  ///
  /// - Parameters:
  ///   - collected: the collection to go on from.
  ///   - collection: the number under which it was recorded.
  ///   - known: what was known of the cluster before it.
  ///   - write: records what changed. It is called again and again, and once more when the task is cancelled.
  /// - Returns: why it ended; nil if the collection has no versions to go on from.
  /// - Throws: what `write` throws. What it did not record is told again where the cluster is collected anew.
  public func follow(
    _ collected: CollectedCluster, collection: Int64, known: KnownCluster, write: @escaping Writer
  ) async throws -> FollowingEnd? {
    guard let cluster = FollowedCluster(collected, collection: collection, known: known),
      let nodes = cluster.version(of: .nodes), let pods = cluster.version(of: .pods)
    else { return nil }
    let kubernetes = reach().kubernetes
    let watches = ClusterWatches(nodes: kubernetes.watchNodes(from: nodes), pods: kubernetes.watchPods(from: pods))
    // Any other group would keep each question that has ended, with some 50 KB, until the cluster is no longer followed.
    return try await withThrowingDiscardingTaskGroup { group in
      group.addTask { await watches.nodes.run() }
      group.addTask { await watches.pods.run() }
      defer { group.cancelAll() }
      var round = FollowingRound(
        cluster: cluster, watches: watches, reach: reach, pace: pace, mayAskEarly: mayAskEarly, clock: clock,
        write: write)
      while true {
        if let watch = round.newEventWatch() { group.addTask { await watch.run() } }
        if let question = round.question() { group.addTask { await question() } }
        if let end = try await round.run() { return end }
      }
    }
  }
}

/// The watches of a cluster.
struct ClusterWatches: Sendable {
  let nodes: OpenWatch<Node>
  let pods: OpenWatch<Pod>

  /// What is wrong with them.
  enum Trouble {
    case ended(Source, FollowingProblem)
    /// Since this moment.
    case interrupted(ContinuousClock.Instant)
    /// They were opened so shortly ago that what changed meanwhile may not be told yet.
    case justOpened
  }

  /// How long a server may take to tell what changed while a watch was closed.
  private static let catchUp = Duration.milliseconds(250)

  /// What is wrong with them; nil if they tell what there is to tell.
  var trouble: Trouble? {
    let conditions = [trouble(of: nodes.condition, .nodes), trouble(of: pods.condition, .pods)].compactMap(\.self)
    for case .ended(let source, let problem) in conditions { return .ended(source, problem) }
    let interruptions = conditions.compactMap { if case .interrupted(let since) = $0 { since } else { nil } }
    if let since = interruptions.min() { return .interrupted(since) }
    return conditions.first
  }

  private func trouble<Value>(of condition: OpenWatch<Value>.Condition, _ source: Source) -> Trouble? {
    switch condition {
    case .ended(let problem): .ended(source, problem)
    case .interrupted(let since): .interrupted(since)
    case .open(let since, _): ContinuousClock.now - since < Self.catchUp ? .justOpened : nil
    }
  }
}
