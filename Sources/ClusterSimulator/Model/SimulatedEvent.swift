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

/// What makes an occurrence a repeat of an earlier event: all but the text.
struct EventSeriesKey: Hashable, Sendable {
  let involved: UID
  let reason: String
  let resourceVersion: Int64
}

/// The stand-ins for the event recorders of scheduler, controllers and kubelets.
extension SimulatedCluster {
  /// Seconds that the API server keeps an event after its last write. EKS fixes it at an hour.
  static let eventLifetime: Int64 = 3600
  /// Seconds between two removals of expired events.
  static let eventExpirySeconds: Int64 = 600
  /// Sandbox failures of one pod that the core recorder writes one by one; the others become one combined event.
  private static let separateSandboxEvents = 9

  mutating func announceScale(of workload: SimulatedWorkload, from old: Int?) {
    guard workload.kind == .deployment, old != workload.replicas else { return }
    let direction = workload.replicas > old ?? 0 ? "up" : "down"
    let involved = ObjectReference(
      kind: "Deployment", namespace: workload.namespace, name: workload.name, uid: workload.uid)
    recordCore(
      about: involved, apiVersion: "apps/v1", reason: "ScalingReplicaSet",
      message: "Scaled \(direction) replica set \(workload.podOwner.name) to \(workload.replicas)",
      component: "deployment-controller")
  }

  mutating func announceCreation(of pod: SimulatedPod, by workload: SimulatedWorkload) {
    let owner = workload.podOwner
    let involved = ObjectReference(kind: owner.kind, namespace: pod.namespace, name: owner.name, uid: owner.uid)
    recordCore(
      about: involved, apiVersion: owner.apiVersion, reason: "SuccessfulCreate", message: "Created pod: \(pod.name)",
      component: owner.kind.lowercased() + "-controller")
  }

  mutating func announceStart(of uid: UID, node: String, app: String) {
    guard let pod = podsByUID[uid] else { return }
    recordCore(
      about: pod.reference, apiVersion: "v1", resourceVersion: pod.resourceVersion, reason: "Started",
      message: "Started container \(app)", component: "kubelet", host: node)
  }

  mutating func announceBinding(of pod: SimulatedPod, to node: String) {
    recordSeries(
      about: pod, reason: "Scheduled", message: "Successfully assigned \(pod.key) to \(node)", action: "Binding",
      type: "Normal")
  }

  /// An event of the scheduler. Repeats are folded; the first is written at once, later ones every 30 minutes.
  mutating func announceSchedulingFailure(of pod: SimulatedPod, message: String) {
    let key = EventSeriesKey(involved: pod.uid, reason: "FailedScheduling", resourceVersion: pod.resourceVersion)
    guard let known = seriesByKey[key], let event = eventsByUID[known],
      case .series(_, _, _, let count, _) = event.writer
    else {
      seriesByKey[key] = recordSeries(
        about: pod, reason: "FailedScheduling", message: message, action: "Scheduling", type: "Warning")
      return
    }
    eventsByUID[known]?.observedCount += 1
    eventsByUID[known]?.observedAt = now
    if count == nil || now - event.writtenAt >= 1800 { writeSeries(known) }
  }

  /// An event of the kubelet for a pod that got no address. Each sandbox has an id of its own, and so its own text.
  mutating func announceSandboxFailure(of uid: UID, node: String) {
    guard var pod = podsByUID[uid] else { return }
    pod.sandboxFailures += 1
    podsByUID[uid] = pod
    let sandbox = random.text(length: 64, of: SeededRandom.hexadecimal)
    let message =
      "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "
      + "\"\(sandbox)\": plugin type=\"aws-cni\" name=\"aws-cni\" failed (add): add cmd: failed to assign an IP address "
      + "to container"
    let isCombined = pod.sandboxFailures > Self.separateSandboxEvents
    let key = EventSeriesKey(involved: uid, reason: "FailedCreatePodSandBox", resourceVersion: 0)
    if isCombined, let known = seriesByKey[key], repeatCore(known) { return }
    let event = recordCore(
      about: pod.reference, apiVersion: "v1", resourceVersion: pod.resourceVersion, reason: "FailedCreatePodSandBox",
      message: (isCombined ? "(combined from similar events): " : "") + message, component: "kubelet", host: node,
      type: "Warning")
    if isCombined { seriesByKey[key] = event }
  }

