/// What kind of thing holds addresses of a subnet. The raw values are those of the column `owner_kind`.
public enum AddressOwnerKind: String, CaseIterable, Sendable {
  /// Pods of a cluster.
  case pod
  /// Primary addresses of the interfaces on a cluster's nodes.
  case node
  /// Secondary and prefix addresses on these that no pod holds.
  case warm
  /// Branch interfaces: pods with security groups of their own.
  case branch
  /// Elastic load balancers.
  case loadBalancer = "load-balancer"
  /// NAT gateways.
  case natGateway = "nat-gateway"
  /// Lambda functions.
  case lambda
  /// RDS, ElastiCache, Redshift, OpenSearch and other databases.
  case database
  /// Interface endpoints of AWS services.
  case endpoint
  /// Unattached interfaces that the VPC CNI, the VPC resource controller or Cilium left behind.
  case leaked
  /// Anything else.
  case other
}

/// Who holds addresses of a subnet.
public struct AddressOwner: Hashable, Sendable {
  /// `subnetId`.
  public var subnetID: String
  /// What kind of thing it is.
  public var kind: AddressOwnerKind
  /// The cluster, or the name of the service or resource.
  public var owner: String

  /// Makes an owner.
  public init(subnetID: String, kind: AddressOwnerKind, owner: String) {
    self.subnetID = subnetID
    self.kind = kind
    self.owner = owner
  }
}

/// How many addresses an owner holds in a subnet at a moment.
public struct OwnerCounters: Hashable, Sendable {
  /// IPv4 addresses, a /28 prefix as 16.
  public var ipsUsed: Int64

  /// Makes a count.
  public init(ipsUsed: Int64) {
    self.ipsUsed = ipsUsed
  }
}

extension OwnerCounters: TrendCounters {
  /// The addresses, without a total: there is no limit for a single owner.
  public var load: Load { Load(used: ipsUsed, of: 0) }
}

