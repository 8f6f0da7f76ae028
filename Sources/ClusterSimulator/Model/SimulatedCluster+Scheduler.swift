import Capacity

/// The stand-in for kube-scheduler.
extension SimulatedCluster {
  /// Looks at every pod without a node, in the order they were made, and binds those that fit somewhere.
  mutating func runScheduler() {
    var left: [UID] = []
    for uid in unscheduled {
      guard let pod = podsByUID[uid], pod.node == nil, !pod.isTerminating else { continue }
      if let index = emptiestNode(for: pod) {
        bind(uid, toNode: index)
      } else {
        recordSchedulingFailure(of: pod)
        left.append(uid)
      }
    }
    unscheduled = left
    guard !left.isEmpty, !isSchedulingRetrySet else { return }
    isSchedulingRetrySet = true
    alarms.set(.retryScheduling, at: now + 300)
  }

  /// The node with the smallest share of its slots in use, of those that fit.
  private func emptiestNode(for pod: SimulatedPod) -> Int? {
    nodes.indices.filter { obstacles(for: pod, onNode: nodes[$0]).isEmpty }
      .min { usedShare(nodes[$0]) < usedShare(nodes[$1]) }
  }

  private func usedShare(_ node: SimulatedNode) -> Double { Double(node.slotsUsed) / Double(max(1, node.slots)) }

  private mutating func bind(_ uid: UID, toNode index: Int) {
    guard let pod = podsByUID[uid] else { return }
    nodes[index].podUIDs.append(uid)
    nodes[index].load.add(pod.requests)
    podsByUID[uid]?.node = nodes[index].name
    podsByUID[uid]?.scheduledAt = now
    podsByUID[uid]?.startedAt = now
    podsByUID[uid]?.schedulingFailure = nil
    touchPod(uid)
    announceBinding(of: pod, to: nodes[index].name)
    alarms.set(.startPod(uid), at: now + (pod.isHostNetwork ? 1 : 2))
  }

  /// Why the pod does not fit on the node, in the words of the first plugin that refuses; empty if it fits.
  ///
  /// The resource plugin names every resource that is short; the others name one thing.
  private func obstacles(for pod: SimulatedPod, onNode node: SimulatedNode) -> [String] {
    let isDaemon = pod.requiredNode != nil
    if !node.isSchedulable, !isDaemon { return ["node(s) were unschedulable"] }
    if !node.isReady, !isDaemon { return [notReadyWords] }
    if let required = pod.requiredNode, required != node.name { return [affinityWords] }
    var short: [String] = []
    if node.load.slots + 1 > node.slots { short.append("Too many pods") }
    if node.load.cpuMillicores + pod.requests.cpuMillicores > node.allocatable.cpuMillicores ?? 0 {
      short.append("Insufficient cpu")
    }
    if node.load.memoryBytes + pod.requests.memoryBytes > node.allocatable.memoryBytes ?? 0 {
      short.append("Insufficient memory")
    }
    return short
  }

  private var notReadyWords: String {
    settings.wording == .plain
      ? "node(s) had taint {node.kubernetes.io/not-ready: }, that the pod didn't tolerate"
      : "node(s) had untolerated taint {node.kubernetes.io/not-ready: }"
  }

  private var affinityWords: String {
    settings.wording == .plain
      ? "node(s) didn't match Pod's node affinity" : "node(s) didn't match Pod's node affinity/selector"
  }

  /// The scheduler's summary: counts and reasons, sorted as text.
  func schedulingFailureMessage(for pod: SimulatedPod) -> String {
    guard !nodes.isEmpty else { return "no nodes available to schedule pods" }
    let obstacles = nodes.map { self.obstacles(for: pod, onNode: $0) }
    let summary = "0/\(nodes.count) nodes are available: " + Self.counted(obstacles.flatMap(\.self)) + "."
    guard settings.wording == .withPreemption else { return summary }
    let resources: Set = ["Too many pods", "Insufficient cpu", "Insufficient memory"]
    let preemption = obstacles.map { reasons in
      resources.isDisjoint(with: reasons)
        ? "Preemption is not helpful for scheduling" : "No preemption victims found for incoming pod"
    }
    return summary + " preemption: 0/\(nodes.count) nodes are available: " + Self.counted(preemption) + "."
  }

  private static func counted(_ reasons: [String]) -> String {
    Dictionary(grouping: reasons, by: \.self).map { "\($0.value.count) \($0.key)" }.sorted().joined(separator: ", ")
  }

  private mutating func recordSchedulingFailure(of pod: SimulatedPod) {
    let message = schedulingFailureMessage(for: pod)
    announceSchedulingFailure(of: pod, message: message)
    guard pod.schedulingFailure?.message != message else { return }
    podsByUID[pod.uid]?.schedulingFailure = SchedulingFailure(
      since: pod.schedulingFailure?.since ?? now, apiReason: "Unschedulable", message: message)
    touchPod(pod.uid)
  }
}
