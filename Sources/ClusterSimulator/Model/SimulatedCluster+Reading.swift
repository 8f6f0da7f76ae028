public import Capacity

extension SimulatedCluster {
  /// All pods, by namespace and name.
  public var pods: [SimulatedPod] {
    // A key is put together anew each time it is asked for, so sorting asks once per pod.
    podsByUID.values.map { (key: $0.key, pod: $0) }.sorted { $0.key < $1.key }.map(\.pod)
  }

  /// All events that the API server still has, by namespace and name. It forgets them an hour after the last write.
  public var events: [SimulatedEvent] {
    eventsByUID.values.filter(isKept).sorted { ($0.key, $0.uid) < ($1.key, $1.uid) }
  }

  /// Whether the API server still has an event; `expireEvents` removes it from memory some minutes later.
  func isKept(_ event: SimulatedEvent) -> Bool { now - event.writtenAt < Self.eventLifetime }

  /// All network interfaces of the VPC, by id.
  public var interfaces: [SimulatedInterface] { interfacesByID.values.sorted { $0.id < $1.id } }

  /// The latest `resourceVersion`.
  public var resourceVersion: Int64 { revision }

  /// The node of this name.
  public func node(named name: String) -> SimulatedNode? { nodes.first { $0.name == name } }

  /// The pod of this UID.
  public func pod(_ uid: UID) -> SimulatedPod? { podsByUID[uid] }

  /// The interface of this id.
  public func interface(_ id: String) -> SimulatedInterface? { interfacesByID[id] }

  /// The subnet of this id.
  public func subnet(_ id: String) -> SimulatedSubnet? { subnets.first { $0.id == id } }

  /// The workload of this key (`namespace/name`).
  public func workload(_ key: String) -> SimulatedWorkload? { workloadsByKey[key] }

  /// Counts everything anew from pods, interfaces and subnets, without the counters that the simulator keeps along.
  public func census() -> ClusterCensus { ClusterCensus(of: self) }
}

/// What a cluster holds at a moment, counted pod by pod and address by address: a second opinion on reports and on the
/// simulator itself.
public struct ClusterCensus: Hashable, Sendable {
  /// What one node holds.
  public struct NodeCount: Hashable, Sendable {
    /// The node's zone.
    public var zone = ""
    /// The node's group.
    public var group = ""
    /// The node's instance type.
    public var instanceType = ""
    /// `status.allocatable.pods`.
    public var slots: Int64 = 0
    /// Non-terminal pods bound to the node.
    public var slotsUsed: Int64 = 0
    /// Pods with an address of their own that they hold.
    public var podAddresses = 0
    /// ENIs attached.
    public var interfaces = 0
    /// Addresses on them, primaries included, a prefix as 16.
    public var addressesAssigned = 0
    /// Assigned addresses that are neither primary nor in use by a pod.
    public var addressesWarm = 0
  }

  /// What one subnet holds.
  public struct SubnetCount: Hashable, Sendable {
    /// Addresses that can be assigned at all.
    public var total = 0
    /// Addresses assigned to interfaces, a prefix as 16.
    public var used = 0
    /// Addresses held by pods of the cluster.
    public var usedByPods = 0
    /// Primary addresses of the nodes' interfaces.
    public var usedByNodes = 0
    /// Addresses on the nodes' interfaces that no pod uses.
    public var warm = 0
    /// Addresses on interfaces of anything else.
    public var usedByOthers = 0
    /// Addresses left.
    public var available: Int { total - used }
  }

  /// The nodes by name.
  public var nodes: [String: NodeCount] = [:]
  /// The subnets by id.
  public var subnets: [String: SubnetCount] = [:]

  init(of cluster: SimulatedCluster) {
    for node in cluster.nodes {
      nodes[node.name] = NodeCount(
        zone: node.zone, group: node.group, instanceType: node.instanceType.name, slots: node.slots)
    }
    for subnet in cluster.subnets {
      subnets[subnet.id] = SubnetCount(total: max(0, subnet.cidr.addressCount - Subnet.reservedAddressCount))
    }
    let holders = countPods(of: cluster)
    let nodeNames = Dictionary(
      cluster.nodes.map { ($0.instanceID, $0.name) }, uniquingKeysWith: { first, _ in first })
    for interface in cluster.interfacesByID.values {
      let node = interface.value.attachment?.instanceID.flatMap { nodeNames[$0] }
      count(interface, node: node, holders: holders)
    }
  }

  /// Counts the pods and returns the addresses that they hold.
  private mutating func countPods(of cluster: SimulatedCluster) -> Set<IPv4Address> {
    var holders: Set<IPv4Address> = []
    for pod in cluster.podsByUID.values {
      guard pod.takesSlot, let node = pod.node else { continue }
      nodes[node]?.slotsUsed += 1
      guard let ip = pod.ip, !pod.isHostNetwork else { continue }
      nodes[node]?.podAddresses += 1
      holders.insert(ip)
    }
    return holders
  }

  private mutating func count(_ interface: SimulatedInterface, node: String?, holders: Set<IPv4Address>) {
    let subnet = interface.value.subnetID
    let assigned = interface.value.ipv4AssignedCount
    subnets[subnet]?.used += assigned
    guard let node else {
      subnets[subnet]?.usedByOthers += assigned
      return
    }
    let held = interface.podAddresses.count { holders.contains($0) }
    nodes[node]?.interfaces += 1
    nodes[node]?.addressesAssigned += assigned
    nodes[node]?.addressesWarm += assigned - 1 - held
    subnets[subnet]?.usedByNodes += 1
    subnets[subnet]?.usedByPods += held
    subnets[subnet]?.warm += assigned - 1 - held
  }
}
