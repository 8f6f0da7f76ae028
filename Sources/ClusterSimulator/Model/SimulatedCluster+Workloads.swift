public import Capacity

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

  /// Deletes a workload and its pods.
  public mutating func deleteWorkload(_ key: String) throws(SimulatorError) {
    guard workloadsByKey[key] != nil else { throw .noSuchWorkload(key) }
    workloadsByKey[key]?.isDeleted = true
    for uid in podUIDsByWorkload[key] ?? [] { deletePod(uid) }
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
    guard let workload = workloadsByKey[key], !workload.isDeleted else { return }
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
    podUIDsByWorkload[workload.key, default: []].append(pod.uid)
    unscheduled.append(pod.uid)
    announceCreation(of: pod, by: workload)
  }
}
