import Capacity
import Database

/// Writes the spells in which pods waited, as far as a collection tells of them.
///
/// Spells are conclusions from pods and events, not part of the snapshot: what a moment held is read without them.
struct PendingRecorder {
  /// Shorter waits are the ordinary way of a pod through the scheduler.
  static let shortestWait: Int64 = 2

  private let context: RecordingContext
  private var opened = 0
  private var closed = 0

  init(_ context: RecordingContext) {
    self.context = context
  }

  /// Records the spells of a complete list of pods.
  ///
  /// - Parameters:
  ///   - events: the events; nil if they are unknown.
  ///   - shortLived: pods that went since the collection before, and that it did not show as they were.
  mutating func record(
    _ pods: [Pod], _ difference: FactDifference<PodFact>, events: [CapacityEvent]?, shortLived: [ShortLivedPod] = []
  ) throws {
    let table = try PendingTable(context)
    var open = try table.open()
    let events = PodEvents(events ?? [])
    // Most pods of a cluster wait for nothing.
    for index in pods.indices where pods[index].phase == .pending || open[pods[index].uid] != nil {
      let pod = pods[index]
      guard difference.index(of: pod.uid) == index else { continue }
      try follow(pod, open.removeValue(forKey: pod.uid), events.of(pod.uid), in: table)
    }
    for index in difference.newcomers where !difference.returned.contains(pods[Int(index)].uid) {
      try addPastWait(of: pods[Int(index)], events.of(pods[Int(index)].uid), to: table)
    }
    var gone = Set(open.keys)
    let vanished = Set(difference.vanished)
    for life in shortLived {
      if let spell = open.removeValue(forKey: life.pod.uid) {
        try close(spell, of: life, in: table)
      } else if !vanished.contains(life.pod.uid), try addPastWait(of: life, events.of(life.pod.uid), to: table) {
        gone.insert(life.pod.uid)
      }
    }
    for spell in open.values {
      closed += 1
      try table.close(spell, endedAt: max(spell.wait.since, context.observedAt))
    }
    try addPodsKnownFromEvents(events, excluding: { difference.contains($0) || gone.contains($0) }, difference, table)
    context.count(PendingTable.name, opened: opened, closed: closed)
  }

  /// Opens, continues or ends the spell of a pod that is in the list.
  private mutating func follow(
    _ pod: Pod, _ spell: OpenSpell?, _ events: [CapacityEvent], in table: PendingTable
  ) throws {
    let wait = PodWait(of: pod, events: events, former: spell?.wait, at: context.observedAt)
    guard wait != spell?.wait else { return }
    if let spell {
      closed += 1
      if let wait, wait.continues(spell.wait) {
        try table.close(spell)
      } else {
        let scheduledAt = scheduledAt(pod, spell.wait)
        try table.close(
          spell, scheduledAt: scheduledAt, endedAt: max(spell.wait.since, scheduledAt ?? context.observedAt))
      }
    }
    if let wait {
      try add(pod, wait, validFrom: context.observedAt, validTo: openEnd, to: table)
    }
  }

  /// Ends the spell of a pod that got what it waited for, or did not, and went before it was seen again.
  private mutating func close(_ spell: OpenSpell, of life: ShortLivedPod, in table: PendingTable) throws {
    closed += 1
    let scheduledAt = scheduledAt(life.pod, spell.wait)
    let endedAt = scheduledAt ?? life.endedAt ?? context.observedAt
    try table.close(spell, scheduledAt: scheduledAt, endedAt: max(spell.wait.since, endedAt))
  }

  /// When the pod got what it waited for; nil if it did not get it. An address comes without a time.
  private func scheduledAt(_ pod: Pod, _ wait: PodWait) -> Timestamp? {
    guard pod.node != nil else { return nil }
    if wait.isBound { return pod.ip == nil ? nil : context.observedAt }
    return max(wait.since, pod.scheduledAt ?? context.observedAt)
  }

