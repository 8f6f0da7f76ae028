public import Capacity

/// The nodes, pods and events that are recorded of a cluster, to which changes are applied.
public struct RecordedObjects: Sendable {
  /// The nodes, in any order.
  public var nodes: [Node]
  /// The pods of all namespaces, in any order.
  public var pods: [Pod]
  /// The events about missing capacity, in any order.
  public var events: [CapacityEvent]
  /// The number of the latest collection; nil if there is none.
  public var collection: Int64?

  /// By default none.
  public init(
    nodes: [Node] = [], pods: [Pod] = [], events: [CapacityEvent] = [], collection: Int64? = nil
  ) {
    self.nodes = nodes
    self.pods = pods
    self.events = events
    self.collection = collection
  }
}

/// Whether a collection may follow what changed in place of listing everything.
public struct FollowingPolicy: Sendable {
  /// Lists everything, and compares it with what following makes of it.
  public var isFull: Bool
  /// The longest time between two full lists, in seconds.
  public var fullEvery: Int64
  /// Reads what is recorded; nil where there is nothing to go on from.
  public var recorded: (@Sendable () async throws -> RecordedObjects)?

  /// A day.
  public static let usualFullEvery: Int64 = 86_400

  /// By default everything is listed, since nothing is recorded.
  public init(
    isFull: Bool = false, fullEvery: Int64 = usualFullEvery,
    recorded: (@Sendable () async throws -> RecordedObjects)? = nil
  ) {
    self.isFull = isFull
    self.fullEvery = fullEvery
    self.recorded = recorded
  }
}
