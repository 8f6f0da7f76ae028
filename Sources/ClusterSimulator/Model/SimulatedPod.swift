public import Capacity

/// A pod of a simulated cluster.
public struct SimulatedPod: Sendable {
  /// `metadata.uid`.
  public let uid: UID
  /// `metadata.namespace`.
  public let namespace: String
  /// `metadata.name`.
  public let name: String
  /// The workload it belongs to, as `namespace/name`.
  public let workload: String
  /// `metadata.creationTimestamp`.
  public let createdAt: Timestamp
  /// What it requests.
  public let requests: PodRequests
  /// `spec.hostNetwork`.
  public let isHostNetwork: Bool
  /// The node a DaemonSet made it for; nil for others.
  public let requiredNode: String?
  /// `metadata.resourceVersion`.
  public internal(set) var resourceVersion: Int64 = 0
  /// `spec.nodeName`.
  public internal(set) var node: String?
  /// `status.phase`.
  public internal(set) var phase: PodPhase = .pending
  /// When the grace period ends (`metadata.deletionTimestamp`); nil while nobody deleted the pod.
  public internal(set) var deletionAt: Timestamp?
  /// `status.podIP`. Stays when the pod has finished, though the address is released.
  public internal(set) var ip: IPv4Address?
  /// When condition `PodScheduled` became `True`.
  public internal(set) var scheduledAt: Timestamp?
  /// `status.startTime`: when the kubelet took the pod up.
  public internal(set) var startedAt: Timestamp?
  /// When the container began to run.
  public internal(set) var runningAt: Timestamp?
  /// When the container ended.
  public internal(set) var finishedAt: Timestamp?
  /// Condition `PodScheduled` while it is `False`.
  public internal(set) var schedulingFailure: SchedulingFailure?
  /// Sandboxes that failed for want of an address within the last ten minutes' window.
  var sandboxFailures = 0

  /// Somebody deleted the pod.
  public var isTerminating: Bool { deletionAt != nil }
  /// Whether the pod takes one of its node's slots: bound and not finished.
  public var takesSlot: Bool { node != nil && !phase.isFinished }
  /// `namespace/name`, by which lists are ordered.
  public var key: String { namespace + "/" + name }
}

/// A workload: what makes pods and replaces those that go.
public struct SimulatedWorkload: Sendable {
  /// How a workload makes pods.
  public enum Kind: Hashable, Sendable {
    /// As many pods as `replicas`, through a ReplicaSet.
    case deployment
    /// One pod on every node.
    case daemonSet
    /// `replicas` pods that run for some seconds and succeed; finished ones are kept for some seconds.
    case job(runsFor: Int64, keptFor: Int64)
  }

  /// How it makes pods.
  public var kind: Kind
  /// Its namespace.
  public var namespace: String
  /// Its name.
  public var name: String
  /// Label `app`, and the container's name.
  public var app: String
  /// The container's image.
  public var image: String
  /// The pods wanted; not used by a DaemonSet.
  public var replicas: Int
  /// What each pod requests.
  public var requests: PodRequests
  /// `spec.hostNetwork`.
  public var isHostNetwork: Bool
  /// `terminationGracePeriodSeconds`: a deleted pod takes a random part of it to go.
  public var graceSeconds: Int64
  /// Seconds after which a pod is deleted and replaced, on average; nil for never. This is the cluster's churn.
  public var meanLifetime: Int64?

  /// UID of the workload itself.
  public internal(set) var uid = UID(high: 0, low: 0)
  /// UID of a Deployment's ReplicaSet.
  public internal(set) var replicaSetUID = UID(high: 0, low: 0)
  /// The hash that a Deployment's ReplicaSet and pods carry.
  public internal(set) var templateHash = ""

  /// Makes a workload; a small pod of its own network by default.
  public init(
    _ kind: Kind, namespace: String = "default", name: String, app: String? = nil, image: String? = nil,
    replicas: Int = 1, requests: PodRequests = PodRequests(cpuMillicores: 10), isHostNetwork: Bool = false,
    graceSeconds: Int64 = 30, meanLifetime: Int64? = nil
  ) {
    self.kind = kind
    self.namespace = namespace
    self.name = name
    self.app = app ?? name
    self.image = image ?? (app ?? name) + ":1"
    self.replicas = replicas
    self.requests = requests
    self.isHostNetwork = isHostNetwork
    self.graceSeconds = graceSeconds
    self.meanLifetime = meanLifetime
  }

  /// `namespace/name`.
  public var key: String { namespace + "/" + name }

  /// The controlling owner of its pods: kind, name, API version and UID.
  var podOwner: (kind: String, name: String, apiVersion: String, uid: UID) {
    switch kind {
    case .deployment: ("ReplicaSet", name + "-" + templateHash, "apps/v1", replicaSetUID)
    case .daemonSet: ("DaemonSet", name, "apps/v1", uid)
    case .job: ("Job", name, "batch/v1", uid)
    }
  }
}

