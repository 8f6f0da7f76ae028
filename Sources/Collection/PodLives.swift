import Capacity
import KubernetesAPI

/// What changes tell of the pods between two collections beyond what both collections show.
struct PodLives {
  /// Pods that are gone and that neither collection shows, or not with their node and address, in the order in which they went.
  private(set) var shortLived: [ShortLivedPod] = []
  /// Slots that were taken and released.
  private(set) var slotChanges: [SlotChange] = []

  private let now: Timestamp

  /// - Parameters:
  ///   - changes: those since the collection before.
  ///   - now: the moment of this collection.
  init(_ changes: KnownChanges<Pod>, now: Timestamp) {
    self.now = now
    var lives = changes.before.mapValues { PodLife(recorded: $0) }
    var order: [UID] = []
    for change in changes.all {
      if change.isDeletion { order.append(change.value.uid) }
      lives[change.value.uid, default: PodLife()].add(change)
    }
    for uid in order {
      if let pod = lives[uid]?.shortLived() { shortLived.append(pod) }
    }
    slotChanges = lives.values.flatMap { $0.slotChanges(until: now) }.sorted { ($0.at, $0.node) < ($1.at, $1.node) }
  }
}

/// One pod from the collection before on.
private struct PodLife {
  private let recorded: Pod?
  /// The latest state, with what earlier ones had of node, addresses and failure.
  private var pod: Pod?
  private var ending = ObjectEnding()
  private var isGone = false
  private var tookSlot: Bool

  init(recorded: Pod? = nil) {
    self.recorded = recorded
    pod = recorded
    tookSlot = recorded?.takesSlot ?? false
  }

  mutating func add(_ change: ObjectChange<Pod>) {
    var next = change.value
    next.node = next.node ?? pod?.node
    next.ip = next.ip ?? pod?.ip
    next.secondIP = next.secondIP ?? pod?.secondIP
    next.scheduledAt = next.scheduledAt ?? pod?.scheduledAt
    next.startedAt = next.startedAt ?? pod?.startedAt
    if next.node == nil { next.schedulingFailure = next.schedulingFailure ?? pod?.schedulingFailure }
    pod = next
    ending.finishedAt = change.ending.finishedAt ?? ending.finishedAt
    ending.deletedAt = change.ending.deletedAt ?? ending.deletedAt
    isGone = change.isDeletion
    // A pod that the kubelet refused was bound, and never took a slot.
    if change.value.takesSlot || change.value.node != nil && change.ending.finishedAt != nil { tookSlot = true }
  }

  /// Nil if it is there, or the collection before shows what there is to show.
  func shortLived() -> ShortLivedPod? {
    guard isGone, let pod else { return nil }
    if let recorded, recorded.node == pod.node, recorded.ip == pod.ip { return nil }
    return ShortLivedPod(pod, endedAt: endedAt)
  }

  /// The slot that it took or released since the collection before.
  func slotChanges(until now: Timestamp) -> [SlotChange] {
    guard tookSlot, let pod, let node = pod.node else { return [] }
    var changes: [SlotChange] = []
    if recorded?.takesSlot != true {
      changes.append(SlotChange(node: node, at: min(pod.scheduledAt ?? pod.createdAt ?? now, now), isTaken: true))
    }
    if isGone || !pod.takesSlot {
      let begin = changes.first?.at ?? pod.scheduledAt ?? now
      changes.append(SlotChange(node: node, at: max(begin, endedAt ?? now), isTaken: false))
    }
    return changes
  }

  /// A pod that is gone was deleted at last without any time to go, so that this is when that was asked for.
  private var endedAt: Timestamp? { ending.finishedAt ?? (isGone ? ending.deletedAt : nil) }
}