  /// Removes events an hour after their last write, and writes the counts that series still hold back after six quiet
  /// minutes.
  mutating func expireEvents() {
    for event in eventsByUID.values.sorted(by: { $0.uid < $1.uid }) {
      if now - event.writtenAt >= Self.eventLifetime {
        remove(event)
      } else if case .series(_, _, _, let count, _) = event.writer, event.observedCount > count ?? 1,
        now - event.observedAt >= 360
      {
        writeSeries(event.uid)
      }
    }
    seriesByKey = seriesByKey.filter { eventsByUID[$0.value] != nil }
  }

  /// Removes events as soon as their hour is over, as etcd does, so that watches tell of it.
  mutating func removeExpiredEvents() {
    guard now != eventsExpiredAt else { return }
    eventsExpiredAt = now
    let expired = eventsByUID.values.filter { now - $0.writtenAt >= Self.eventLifetime }
    for event in expired.sorted(by: { $0.uid < $1.uid }) { remove(event) }
  }

  private mutating func remove(_ event: SimulatedEvent) {
    eventsByUID[event.uid] = nil
    guard journal != nil else { return }
    var event = event
    event.resourceVersion = nextRevision()
    noteWrite("DELETED", ofEvent: event)
  }

  private mutating func writeSeries(_ uid: UID) {
    guard let event = eventsByUID[uid], case .series(let action, let at, let microseconds, _, _) = event.writer else {
      return
    }
    eventsByUID[uid]?.writer = .series(
      action: action, at: at, microseconds: microseconds, count: event.observedCount, lastObserved: event.observedAt)
    touchEvent(uid)
  }

  /// Counts a repeat of the core recorder's; false if the event is gone.
  private mutating func repeatCore(_ uid: UID) -> Bool {
    guard case .core(let component, let host, let count, let first, _) = eventsByUID[uid]?.writer else { return false }
    eventsByUID[uid]?.writer = .core(component: component, host: host, count: count + 1, first: first, last: now)
    touchEvent(uid)
    return true
  }

  @discardableResult
  private mutating func recordSeries(
    about pod: SimulatedPod, reason: String, message: String, action: String, type: String
  ) -> UID {
    let microseconds = Int64.random(in: 0..<1_000_000, using: &random)
    return record(
      about: pod.reference, apiVersion: "v1", resourceVersion: pod.resourceVersion, reason: reason, message: message,
      type: type,
      writer: .series(action: action, at: now, microseconds: microseconds, count: nil, lastObserved: nil))
  }

  @discardableResult
  private mutating func recordCore(
    about involved: ObjectReference, apiVersion: String, resourceVersion: Int64? = nil, reason: String,
    message: String, component: String, host: String = "", type: String = "Normal"
  ) -> UID {
    record(
      about: involved, apiVersion: apiVersion, resourceVersion: resourceVersion ?? revision, reason: reason,
      message: message, type: type,
      writer: .core(component: component, host: host, count: 1, first: now, last: now))
  }

  private mutating func record(
    about involved: ObjectReference, apiVersion: String, resourceVersion: Int64, reason: String, message: String,
    type: String, writer: SimulatedEvent.Writer
  ) -> UID {
    let (uid, written) = (UID.random(using: &random), nextRevision())
    let nanoseconds = UInt64(max(0, now.seconds)) * 1_000_000_000 + random.next() % 1_000_000_000
    let event = SimulatedEvent(
      uid: uid, name: involved.name + "." + String(nanoseconds, radix: 16), createdAt: now, involved: involved,
      involvedAPIVersion: apiVersion, involvedResourceVersion: resourceVersion, reason: reason, message: message,
      type: type, writer: writer, writtenAt: now, resourceVersion: written, observedAt: now)
    eventsByUID[uid] = event
    noteWrite("ADDED", ofEvent: event)
    return uid
  }
}

extension SimulatedPod {
  /// The pod as events refer to it.
  fileprivate var reference: ObjectReference {
    ObjectReference(kind: "Pod", namespace: namespace, name: name, uid: uid)
  }
}
