/// A recorded state with its values joined: pods by node, interfaces by instance, types and subnets by name.
///
/// Nodes and pods are read at different moments of one collection, so a value may refer to one that is missing: that one
/// is unknown. A source without values leaves its part nil, which is not the same as empty.
package struct StateIndex {
  package let state: RecordedState
  /// By node name; a node without an entry has no pods.
  package let pods: [String: NodePods]?
  /// Positions in the snapshot by instance id.
  private let instances: [String: Int32]?
  package let instanceTypes: [String: InstanceType]?
  /// Positions in the snapshot by instance id; without branch interfaces, which are on a trunk and use up no ENI of the
  /// instance. Copies of them would double what a large cluster takes.
  private let interfaces: [String: [Int32]]?
  package let subnets: [String: Subnet]?
  /// The subnets whose tags keep pods away.
  package let excludedSubnets: ExcludedSubnets
  /// The accounts that launched the cluster's instances; empty if they are unknown.
  let accounts: Set<String>
  /// By node name; none where the VPC CNI serves the pods.
  let ciliumNodes: [String: CiliumNode]
  /// Whether any node with Cilium holds prefixes on an interface that carries pods.
  private(set) var ciliumUsesPrefixes = false
  /// The subnets of the interfaces that Cilium made.
  let ciliumInterfaceSubnets: Set<String>

  package init(_ state: RecordedState) {
    let snapshot = state.snapshot
    self.state = state
    pods = snapshot.pods.value.map(NodePods.byNode)
    instances = snapshot.instances.value.map { instances in
      Dictionary(instances.indices.map { (instances[$0].id, Int32($0)) }) { first, _ in first }
    }
    instanceTypes = snapshot.instanceTypes.value.map { Self.keyed($0, by: \.name) }
    interfaces = snapshot.networkInterfaces.value.map(Self.byInstance)
    subnets = snapshot.subnets.value.map { Self.keyed($0, by: \.id) }
    excludedSubnets = ExcludedSubnets(settings: snapshot.cni, subnets: subnets)
    accounts = Set(snapshot.instances.value?.compactMap(\.ownerID) ?? [])
    let hasVPCCNI = (snapshot.cni.value ?? nil) != nil
    ciliumNodes = hasVPCCNI ? [:] : Self.keyed(snapshot.ciliumNodes.value ?? [], by: \.name)
    let enis = snapshot.networkInterfaces.value ?? []
    ciliumInterfaceSubnets = ciliumNodes.isEmpty ? [] : Set(enis.lazy.filter(\.isMadeByCilium).map(\.subnetID))
    ciliumUsesPrefixes = !ciliumNodes.isEmpty && (snapshot.nodes.value ?? []).contains(where: ciliumHoldsPrefixes)
  }

  package var cluster: String { state.cluster.identity.name }

  /// The settings of the VPC CNI; nil where they are unknown and where the cluster runs another CNI.
  package var cni: CNISettings? { state.snapshot.cni.value ?? nil }

  /// What the pods of a node take; nil if the pods are unknown.
  package func pods(on node: Node) -> NodePods? {
    pods.map { $0[node.name] ?? NodePods() }
  }

  package func instance(of node: Node) -> Instance? {
    guard let id = node.instanceID, let position = instances?[id] else { return nil }
    return state.snapshot.instances.value?[Int(position)]
  }

  /// The name of the node's instance type, by its label or by EC2.
  package func instanceTypeName(of node: Node) -> String? {
    node.instanceType ?? instance(of: node)?.instanceType
  }

  package func instanceType(of node: Node) -> InstanceType? {
    instanceTypeName(of: node).flatMap { instanceTypes?[$0] }
  }

  /// The interfaces attached to the node's instance, the primary one first; nil if they are unknown.
  ///
  /// An instance has at least its primary interface. One without any was listed at another moment or is in another VPC, so
  /// its interfaces are unknown.
  package func interfaces(of node: Node) -> [NetworkInterface]? { node.instanceID.flatMap(interfaces(ofInstance:)) }

  /// The interfaces attached to an instance, the primary one first; nil if they are unknown.
  func interfaces(ofInstance id: String) -> [NetworkInterface]? {
    guard let all = state.snapshot.networkInterfaces.value else { return nil }
    return interfaces?[id]?.map { all[Int($0)] }
  }

  /// How a node's pods get their addresses.
  package func cniMode(of node: Node) -> CNIMode { NodeNetwork(of: node, in: self).mode }

  private static func keyed<Value>(_ values: [Value], by key: (Value) -> String) -> [String: Value] {
    Dictionary(values.map { (key($0), $0) }) { first, _ in first }
  }

  private static func byInstance(_ interfaces: [NetworkInterface]) -> [String: [Int32]] {
    var groups: [String: [Int32]] = [:]
    for index in interfaces.indices where interfaces[index].interfaceType != "branch" {
      if let instance = interfaces[index].attachment?.instanceID { groups[instance, default: []].append(Int32(index)) }
    }
    // The view of the keys would share the groups, so that sorting them would copy them.
    for instance in Array(groups.keys) {
      groups[instance]?.sort { interfaces[Int($0)].comesBefore(interfaces[Int($1)]) }
    }
    return groups
  }
}

/// What the pods of one node take.
package struct NodePods {
  /// Pods that take a slot: bound and not finished, those on the host network too.
  package var slots = 0
  /// IPv4 addresses that pods hold.
  package var addresses: Set<IPv4Address> = []
  /// Pods that are bound and will need an address, or have just got one that the API does not show yet.
  package var awaitingAddress = 0
  /// The shown addresses of the pods that hold one on every network card.
  package var multiHomedAddresses: [IPv4Address] = []

  package static func byNode(_ pods: [Pod]) -> [String: NodePods] {
    var nodes: [String: NodePods] = [:]
    // By index: a copy of each pod would count references to all of its texts.
    for index in pods.indices where pods[index].takesSlot {
      if let node = pods[index].node { nodes[node, default: NodePods()].add(pods[index]) }
    }
    return nodes
  }

  private mutating func add(_ pod: Pod) {
    slots += 1
    if pod.holdsAddress {
      if let address = pod.ip?.ipv4 {
        addresses.insert(address)
        if pod.isMultiHomed { multiHomedAddresses.append(address) }
      }
      if let address = pod.secondIP?.ipv4 { addresses.insert(address) }
    } else if !pod.isHostNetwork {
      awaitingAddress += 1
    }
  }
}

extension NetworkInterface {
  /// Network card and device index of the attachment; after all others without one.
  package var place: (card: Int, device: Int) {
    (attachment?.networkCardIndex ?? .max, attachment?.deviceIndex ?? .max)
  }

  /// Whether it comes before another one of the same instance.
  fileprivate func comesBefore(_ other: NetworkInterface) -> Bool {
    (place.card, place.device, id) < (other.place.card, other.place.device, other.id)
  }

  /// Whether it is the interface the instance was launched with.
  package var isPrimary: Bool { attachment?.deviceIndex == 0 && attachment?.networkCardIndex == 0 }
}
