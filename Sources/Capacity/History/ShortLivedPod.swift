/// A pod that came and went between two collections, of which only changes tell.
public struct ShortLivedPod: Hashable, Sendable {
  /// The pod as it was last, with the node and the addresses that it had.
  public var pod: Pod
  /// When it released slot and address: when its last container ended, or it was deleted; nil where no change says so.
  public var endedAt: Timestamp?
  /// The collection that tells of it; nil until it is recorded.
  public var observedAt: Timestamp?

  /// Makes a pod that came and went.
  public init(_ pod: Pod, endedAt: Timestamp?, observedAt: Timestamp? = nil) {
    self.pod = pod
    self.endedAt = endedAt
    self.observedAt = observedAt
  }

  /// The changes of its node's slots; none if it never took one.
  package var slotChanges: [SlotChange] {
    guard let node = pod.node, let scheduledAt = pod.scheduledAt, let endedAt, endedAt >= scheduledAt else { return [] }
    return [
      SlotChange(node: node, at: scheduledAt, isTaken: true), SlotChange(node: node, at: endedAt, isTaken: false),
    ]
  }
}

/// A pod slot that was taken or released between two collections.
public struct SlotChange: Hashable, Sendable {
  /// The name of the node.
  public var node: String
  /// When it happened, by the API's own times.
  public var at: Timestamp
  /// Whether a slot was taken, and not released.
  public var isTaken: Bool

  /// Makes a change.
  public init(node: String, at: Timestamp, isTaken: Bool) {
    self.node = node
    self.at = at
    self.isTaken = isTaken
  }
}
