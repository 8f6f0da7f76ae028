import Capacity

/// The events of a collection that tell of pods that wait, by the pod's UID.
struct PodEvents {
  private let events: [UID: [CapacityEvent]]

  init(_ all: [CapacityEvent]) {
    var events: [UID: [CapacityEvent]] = [:]
    for event in all where event.involved.kind == "Pod" && event.reporterKind != nil {
      // Names are used again, so an event without a UID belongs to no pod for certain.
      if let uid = event.involved.uid { events[uid, default: []].append(event) }
    }
    self.events = events
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

/// What the events of one pod say, by who says it.
struct EventMessages {
  /// The scheduler's latest words.
  private(set) var scheduler: CapacityEvent?
  private var resourceController: CapacityEvent?
  private var kubelet: CapacityEvent?
  /// The latest words of each component that would help a pod without a node, by its name.
  private var provisioners: [String: CapacityEvent] = [:]

  init(_ events: [CapacityEvent]) {
    for event in events {
      switch event.reporterKind {
      case .scheduler: scheduler = Self.later(scheduler, event)
      case .provisioner: provisioners[event.reporter] = Self.later(provisioners[event.reporter], event)
      case .resourceController: resourceController = Self.later(resourceController, event)
      case .kubelet: kubelet = Self.later(kubelet, event)
      case nil: break
      }
    }
  }

  private static func later(_ known: CapacityEvent?, _ event: CapacityEvent) -> CapacityEvent {
    guard let known, known.isLater(than: event) else { return event }
    return known
  }

  /// Whether anybody says that the pod has no node.
  var tellsOfUnscheduled: Bool { scheduler != nil || !provisioners.isEmpty }

  /// What a pod on its node waits for.
  ///
  /// A pod for which the resource controller must find an address gets none from the CNI, which then says no more than
  /// that it failed. Source: `AddNetwork` in https://github.com/aws/amazon-vpc-cni-k8s/blob/master/pkg/ipamd/rpc_handler.go.
  var ofBoundPod: CapacityEvent? { resourceController ?? kubelet }

  /// The latest words of a component other than the scheduler.
  var latestProvisioner: CapacityEvent? {
    provisioners.values.max { ($0.lastSeenAt, $0.reporter) < ($1.lastSeenAt, $1.reporter) }
  }

  /// The latest words of each other component, a line for each, without those that say just `message`.
  func lines(without message: String) -> String {
    provisioners.values.filter { $0.message != message }.sorted { $0.reporter < $1.reporter }.map {
      "\($0.reporter): " + $0.message.split(whereSeparator: \.isNewline).joined(separator: " ")
    }.joined(separator: "\n")
  }
}

extension CapacityEvent {
  /// Whether it says more recent words than another; of those of one second one is chosen, however the events were read.
  func isLater(than other: CapacityEvent) -> Bool {
    (lastSeenAt, firstSeenAt, uid) > (other.lastSeenAt, other.firstSeenAt, other.uid)
  }
}
