/// A span in which a pod waited for a slot, an address or another resource.
public struct PendingSpell: Hashable, Sendable {
  /// The pod's namespace.
  public var namespace: String
  /// The pod's name.
  public var pod: String
  /// The workload, as in `Pod.workload`; empty if unknown (a pod known from events only).
  public var workload: String
  /// What it waited for.
  public var reason: PendingReason
  /// The latest message of the scheduler or the kubelet.
  public var message: String
  /// What others than the scheduler and the kubelet said, a line each: who it was, a colon and the words; empty if
  /// nobody did.
  public var otherMessages: String
  /// When the wait began.
  public var pendingSince: Timestamp
  /// When it was scheduled (or got its address); nil while it waits, and where the pod vanished unscheduled.
  public var scheduledAt: Timestamp?
  /// When the wait ended, by scheduling or because the pod was gone; nil while it waits.
  public var endedAt: Timestamp?

  /// Makes a spell.
  public init(
    namespace: String, pod: String, workload: String, reason: PendingReason, message: String,
    otherMessages: String = "", pendingSince: Timestamp, scheduledAt: Timestamp?, endedAt: Timestamp?
  ) {
    self.namespace = namespace
    self.pod = pod
    self.workload = workload
    self.reason = reason
    self.message = message
    self.otherMessages = otherMessages
    self.pendingSince = pendingSince
    self.scheduledAt = scheduledAt
    self.endedAt = endedAt
  }
}
