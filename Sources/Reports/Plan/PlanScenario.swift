import Capacity

/// A cluster with the pods that have to find room in it: what a plan plays through, as it is or with a change.
struct PlanScenario {
  var room: PlanRoom
  /// Pods that are bound and hold no address yet, which they take before any other.
  var awaiting: [Awaiting] = []
  /// Pods of other workloads that wait already and are placed before those of the plan.
  var competing: [Competing]
  /// The pod of the plan.
  var pod: PodShape
  /// How many there are to be.
  let replicas: Int
  /// Those that have a node already, by its index.
  let bound: [Int: Int]
  /// Pods that wait for something a plan knows nothing of, by reason.
  let leftOut: [PendingReason: Int]

  /// A bound pod without an address.
  struct Awaiting {
    var node: Int
    var isOfWorkload: Bool
  }

  /// Pods alike that wait.
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
    room = PlanRoom(index)
    let uids = Set(own.map(\.uid))
    let indices = Dictionary(room.nodes.enumerated().map { ($1.node.name, $0) }) { first, _ in first }
    for pod in all where pod.takesSlot && !pod.isHostNetwork && !pod.holdsAddress {
      guard let node = pod.node.flatMap({ indices[$0] }) else { continue }
      awaiting.append(Awaiting(node: node, isOfWorkload: uids.contains(pod.uid) && !pod.isTerminating))
    }
    bound = own.filter { $0.takesSlot && !$0.isTerminating }.reduce(into: [:]) { counts, pod in
      // Nodes and pods are read one after the other: a pod whose node is not listed has lost it.
      if let node = pod.node.flatMap({ indices[$0] }) { counts[node, default: 0] += 1 }
    }
    let waiting = all.filter { $0.node == nil && !$0.phase.isFinished && !uids.contains($0.uid) }
    competing = Self.competing(waiting.filter(\.waitsForRoom))
    leftOut = waiting.filter { !$0.waitsForRoom }.reduce(into: [:]) { $0[$1.pendingReason, default: 0] += 1 }
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
  /// What a pod without a node waits for; `other` if nobody has said.
  fileprivate var pendingReason: PendingReason {
    schedulingFailure.map { PendingReason(schedulerMessage: $0.message) } ?? .other
  }

  /// Whether room is all that the pod waits for, as far as is known.
  fileprivate var waitsForRoom: Bool {
    guard let schedulingFailure else { return true }
    let resources: [PendingReason] = [.podSlots, .ipAddresses, .cpu, .memory]
    return schedulingFailure.apiReason == "Unschedulable" && resources.contains(pendingReason)
  }
}