/// Who holds the IPv4 addresses of a cluster's VPCs, as far as this cluster's collection shows it.
///
/// A subnet may be shared. The tags and descriptions that the VPC CNI sets show what another cluster's nodes hold. Which of
/// these addresses pods hold is known to that cluster's own collection only: they count as `other`.
/// Source of the tags: https://github.com/aws/amazon-vpc-cni-k8s#eni-tags-related-to-allocation.
package struct AddressOwners {
  /// Addresses by owner.
  private var counts: [AddressOwner: Int64] = [:]
  private let index: StateIndex
  private let servingBeyondNodes: PodServing
  /// The cluster's nodes, by instance id.
  private let nodes: [String: String]
  /// Lazy, because most VPCs have no interface of another cluster, and then nothing asks for the names.
  private lazy var names = TaggedClusterNames(of: index)
  /// Addresses that pods on the cluster's Fargate nodes hold.
  private let fargateAddresses: Set<IPv4Address>
  /// Addresses that the cluster's pods hold, on whatever node.
  private lazy var podAddresses = (index.pods ?? [:]).values.reduce(into: Set()) { $0.formUnion($1.addresses) }

  /// How many IPv4 addresses each owner holds in each subnet, a /28 prefix as 16; nil if network interfaces, nodes or
  /// pods are unknown.
  package static func counts(in index: StateIndex) -> [AddressOwner: Int64]? {
    let snapshot = index.state.snapshot
    guard let interfaces = snapshot.networkInterfaces.value, let nodes = snapshot.nodes.value, index.pods != nil else {
      return nil
    }
    var owners = AddressOwners(index, nodes: nodes)
    for interface in interfaces where interface.ipv4AssignedCount > 0 { owners.add(interface) }
    for node in nodes { owners.add(node) }
    return owners.counts
  }

  private init(_ index: StateIndex, nodes: [Node]) {
    self.index = index
    let runsAnotherCNI = if case .known(nil) = index.state.snapshot.cni { true } else { false }
    servingBeyondNodes = PodServing(
      mode: runsAnotherCNI ? .none : .unknown, settings: index.cni, excludedSubnets: index.excludedSubnets,
      at: index.state.observedAt)
    self.nodes = Dictionary(
      nodes.compactMap { node in node.instanceID.map { ($0, node.name) } }, uniquingKeysWith: { first, _ in first })
    fargateAddresses = nodes.lazy.filter { $0.compute == .fargate }
      .reduce(into: []) { $0.formUnion(index.pods?[$1.name]?.addresses ?? []) }
  }

  private mutating func add(_ interface: NetworkInterface) {
    if interface.interfaceType == "branch", interface.kind(at: index.state.observedAt) != .leaked {
      add(interface, as: .branch, of: ownerOfBranch(interface))
    } else if let instance = interface.attachment?.instanceID {
      add(interface, on: instance)
    } else {
      addUnattached(interface)
    }
  }

  /// Divides the addresses of an instance's interface among the node, its pods and the warm ones.
  private mutating func add(_ interface: NetworkInterface, on instance: String) {
    // The interfaces of nodes are divided together: which addresses pods hold may show on all of them only.
    guard nodes[instance] == nil else { return }
    let onInstance = [interface] + (index.interfaces(ofInstance: instance) ?? [])
    let cluster = onInstance.lazy.compactMap(\.clusterName).first
    if let cluster, names.contains(cluster) {
      // An instance that has not joined the cluster yet, or has left it: it runs no pods.
      add(interface, podAddresses: [])
    } else if cluster != nil || onInstance.contains(where: { $0.hasCNISigns || $0.interfaceType == "trunk" }) {
      let primary = min(1, interface.ipv4Addresses.count)
      add(primary, in: interface.subnetID, as: .node, of: cluster ?? instance)
      add(interface.ipv4AssignedCount - primary, in: interface.subnetID, as: .other, of: cluster ?? instance)
    } else {
      add(interface, as: .other, of: instance)
    }
  }

  /// Divides the addresses of a node's interfaces.
  private mutating func add(_ node: Node) {
    guard let instance = node.instanceID, nodes[instance] == node.name, let use = NodeAddressUse(of: node, in: index)
    else { return }
    for (interface, use) in zip(use.interfaces, use.uses(alikeBy: \.subnetID)) { add(use, of: interface) }
  }

  /// Divides the addresses of an interface that is on none of the nodes, or not attached yet.
  private mutating func add(_ interface: NetworkInterface, podAddresses: Set<IPv4Address>) {
    var use = AddressUse(of: interface, podAddresses: podAddresses)
    use.consider(servesPods: servingBeyondNodes.servesPods(interface))
    add(use, of: interface)
  }

  private mutating func add(_ use: AddressUse, of interface: NetworkInterface) {
    add(use.heldByPods, in: interface.subnetID, as: .pod, of: index.cluster)
    add(use.warm, in: interface.subnetID, as: .warm, of: index.cluster)
    add(use.undetermined, in: interface.subnetID, as: .other, of: index.cluster)
    add(
      use.assigned - use.heldByPods - use.warm - use.undetermined, in: interface.subnetID, as: .node, of: index.cluster)
  }

  /// Counts an interface that is free, or whose attachment belongs to AWS.
  private mutating func addUnattached(_ interface: NetworkInterface) {
    let kind = interface.kind(at: index.state.observedAt)
    if kind == .leaked {
      add(interface, as: .leaked, of: interface.id)
    } else if interface.ipv4Addresses.contains(where: fargateAddresses.contains) {
      add(interface, as: .pod, of: index.cluster)
    } else if kind == .secondary {
      // The CNI is about to attach it.
      let instance = interface.instanceNamedByCNI ?? interface.id
      if let node = nodes[instance] {
        add(interface, podAddresses: index.pods?[node]?.addresses ?? [])
      } else {
        add(interface, on: instance)
      }
    } else if kind == .trunk, let cluster = interface.clusterName {
      add(interface, as: .node, of: names.canonical(cluster))
    } else if let service = ServiceInterface(interface) {
      add(interface, as: service.kind, of: service.owner)
    } else {
      add(interface, as: .other, of: interface.id)
    }
  }

  /// The cluster of a branch interface: by its tags, by its trunk or by the pod that holds its address; the id of the
  /// interface where none of them is known.
  private mutating func ownerOfBranch(_ interface: NetworkInterface) -> String {
    if let cluster = interface.clusterName { return names.canonical(cluster) }
    let isOnOwnTrunk = interface.tag("vpcresources.k8s.aws/trunk-eni-id").map(names.ownInterfaces.contains) ?? false
    let isOwn = isOnOwnTrunk || interface.ipv4Addresses.contains { podAddresses.contains($0) }
    return isOwn ? index.cluster : interface.id
  }

  private mutating func add(_ interface: NetworkInterface, as kind: AddressOwnerKind, of owner: String) {
    add(interface.ipv4AssignedCount, in: interface.subnetID, as: kind, of: owner)
  }

  private mutating func add(_ addresses: Int, in subnet: String, as kind: AddressOwnerKind, of owner: String) {
    guard addresses > 0 else { return }
    counts[AddressOwner(subnetID: subnet, kind: kind, owner: owner), default: 0] += Int64(addresses)
  }
}

/// The names of a cluster in the tags of its interfaces: reports may show another one.
private struct TaggedClusterNames {
  /// The name that reports show.
  private let shown: String
  private let tagged: Set<String>
  /// The ids of the interfaces on the cluster's nodes.
  let ownInterfaces: Set<String>

  init(of index: StateIndex) {
    let interfaces = (index.state.snapshot.nodes.value ?? []).flatMap { index.interfaces(of: $0) ?? [] }
    let configured = index.cni?.clusterName
    shown = index.cluster
    tagged = Set(interfaces.compactMap(\.clusterName) + [index.cluster] + (configured.map { [$0] } ?? []))
    ownInterfaces = Set(interfaces.map(\.id))
  }

  func contains(_ name: String) -> Bool { tagged.contains(name) }

  /// The name that reports show if `name` is one of the cluster's own; else `name`.
  func canonical(_ name: String) -> String { contains(name) ? shown : name }
}

extension NetworkInterface {
  /// The instance that the VPC CNI made the interface for.
  fileprivate var instanceNamedByCNI: String? {
    let prefix = "aws-K8S-"
    let described = description.hasPrefix(prefix) ? String(description.dropFirst(prefix.count)) : nil
    return tag("node.k8s.amazonaws.com/instance_id") ?? described
  }
}
