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
