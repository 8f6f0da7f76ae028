import Capacity

/// A cluster and the pods that a plan places in it, as it is or with a change.
struct PlanScenario {
  var cluster: PlanCluster
  /// Pods that are bound and hold no address yet. They get theirs before any other pod.
  var awaiting: [Awaiting] = []
  /// Waiting pods of other workloads, which are placed before those of the plan.
  var competing: [Competing]
  /// The pod of the plan.
  var pod: PodShape
  /// How many there are to be.
  let replicas: Int
  /// Those that have a node already, by its index.
  let bound: [Int: Int]
  /// How many pods wait for something that a plan does not consider, by reason.
  let leftOut: [PendingReason: Int]

  /// A bound pod without an address.
  struct Awaiting {
    var node: Int
    var isOfWorkload: Bool
  }

  /// Waiting pods with the same requests.
  struct Competing {
    var pod: PodShape
    var count: Int
  }

  /// - Throws: `PlanError` where the question does not fit the cluster.
  init(_ question: PlanQuestion, in index: StateIndex) throws(PlanError) {
    let all = index.state.snapshot.pods.value ?? []
    let own: [Pod]
    switch question {
    case .workload(let name, _):
      own = try name.pods(among: all)
      pod =
        own.max { ($0.createdAt ?? .init(seconds: 0), $1.name) < ($1.createdAt ?? .init(seconds: 0), $0.name) }
        .map(PodShape.init) ?? PodShape(requests: PodRequests())
    case .pods(_, let requests, let isHostNetwork):
      own = []
      pod = PodShape(requests: requests, isHostNetwork: isHostNetwork)
    }
    replicas = question.replicas
    cluster = PlanCluster(index)
    let uids = Set(own.map(\.uid))
    let indices = Dictionary(cluster.nodes.enumerated().map { ($1.node.name, $0) }) { first, _ in first }
    for pod in all where pod.takesSlot && !pod.isHostNetwork && !pod.holdsAddress {
      guard let node = pod.node.flatMap({ indices[$0] }) else { continue }
      awaiting.append(Awaiting(node: node, isOfWorkload: uids.contains(pod.uid) && !pod.isTerminating))
    }
    bound = own.filter { $0.takesSlot && !$0.isTerminating }.reduce(into: [:]) { counts, pod in
      // Nodes and pods are read one after the other: the node of a pod may have gone in between.
      if let node = pod.node.flatMap({ indices[$0] }) { counts[node, default: 0] += 1 }
    }
    let waiting = all.filter { $0.node == nil && !$0.phase.isFinished && !uids.contains($0.uid) }
    competing = Self.competing(waiting.filter(\.waitsForCapacity))
    leftOut = waiting.filter { !$0.waitsForCapacity }.reduce(into: [:]) { $0[$1.pendingReason, default: 0] += 1 }
  }

  private static func competing(_ pods: [Pod]) -> [Competing] {
    var groups: [PodShape: Int] = [:]
    var order: [PodShape] = []
    for pod in pods.sorted(by: { ($0.createdAt ?? .init(seconds: 0)) < ($1.createdAt ?? .init(seconds: 0)) }) {
      let shape = PodShape(pod)
      if groups[shape] == nil { order.append(shape) }
      groups[shape, default: 0] += 1
    }
    return order.map { Competing(pod: $0, count: groups[$0] ?? 0) }
  }
}

extension Pod {
  /// What a pod without a node waits for; `other` if the scheduler has not said.
  fileprivate var pendingReason: PendingReason {
    schedulingFailure.map { PendingReason(schedulerMessage: $0.message) } ?? .other
  }

  /// Whether the pod, as far as is known, waits for nothing but slots, addresses, CPU or memory.
  fileprivate var waitsForCapacity: Bool {
    guard let schedulingFailure else { return true }
    let resources: [PendingReason] = [.podSlots, .ipAddresses, .cpu, .memory]
    return schedulingFailure.apiReason == "Unschedulable" && resources.contains(pendingReason)
  }
}

