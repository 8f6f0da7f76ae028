import Capacity
#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The stand-in for the kubelets.
extension SimulatedCluster {
  /// Seconds between two attempts to set up a pod's network.
  private static let sandboxRetrySeconds: Int64 = 15

  /// Gives a bound pod its address and runs it; without an address it is tried again later.
  mutating func startPod(_ uid: UID) {
    guard let pod = podsByUID[uid], pod.phase == .pending, !pod.isTerminating,
      let index = nodes.firstIndex(where: { $0.name == pod.node }), let workload = workloadsByKey[pod.workload]
    else { return }
    guard let address = pod.isHostNetwork ? nodes[index].privateIP : takeAddress(for: uid, onNode: index) else {
      announceSandboxFailure(of: uid, node: nodes[index].name)
      alarms.set(.startPod(uid), at: now + Self.sandboxRetrySeconds)
      return
    }
    podsByUID[uid]?.ip = address
    podsByUID[uid]?.phase = .running
    podsByUID[uid]?.runningAt = now
    touchPod(uid)
    announceStart(of: uid, node: nodes[index].name, app: workload.app)
    setEnd(of: uid, workload: workload)
  }

  /// Sets the alarm at which the pod ends by itself, if it does.
  private mutating func setEnd(of uid: UID, workload: SimulatedWorkload) {
    if case .job(let seconds, _) = workload.kind {
      alarms.set(.finishPod(uid), at: now + seconds)
    } else if let mean = workload.meanLifetime {
      alarms.set(.replacePod(uid), at: now + exponential(mean: mean))
    }
  }

  /// Seconds until something happens that happens once in `mean` seconds on average.
  private mutating func exponential(mean: Int64) -> Int64 {
    let share = Double.random(in: 0..<1, using: &random)
    return max(1, Int64(-log(1 - share) * Double(mean)))
  }

  /// A job's pod succeeds: slot and address are free again, though its status keeps the address.
  mutating func finishPod(_ uid: UID) {
    guard let pod = podsByUID[uid], pod.phase == .running,
      case .job(_, let kept) = workloadsByKey[pod.workload]?.kind
    else { return }
    giveBack(pod)
    podsByUID[uid]?.phase = .succeeded
    podsByUID[uid]?.finishedAt = now
    touchPod(uid)
    alarms.set(.removePod(uid), at: now + kept)
    runScheduler()
  }

  /// The pod is gone for good.
  mutating func removePod(_ uid: UID) {
    guard podsByUID[uid] != nil else { return }
    forgetPod(uid)
    runScheduler()
  }

  mutating func forgetPod(_ uid: UID) {
    guard var pod = podsByUID[uid] else { return }
    if pod.takesSlot { giveBack(pod) }
    if let index = nodes.firstIndex(where: { $0.name == pod.node }) {
      nodes[index].podUIDs.removeAll { $0 == uid }
    }
    podUIDsByWorkload[pod.workload]?.removeAll { $0 == uid }
    podsByUID[uid] = nil
    // What is deleted at last is given no more time: the API server then writes when the deletion was asked for.
    let grace = workloadsByKey[pod.workload]?.graceSeconds ?? 0
    pod.deletionAt = pod.deletionAt.map { $0 + -grace } ?? now
    pod.resourceVersion = nextRevision()
    noteWrite("DELETED", ofPod: pod)
  }

  /// Frees what a bound pod takes of its node.
  private mutating func giveBack(_ pod: SimulatedPod) {
    guard let index = nodes.firstIndex(where: { $0.name == pod.node }) else { return }
    nodes[index].load.remove(pod.requests)
    if let address = pod.ip, !pod.isHostNetwork { releaseAddress(address, onNode: index) }
  }
}
