import Capacity

/// What a pod waits for at the moment of a collection.
struct PodWait: Hashable {
  /// On its node, for an address; else for the scheduler.
  var isBound: Bool
  var since: Timestamp
  var reason: PendingReason
  /// The scheduler's or the kubelet's own words; empty if nobody said anything.
  var message: String

  /// The pod's wait; nil if it does not wait.
  ///
  /// - Parameters:
  ///   - events: the events of this pod that tell of a lack.
  ///   - former: what the pod waited for in the collection before. Events are forgotten after an hour and lag by up to
  ///     half an hour, so a wait goes on without them.
  init?(of pod: Pod, events: [CapacityEvent], former: PodWait?, at moment: Timestamp) {
    guard pod.phase == .pending, !pod.isTerminating else { return nil }
    if pod.node == nil {
      self.init(unscheduled: pod, events, former.flatMap { $0.isBound ? nil : $0 }, moment)
    } else {
      self.init(bound: pod, events, former.flatMap { $0.isBound ? $0 : nil })
    }
  }

  private init(unscheduled pod: Pod, _ events: [CapacityEvent], _ former: PodWait?, _ moment: Timestamp) {
    isBound = false
    since = pod.createdAt ?? former?.since ?? pod.schedulingFailure?.since ?? moment
    let event = events.filter { $0.reason == "FailedScheduling" }.max { $0.lastSeenAt < $1.lastSeenAt }
    message = pod.schedulingFailure?.message ?? event?.message ?? former?.message ?? ""
    reason = message.isEmpty ? .other : PendingReason(schedulerMessage: message)
  }

  /// A bound pod without an address may just be pulling images; only an event tells that it lacks one.
  private init?(bound pod: Pod, _ events: [CapacityEvent], _ former: PodWait?) {
    guard pod.ip == nil, !pod.isHostNetwork else { return nil }
    let event = events.filter { PendingReason(event: $0) == .ipAddresses }.max { $0.lastSeenAt < $1.lastSeenAt }
    guard let message = event?.message ?? former?.message, let event = event?.firstSeenAt ?? former?.since else {
      return nil
    }
    isBound = true
    since = former?.since ?? pod.scheduledAt ?? event
    reason = .ipAddresses
    self.message = message
  }

  init(isBound: Bool, since: Timestamp, reason: PendingReason, message: String) {
    self.isBound = isBound
    self.since = since
    self.reason = reason
    self.message = message
  }

  /// Whether this is the same wait as `other`, if for another reason.
  func continues(_ other: PodWait) -> Bool {
    isBound == other.isBound && since == other.since
  }
}