extension PlanScenario {
  /// What a reader must know in addition to the rows.
  func notices(about name: String) -> [String] {
    var lines: [String] = []
    let unknown = cluster.nodes.count { $0.hasUnknownAddresses && $0.exclusion == nil }
    if unknown > 0, !pod.isHostNetwork {
      lines.append("\(name): the addresses of \(unknown) nodes are unknown and not considered")
    } else if cluster.freeAddresses == nil, !pod.isHostNetwork, cluster.nodes.contains(where: { $0.supply != nil }) {
      lines.append("\(name): what the subnets have is unknown and not considered")
    }
    if !leftOut.isEmpty {
      let reasons = PendingReason.allCases.filter { leftOut[$0] != nil }.map {
        "\(leftOut[$0] ?? 0) for \($0.rawValue)"
      }
      lines.append(
        "\(name): pods that wait for something other than slots, addresses, CPU or memory are left out: "
          + reasons.joined(separator: ", "))
    }
    let waiting = competing.reduce(0) { $0 + $1.count }
    if waiting > 0, replicas > bound.values.reduce(0, +) {
      lines.append("\(name): pods of other workloads that wait already and are placed first: \(waiting)")
    }
    return lines
  }
}

/// How a plan ends.
struct PlanOutcome {
  /// Pods of the plan that run, those that ran before included.
  var run: Int
  /// Pods of the plan that wait.
  var wait: Int
  /// What they wait for; nil if none does.
  var reason: PendingReason?
  /// The pods of the plan on each node, by its index; nil where the plan scales down, as the workload's controller
  /// chooses which pods go.
  var runByNode: [Int: Int]?
  /// Those of them that were placed by the plan.
  var placedByNode: [Int: Int]
  /// The cluster with these pods.
  var cluster: PlanCluster
}

extension PlanScenario {
  /// Places the pods.
  ///
  /// Pods are spread as the scheduler spreads them. Where that leaves pods without an address they are placed once more so
  /// that they use as few addresses of the subnets as possible. The outcome is then the most pods that could run.
  func outcome() -> PlanOutcome {
    let spread = outcome(order: .spread)
    guard spread.wait > 0, spread.cluster.freeAddresses != nil, !pod.isHostNetwork else { return spread }
    let frugal = outcome(order: .frugal)
    return frugal.run > spread.run ? frugal : spread
  }

  private func outcome(order: PlanCluster.Order) -> PlanOutcome {
    var cluster = cluster
    var running = bound
    for pod in awaiting where cluster.nodes[pod.node].supply?.take(from: &cluster.freeAddresses) != nil {
      if pod.isOfWorkload { running[pod.node, default: 0] -= 1 }
    }
    let kept = running.values.reduce(0, +)
    let missing = replicas - bound.values.reduce(0, +)
    guard missing > 0 else { return withoutPlacing(kept: kept, running: missing == 0 ? running : nil, in: cluster) }
    for group in competing { _ = cluster.place(group.count, of: group.pod, order: order) }
    let placed = cluster.place(missing, of: pod, order: order)
    let run = kept + placed.values.reduce(0, +)
    let isUnplaced = placed.values.reduce(0, +) < missing
    let reason: PendingReason? = isUnplaced ? cluster.reason(for: pod) : run < replicas ? .ipAddresses : nil
    return PlanOutcome(
      run: run, wait: replicas - run, reason: reason, runByNode: running.merging(placed, uniquingKeysWith: +),
      placedByNode: placed, cluster: cluster)
  }

  /// The outcome where there are as many pods as requested, or more. A controller that scales down removes pods that do
  /// not run before those that do.
  private func withoutPlacing(kept: Int, running: [Int: Int]?, in cluster: PlanCluster) -> PlanOutcome {
    let run = min(replicas, kept)
    return PlanOutcome(
      run: run, wait: replicas - run, reason: run < replicas ? .ipAddresses : nil, runByNode: running,
      placedByNode: [:], cluster: cluster)
  }
}
