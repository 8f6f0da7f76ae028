import Capacity

/// The events of a collection that tell of pods that wait, by the pod's UID.
struct PodEvents {
  private let events: [UID: [CapacityEvent]]

  init(_ all: [CapacityEvent]) {
    var events: [UID: [CapacityEvent]] = [:]
    for event in all where event.involved.kind == "Pod" && Self.tellsOfWait(event) {
      // Names are used again, so an event without a UID belongs to no pod for certain.
      if let uid = event.involved.uid { events[uid, default: []].append(event) }
    }
    self.events = events
  }

  private static func tellsOfWait(_ event: CapacityEvent) -> Bool {
    event.reason == "FailedScheduling" || PendingReason(event: event) == .ipAddresses
  }

  /// The events of one pod.
  func of(_ pod: UID) -> [CapacityEvent] { events[pod] ?? [] }

  /// The events of the pods that `isUnknown` accepts, which gets a pod's UID and the time of its first event.
  func ofUnknownPods(_ isUnknown: (UID, Timestamp) -> Bool) -> [UID: [CapacityEvent]] {
    events.filter { uid, events in
      events.map(\.firstSeenAt).min().map { isUnknown(uid, $0) } ?? false
    }
  }
}
