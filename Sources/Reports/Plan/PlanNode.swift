import Capacity

/// A node of a plan: what it has free for pods.
struct PlanNode {
  let node: Node
  let instanceType: String?
  let zone: String?
  /// The subnet of its primary interface.
  let subnet: String?
  /// Why no pod of the plan may go there; nil for a node that takes pods.
  let exclusion: PendingReason?
  /// Free slots; nil if the node does not show how many it offers.
  var slots: Int?
  /// CPU that no pod has requested, in thousandths of a core; nil if the node does not show how much it offers.
  var cpuMillicores: Int64?
  /// Memory that no pod has requested, in bytes; nil if the node does not show how much it offers.
  var memoryBytes: Int64?
  /// Its addresses; nil where they are unknown or not the limit.
  var supply: AddressSupply?
  /// Whether addresses might be the limit and are unknown.
  let hasUnknownAddresses: Bool
  /// The requests by which the scheduler compares nodes.
  private var weight = PodRequests()

  init(_ node: Node, pods: [Pod], in index: StateIndex) {
    self.node = node
    instanceType = index.instanceTypeName(of: node)
    zone = node.zone ?? index.instance(of: node)?.zone
    subnet = index.interfaces(of: node)?.first?.subnetID ?? index.instance(of: node)?.subnetID
    exclusion = Self.exclusion(of: node)
    slots = node.allocatable.pods.map { Int(clamping: $0) }
    cpuMillicores = node.allocatable.cpuMillicores
    memoryBytes = node.allocatable.memoryBytes
    let pool = AddressPool(of: node, in: index)
    let held = (index.pods(on: node)?.addresses ?? []).union(index.ciliumNode(of: node)?.ownAddresses ?? [])
    supply = pool.map { AddressSupply(of: $0, podAddresses: held) }
    let mode = index.cniMode(of: node)
    hasUnknownAddresses = supply == nil && mode != .ipv6 && mode != .fargate
    for pod in pods { reserve(PodShape(pod)) }
  }

  /// The reason of a node that takes no pods: not ready, cordoned, with a taint that a pod would have to tolerate, or made
  /// for one pod. To the scheduler, cordons and failed conditions are taints too.
  private static func exclusion(of node: Node) -> PendingReason? {
    let isTainted = node.taints.contains { $0.effect == "NoSchedule" || $0.effect == "NoExecute" }
    let takesPods = node.isReady && node.isSchedulable && !isTainted && node.compute != .fargate
    return takesPods ? nil : .taint
  }

  /// The node as it would be after a new launch, with these pods and these addresses.
  func launched(with pods: [Pod], slots: Int?, supply: AddressSupply?) -> PlanNode {
    var launched = self
    launched.slots = slots
    launched.cpuMillicores = node.allocatable.cpuMillicores
    launched.memoryBytes = node.allocatable.memoryBytes
    launched.supply = supply
    launched.weight = PodRequests()
    for pod in pods { launched.reserve(PodShape(pod)) }
    return launched
  }

  /// Takes slot, CPU and memory for a pod, even if there is not enough.
  mutating func reserve(_ pod: PodShape) {
    slots = slots.map { $0 - 1 }
    cpuMillicores = cpuMillicores.map { $0 - pod.requests.cpuMillicores }
    memoryBytes = memoryBytes.map { $0 - pod.requests.memoryBytes }
    weight.cpuMillicores += pod.weight.cpuMillicores
    weight.memoryBytes += pod.weight.memoryBytes
  }

  /// Takes a pod if the node has everything that it needs.
  mutating func take(_ pod: PodShape, from freeAddresses: inout [String: FreeAddresses]?) -> Bool {
    guard exclusion == nil, scheduled(pod).isEmpty else { return false }
    if !pod.isHostNetwork, supply?.take(from: &freeAddresses) != nil { return false }
    reserve(pod)
    return true
  }

  /// What the node lacks for a pod, in the order of the reasons.
  func lacks(_ pod: PodShape, freeAddresses: [String: FreeAddresses]?) -> [PendingReason] {
    if let exclusion { return [exclusion] }
    var lacking = scheduled(pod)
    var supply = supply
    var freeAddresses = freeAddresses
    if !pod.isHostNetwork, supply?.take(from: &freeAddresses) != nil { lacking.append(.ipAddresses) }
    return PendingReason.allCases.filter(lacking.contains)
  }

  /// What the node lacks for the scheduler, which does not count addresses.
  private func scheduled(_ pod: PodShape) -> [PendingReason] {
    var lacking: [PendingReason] = []
    if slots.map({ $0 < 1 }) ?? false { lacking.append(.podSlots) }
    if pod.requests.cpuMillicores > 0, cpuMillicores.map({ $0 < pod.requests.cpuMillicores }) ?? false {
      lacking.append(.cpu)
    }
    if pod.requests.memoryBytes > 0, memoryBytes.map({ $0 < pod.requests.memoryBytes }) ?? false {
      lacking.append(.memory)
    }
    return lacking
  }

  /// How many such pods its slots, CPU and memory would take.
  func capacity(for pod: PodShape) -> Int {
    var least = slots ?? .max
    if let cpuMillicores, pod.requests.cpuMillicores > 0 {
      least = min(least, Int(clamping: cpuMillicores / pod.requests.cpuMillicores))
    }
    if let memoryBytes, pod.requests.memoryBytes > 0 {
      least = min(least, Int(clamping: memoryBytes / pod.requests.memoryBytes))
    }
    return max(0, least)
  }

  /// How many more pods with an address of their own its slots and its addresses would take; nil if that is unknown.
  func effectiveFree(freeAddresses: [String: FreeAddresses]?) -> Int? {
    guard let slots, slots > 0 else { return slots.map { _ in 0 } }
    guard !hasUnknownAddresses, var supply else { return hasUnknownAddresses ? nil : slots }
    var freeAddresses = freeAddresses
    var free = 0
    while free < slots, supply.take(from: &freeAddresses) == nil { free += 1 }
    return free
  }

  /// The free share of the node, the mean of CPU and memory, as the scheduler scores it.
  ///
  /// Source: https://kubernetes.io/docs/reference/scheduling/config/#scheduling-plugins (NodeResourcesFit,
  /// LeastAllocated).
  var freeShare: Double {
    let shares = [
      Self.share(weight.cpuMillicores, of: node.allocatable.cpuMillicores),
      Self.share(weight.memoryBytes, of: node.allocatable.memoryBytes),
    ].compactMap(\.self)
    return shares.isEmpty ? 0 : shares.reduce(0, +) / Double(shares.count)
  }

  private static func share(_ used: Int64, of total: Int64?) -> Double? {
    total.flatMap { $0 > 0 ? max(0, 1 - Double(used) / Double($0)) : nil }
  }
}

/// What a pod takes from a node.
struct PodShape: Hashable {
  var requests: PodRequests
  var isHostNetwork = false

  /// What the scheduler counts when it compares nodes: a pod that requests nothing counts as a small one.
  ///
  /// Source: `DefaultMilliCPURequest` and `DefaultMemoryRequest` in pkg/scheduler/util/pod_resources.go of Kubernetes.
  var weight: PodRequests {
    PodRequests(
      cpuMillicores: requests.cpuMillicores == 0 ? 100 : requests.cpuMillicores,
      memoryBytes: requests.memoryBytes == 0 ? 200 << 20 : requests.memoryBytes)
  }
}

extension PodShape {
  init(_ pod: Pod) {
    self.init(requests: pod.requests, isHostNetwork: pod.isHostNetwork)
  }
}
