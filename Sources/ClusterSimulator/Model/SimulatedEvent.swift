public import Capacity

/// An event of a simulated cluster, as one of the two kinds of writers keeps it.
public struct SimulatedEvent: Sendable {
  /// Who wrote the event, and the times in that writer's manner.
  public enum Writer: Hashable, Sendable {
    /// The core recorder of kubelet and controllers.
    case core(component: String, host: String, count: Int64, first: Timestamp, last: Timestamp)
    /// The events.k8s.io recorder of the scheduler: no first and last time, no count but that of the series.
    case series(action: String, at: Timestamp, microseconds: Int64, count: Int64?, lastObserved: Timestamp?)
  }

  /// `metadata.uid`.
  public let uid: UID
  /// `metadata.name`: the object's name, a point and a hexadecimal time.
  public let name: String
  /// `metadata.creationTimestamp`.
  public let createdAt: Timestamp
  /// What the event is about.
  public let involved: ObjectReference
  /// `involvedObject.apiVersion`.
  public let involvedAPIVersion: String
  /// `involvedObject.resourceVersion`.
  public let involvedResourceVersion: Int64
  /// `reason`.
  public let reason: String
  /// `message`: the first text of a series.
  public let message: String
  /// `Normal` or `Warning`.
  public let type: String
  /// Who wrote it and when.
  public internal(set) var writer: Writer
  /// When it was last written: its hour to live counts from here.
  public internal(set) var writtenAt: Timestamp
  /// `metadata.resourceVersion`.
  public internal(set) var resourceVersion: Int64

  /// Occurrences that a series' writer has seen, written or not.
  var observedCount: Int64 = 1
  /// The latest occurrence that a series' writer has seen.
  var observedAt: Timestamp

  /// `metadata.namespace`: the object's, or `default` for objects outside namespaces.
  public var namespace: String { involved.namespace.isEmpty ? "default" : involved.namespace }
  /// `namespace/name`, by which lists are ordered.
  public var key: String { namespace + "/" + name }
}
