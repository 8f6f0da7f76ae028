public import Capacity
public import ClusterSimulator
public import History

/// A year in the life of a simulated cluster, recorded as collections would have recorded it, without HTTP between.
///
/// Pods are replaced, workloads grow and follow the days of the week, jobs run, nodes are lost. In the fifth month
/// another node group takes over, in the eighth the CNI goes to prefix delegation. Others hold addresses in the
/// cluster's subnets, and one of these runs full. At times pods wait for slots, addresses and CPU. Collections fail,
/// in part or whole, and for hours or days there are none.
///
/// Everything follows from size, seed and end.
public struct YearOfHistory: Sendable {
  /// How large the cluster is, and how often it is collected.
  public struct Size: Hashable, Sendable {
    /// Nodes.
    public var nodes: Int
    /// Pods half-way through the year, on a weekday's afternoon.
    public var pods: Int
    /// Subnets, the one that runs full included; at least two.
    public var subnets: Int
    /// The interval between collections.
    public var secondsBetweenCollections: Int64
    /// How long the year is.
    public var days: Int64

    /// Makes a size.
    public init(nodes: Int, pods: Int, subnets: Int, secondsBetweenCollections: Int64, days: Int64 = 365) {
      self.nodes = nodes
      self.pods = pods
      self.subnets = subnets
      self.secondsBetweenCollections = secondsBetweenCollections
      self.days = days
    }

    /// Small enough to be recorded by each run of the tests.
    public static let small = Size(nodes: 6, pods: 75, subnets: 5, secondsBetweenCollections: 4 * 3600)
    /// What the budgets of reports are about.
    public static let large = Size(nodes: 50, pods: 1500, subnets: 6, secondsBetweenCollections: 300)
  }

  /// How large the cluster is.
  public let size: Size
  /// Decides all chance.
  public let seed: UInt64
  /// When the year begins.
  public let begin: Timestamp
  /// When the year ends: after its last collection.
  public let end: Timestamp
  /// The collections of the year, earliest first.
  public let collections: [ScheduledCollection]

  /// The end of a year unless another is asked for: 2026-11-23T00:00:00Z, a Monday.
  public static let usualEnd = Timestamp(seconds: 1_795_392_000)

  /// Makes the year of a size.
  public init(_ size: Size, seed: UInt64 = 3, endingAt end: Timestamp = usualEnd) {
    self.size = size
    self.seed = seed
    self.end = end
    begin = end + -size.days * 86_400
    collections =
      CollectionSchedule(from: begin, to: end, every: size.secondsBetweenCollections, seed: seed).collections
  }

  /// Lives through the year and records each collection.
  ///
  /// - Parameter visit: is shown each collection before it is recorded, and the cluster as it then is.
  /// - Throws: `HistoryError`, `SimulatorError` where the scenario is not sound, and what `visit` throws.
  public func record(
    into store: HistoryStore, visit: (ScheduledCollection, SimulatedCluster) throws -> Void = { _, _ in }
  ) throws {
    var life = try ClusterLife(size, from: begin, to: end, seed: seed)
    var typesAskedAt: Timestamp?
    for collection in collections {
      try life.advance(to: collection.at)
      try visit(collection, life.cluster)
      if collection.outcome == .failed {
        _ = try store.recordFailure(of: ClusterIdentity(name: life.cluster.settings.name), run: collection.run)
        continue
      }
      if collection.outcome.answersEC2, typesAskedAt.map({ collection.at - $0 >= 7 * 86_400 }) ?? true {
        typesAskedAt = collection.at
      }
      _ = try store.record(
        collection.outcome.seen(of: life.cluster.snapshot()), of: life.cluster.identity, run: collection.run,
        instanceTypesAskedAt: typesAskedAt)
    }
  }
}
