import Capacity

/// What a pod waits for at the moment of a collection.
struct PodWait: Hashable {
  /// On its node, for an address; else for the scheduler.
  var isBound: Bool
  var since: Timestamp
  var reason: PendingReason
  /// The words that decide about the reason: the scheduler's or the kubelet's own; empty if nobody said anything.
  var message: String
  /// What others said of a pod without a node, a line for each; empty if nobody did.
  var otherMessages: String

  /// The pod's wait; nil if it does not wait.
  ///
  /// - Parameters:
  ///   - events: the events of this pod that tell of a lack.
  ///   - former: what the pod waited for in the collection before. Events are forgotten after an hour and lag by up to
  ///     half an hour, so a wait goes on without them.
  init?(of pod: Pod, events: [CapacityEvent], former: PodWait?, at moment: Timestamp) {
    guard pod.phase == .pending, !pod.isTerminating else { return nil }
    if pod.node == nil {
      self.init(unscheduled: pod, EventMessages(events), former.flatMap { $0.isBound ? nil : $0 }, moment)
    } else {
      self.init(bound: pod, EventMessages(events), former.flatMap { $0.isBound ? $0 : nil })
    }
  }

  private init(unscheduled pod: Pod, _ messages: EventMessages, _ former: PodWait?, _ moment: Timestamp) {
    let since = pod.createdAt ?? former?.since ?? pod.schedulingFailure?.since ?? moment
    let words = [pod.schedulingFailure?.message, messages.scheduler?.message, former?.message]
    self.init(unscheduledSince: since, words.compactMap(\.self).first { !$0.isEmpty }, messages)
    otherMessages = settled(otherMessages, after: former)
  }

  /// The wait of a pod that was scheduled in the meantime.
  ///
  /// - Parameter failure: why it was not scheduled, as the pod itself said last.
  init(pastSince since: Timestamp, _ messages: EventMessages, failure: SchedulingFailure? = nil) {
    let words = [failure?.message, messages.scheduler?.message].compactMap(\.self).first { !$0.isEmpty }
    self.init(unscheduledSince: since, words, messages)
  }

  /// The wait of a pod of which only events tell.
  init(ofUnknownPodSince since: Timestamp, _ messages: EventMessages, latest: CapacityEvent) {
    if latest.reporterKind?.isOfBoundPod ?? false, let event = messages.ofBoundPod {
      self.init(boundSince: since, event)
    } else {
      self.init(pastSince: since, messages)
    }
  }

  /// - Parameter words: the scheduler's; nil if it said nothing. Then the latest words of another decide.
  private init(unscheduledSince since: Timestamp, _ words: String?, _ messages: EventMessages) {
    isBound = false
    self.since = since
    message = words ?? messages.latestProvisioner?.message ?? ""
    reason = message.isEmpty ? .other : PendingReason(schedulerMessage: message)
    otherMessages = messages.lines(without: message)
  }

  /// A bound pod without an address may just be pulling images; only an event tells that it lacks one.
  private init?(bound pod: Pod, _ messages: EventMessages, _ former: PodWait?) {
    guard pod.ip == nil, !pod.isHostNetwork else { return nil }
    if let event = messages.ofBoundPod {
      self.init(boundSince: former?.since ?? pod.scheduledAt ?? event.firstSeenAt, event)
    } else if let former {
      self = former
    } else {
      return nil
    }
  }

  private init(boundSince since: Timestamp, _ event: CapacityEvent) {
    isBound = true
    self.since = since
    reason = PendingReason(event: event) ?? .other
    message = event.message
    otherMessages = ""
  }

  init(isBound: Bool, since: Timestamp, reason: PendingReason, message: String, otherMessages: String) {
    self.isBound = isBound
    self.since = since
    self.reason = reason
    self.message = message
    self.otherMessages = otherMessages
  }

  /// The words of others, which are taken once for each thing that the scheduler says: they repeat with other numbers
  /// every few minutes, and each text would be a row of its own.
  private func settled(_ others: String, after former: PodWait?) -> String {
    guard let former, !former.otherMessages.isEmpty else { return others }
    return former.message == message || others.isEmpty ? former.otherMessages : others
  }

  /// Whether this is the same wait as `other`, if for another reason.
  func continues(_ other: PodWait) -> Bool {
    isBound == other.isBound && since == other.since
  }
}