extension SimulatedCluster {
  /// Creates a workload and its pods, or changes the one of the same namespace and name.
  public mutating func apply(_ workload: SimulatedWorkload) {
    var workload = workload
    let known = workloadsByKey[workload.key]
    if let known {
      (workload.uid, workload.replicaSetUID) = (known.uid, known.replicaSetUID)
      workload.templateHash = known.templateHash
    } else {
      (workload.uid, workload.replicaSetUID) = (UID.random(using: &random), UID.random(using: &random))
      workload.templateHash = random.text(length: 10, of: SeededRandom.nameAlphabet)
    }
    workloadsByKey[workload.key] = workload
    if case .job = workload.kind {
      for _ in 0..<workload.replicas { createPod(of: workload, requiredNode: nil) }
    }
    announceScale(of: workload, from: known?.replicas)
    reconcile(workload.key)
    runScheduler()
  }

  /// Sets the replicas of a Deployment. Pods come and go as the ReplicaSet controller has it.
  ///
  /// - Parameter key: `namespace/name`.
  /// - Throws: `SimulatorError.noSuchWorkload`.
  public mutating func scale(_ key: String, to replicas: Int) throws(SimulatorError) {
    guard var workload = workloadsByKey[key] else { throw .noSuchWorkload(key) }
    workload.replicas = replicas
    apply(workload)
  }

  /// Deletes a pod as `kubectl delete pod` does; its workload replaces it at once, it itself takes its grace period.
  public mutating func deletePod(_ uid: UID) {
    guard let pod = podsByUID[uid], !pod.isTerminating, let workload = workloadsByKey[pod.workload] else { return }
    if pod.node == nil || pod.phase.isFinished || workload.graceSeconds == 0 {
      removePod(uid)
    } else {
      podsByUID[uid]?.deletionAt = now + workload.graceSeconds
      touchPod(uid)
      alarms.set(.removePod(uid), at: now + Int64.random(in: 1...workload.graceSeconds, using: &random))
    }
    reconcile(pod.workload)
    runScheduler()
  }

  /// Makes and deletes pods until the workload has as many as it should.
  mutating func reconcile(_ key: String) {
    guard let workload = workloadsByKey[key] else { return }
    switch workload.kind {
    case .deployment: reconcileDeployment(workload)
    case .daemonSet: reconcileDaemonSet(workload)
    case .job: break
    }
  }

  mutating func reconcileDaemonSets() {
    for key in workloadsByKey.keys.sorted() where workloadsByKey[key]?.kind == .daemonSet { reconcile(key) }
  }

  private mutating func reconcileDeployment(_ workload: SimulatedWorkload) {
    let active = activePods(of: workload.key)
    if active.count < workload.replicas {
      for _ in active.count..<workload.replicas { createPod(of: workload, requiredNode: nil) }
    } else if active.count > workload.replicas {
      // Unbound pods go first, then those not yet running, then the youngest: the ReplicaSet controller's ranking.
      let ranked = active.sorted { left, right in
        (left.node == nil ? 0 : 1, left.phase == .running ? 1 : 0, -left.createdAt.seconds, left.uid)
          < (right.node == nil ? 0 : 1, right.phase == .running ? 1 : 0, -right.createdAt.seconds, right.uid)
      }
      for pod in ranked.prefix(active.count - workload.replicas) { deletePod(pod.uid) }
    }
  }

  private mutating func reconcileDaemonSet(_ workload: SimulatedWorkload) {
    let covered = Set(activePods(of: workload.key).compactMap(\.requiredNode))
    for node in nodes where !covered.contains(node.name) { createPod(of: workload, requiredNode: node.name) }
  }

  private func activePods(of key: String) -> [SimulatedPod] {
    (podUIDsByWorkload[key] ?? []).compactMap { podsByUID[$0] }.filter { !$0.isTerminating && !$0.phase.isFinished }
  }

  private mutating func createPod(of workload: SimulatedWorkload, requiredNode: String?) {
    let suffix = "-" + random.text(length: 5, of: SeededRandom.nameAlphabet)
    var pod = SimulatedPod(
      uid: UID.random(using: &random), namespace: workload.namespace, name: workload.podOwner.name + suffix,
      workload: workload.key, createdAt: now, requests: workload.requests, isHostNetwork: workload.isHostNetwork,
      requiredNode: requiredNode)
    pod.resourceVersion = nextRevision()
    podsByUID[pod.uid] = pod
    noteWrite("ADDED", ofPod: pod)
    podUIDsByWorkload[workload.key, default: []].append(pod.uid)
    unscheduled.append(pod.uid)
    announceCreation(of: pod, by: workload)
  }
}