  /// A pod that was created and scheduled since the last collection still tells how long it waited.
  ///
  /// The first collection finds pods of all ages; of their waits only those count that the scheduler still speaks of.
  private mutating func addPastWait(of pod: Pod, _ events: [CapacityEvent], to table: PendingTable) throws {
    guard pod.node != nil, let createdAt = pod.createdAt, let scheduledAt = pod.scheduledAt,
      scheduledAt - createdAt >= Self.shortestWait
    else { return }
    let messages = EventMessages(events)
    guard messages.tellsOfUnscheduled || context.lastKnown(.pods) != nil else { return }
    let wait = PodWait(pastSince: createdAt, messages)
    let span = pastSpan(from: createdAt)
    try add(pod, wait, scheduledAt: scheduledAt, validFrom: span.lowerBound, validTo: span.upperBound, to: table)
  }

  /// A pod that came and went tells how long it waited, and whether in vain.
  ///
  /// - Returns: whether it waited, as far as it tells.
  private mutating func addPastWait(
    of life: ShortLivedPod, _ events: [CapacityEvent], to table: PendingTable
  ) throws -> Bool {
    let pod = life.pod
    guard let createdAt = pod.createdAt, let endedAt = pod.scheduledAt ?? life.endedAt,
      endedAt - createdAt >= Self.shortestWait
    else { return false }
    let wait = PodWait(pastSince: createdAt, EventMessages(events), failure: pod.schedulingFailure)
    let span = pastSpan(from: createdAt)
    opened += 1
    try table.add(
      PendingInterval(
        uid: pod.uid, namespace: pod.namespace, pod: pod.name, workload: pod.workload, wait: wait,
        scheduledAt: pod.scheduledAt, endedAt: endedAt, validFrom: span.lowerBound, validTo: span.upperBound))
    return true
  }

  private mutating func add(
    _ pod: Pod, _ wait: PodWait, scheduledAt: Timestamp? = nil, validFrom: Timestamp, validTo: Timestamp,
    to table: PendingTable
  ) throws {
    opened += 1
    try table.add(
      PendingInterval(
        uid: pod.uid, namespace: pod.namespace, pod: pod.name, workload: pod.workload, wait: wait,
        scheduledAt: scheduledAt, endedAt: scheduledAt, validFrom: validFrom, validTo: validTo))
  }

  /// The span of a wait that is over: behind the last collection that knew the pods, which did not see it.
  private func pastSpan(from since: Timestamp) -> ClosedRange<Timestamp> {
    let earliest = context.lastKnown(.pods).map { max(since, $0 + 1) } ?? since
    return min(earliest, context.observedAt)...context.observedAt
  }

  /// Pods that were created and gone between two collections are known from their events alone.
  private mutating func addPodsKnownFromEvents(
    _ events: PodEvents, excluding isKnown: (UID) -> Bool, _ difference: FactDifference<PodFact>, _ table: PendingTable
  ) throws {
    let horizon = context.lastKnown(.pods).flatMap { pods in context.lastKnown(.events).map { min(pods, $0) } }
    let vanished = Set(difference.vanished)
    var candidates = events.ofUnknownPods { uid, first in
      !isKnown(uid) && !vanished.contains(uid) && horizon.map { first > $0 } ?? true
    }
    guard !candidates.isEmpty else { return }
    if let horizon {
      for uid in try table.podsWithSpells(since: horizon) { candidates[uid] = nil }
    }
    for uid in try context.podsEverSeen(Set(candidates.keys)).keys { candidates[uid] = nil }
    for (uid, events) in candidates.sorted(by: { $0.key < $1.key }) { try add(uid, events, to: table) }
  }

  private mutating func add(_ uid: UID, _ events: [CapacityEvent], to table: PendingTable) throws {
    guard let latest = events.max(by: { $1.isLater(than: $0) }), let since = events.map(\.firstSeenAt).min()
    else { return }
    let span = pastSpan(from: since)
    opened += 1
    try table.add(
      PendingInterval(
        uid: uid, namespace: latest.involved.namespace, pod: latest.involved.name, workload: "",
        wait: PodWait(ofUnknownPodSince: since, EventMessages(events), latest: latest),
        scheduledAt: nil, endedAt: max(since, latest.lastSeenAt), validFrom: span.lowerBound,
        validTo: span.upperBound))
  }
}
