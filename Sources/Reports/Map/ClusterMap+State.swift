import Capacity

extension ClusterMap {
  /// Makes the map of a recorded state.
  ///
  /// - Parameter spells: the spells in which pods waited then: they know of reasons that the pods do not show.
  init(of state: RecordedState, spells: [PendingSpell]) {
    let index = StateIndex(state)
    let pods = state.snapshot.pods.value
    cluster = index.cluster
    observedAt = state.observedAt
    unknownSources = Self.sources.filter { ![.complete, .notAsked].contains(state.snapshot.status(of: $0)) }
    waiting = pods.map { Self.waiting($0, WaitingReasons(spells, at: state.observedAt)) }
    guard let nodes = state.snapshot.nodes.value else { return }
    let free = index.freeAddresses()
    var shared = SharedCapacity(freeAddresses: free)
    let taken = pods.map(Self.byNode)
    var effectiveFree: Int? = 0
    self.nodes = nodes.map { node in
      let capacity = NodeCapacity(of: node, in: index, freeAddresses: free)
      let more = shared.take(.max, on: capacity)
      effectiveFree = effectiveFree.flatMap { sum in more.map { sum + $0 } }
      return MappedNode(node, capacity, in: index, pods: taken.map { $0[node.name] ?? [] })
    }.sorted { $0.name < $1.name }
    self.effectiveFree = effectiveFree
  }

  private static func byNode(_ pods: [Pod]) -> [String: [MappedPod]] {
    var nodes: [String: [MappedPod]] = [:]
    for pod in pods where pod.takesSlot {
      if let node = pod.node { nodes[node, default: []].append(MappedPod(pod)) }
    }
    return nodes.mapValues { $0.sorted(by: MappedPod.precedes) }
  }

  private static func waiting(_ pods: [Pod], _ reasons: WaitingReasons) -> [WaitingPod] {
    pods.filter { $0.node == nil && !$0.phase.isFinished }.map { WaitingPod($0, reasons) }.sorted {
      ($0.namespace, $0.name) < ($1.namespace, $1.name)
    }
  }
}

extension MappedNode {
  fileprivate init(_ node: Node, _ capacity: NodeCapacity, in index: StateIndex, pods: [MappedPod]?) {
    uid = node.uid
    cluster = index.cluster
    name = node.name
    instanceType = index.instanceTypeName(of: node)
    zone = node.zone ?? index.instance(of: node).flatMap { $0.zone.isEmpty ? nil : $0.zone }
    nodeGroup = node.nodeGroup
    isReady = node.isReady
    isSchedulable = node.isSchedulable
    slots = capacity.slotsAllocatable
    self.pods = pods
    effectiveFree = capacity.effective.free
    bindingLimit = capacity.effective.limit
    interfaces = Self.interfaces(of: node, in: index, arePodsKnown: pods != nil)
  }

  private static func interfaces(of node: Node, in index: StateIndex, arePodsKnown: Bool) -> [MappedInterface]? {
    NodeAddressUse(of: node, in: index).map { use in
      zip(use.interfaces, use.byInterface).map { interface, use in
        MappedInterface(interface, arePodsKnown ? use : nil, at: index.state.observedAt)
      }
    }
  }
}

extension MappedInterface {
  /// - Parameter use: how its addresses are used; nil if the pods are unknown.
  fileprivate init(_ interface: NetworkInterface, _ use: AddressUse?, at moment: Timestamp) {
    id = interface.id
    networkCardIndex = interface.attachment?.networkCardIndex ?? 0
    deviceIndex = interface.attachment?.deviceIndex ?? 0
    kind = interface.kind(at: moment)
    addresses = interface.ipv4Addresses
    prefixes = interface.ipv4Prefixes
    used = use?.knownHeldByPods
    warm = use?.knownWarm
  }
}

extension MappedPod {
  fileprivate init(_ pod: Pod) {
    uid = pod.uid
    namespace = pod.namespace
    name = pod.name
    workload = pod.workload
    use = SlotUse(of: pod)
    address = pod.ip
  }

  fileprivate static func precedes(_ left: MappedPod, _ right: MappedPod) -> Bool {
    (left.use.rawValue, left.namespace, left.name) < (right.use.rawValue, right.namespace, right.name)
  }
}

extension SlotUse {
  /// How a pod that takes a slot uses it.
  fileprivate init(of pod: Pod) {
    if pod.isTerminating {
      self = .finishing
    } else {
      switch pod.phase {
      case .pending: self = .starting
      case .unknown: self = .unknown
      case .running, .succeeded, .failed: self = pod.isHostNetwork ? .hostNetwork : .running
      }
    }
  }
}

extension WaitingPod {
  fileprivate init(_ pod: Pod, _ reasons: WaitingReasons) {
    uid = pod.uid
    namespace = pod.namespace
    name = pod.name
    workload = pod.workload
    (reason, message) = reasons.reason(of: pod)
  }
}

/// What pods without a node wait for: by the scheduler's words of that moment, else by their spells, which also know what
/// events said.
struct WaitingReasons {
  private struct PodName: Hashable {
    let namespace: String
    let name: String
  }

  private let spells: [PodName: PendingSpell]

  init(_ spells: [PendingSpell], at moment: Timestamp) {
    self.spells = Dictionary(
      spells.lazy.filter { $0.lasts(at: moment) }.map { (PodName(namespace: $0.namespace, name: $0.pod), $0) },
      uniquingKeysWith: { _, latest in latest })
  }

  func reason(of pod: Pod) -> (PendingReason?, String) {
    if let message = pod.schedulingFailure?.message, !message.isEmpty {
      return (PendingReason(schedulerMessage: message), message)
    }
    let spell = spells[PodName(namespace: pod.namespace, name: pod.name)]
    return (spell?.reason, spell?.message ?? "")
  }
}
