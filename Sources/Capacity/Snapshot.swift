/// What one collection learned about one cluster: each source's answer, complete or unknown.
public struct Snapshot: Sendable {
  /// The nodes.
  public var nodes: Reading<[Node]>
  /// The pods of all namespaces.
  public var pods: Reading<[Pod]>
  /// The events that report a lack of capacity.
  public var events: Reading<[CapacityEvent]>
  /// The VPC CNI's settings; nil inside where no `aws-node` runs (EKS Auto Mode, other CNIs).
  public var cni: Reading<CNISettings?>
  /// What Cilium may assign on each node.
  public var ciliumNodes: Reading<[CiliumNode]>
  /// The instances behind the nodes.
  public var instances: Reading<[Instance]>
  /// The types of these instances.
  public var instanceTypes: Reading<[InstanceType]>
  /// All network interfaces of the cluster's VPCs, other owners' included.
  public var networkInterfaces: Reading<[NetworkInterface]>
  /// All subnets of the cluster's VPCs.
  public var subnets: Reading<[Subnet]>
  /// The VPCs in which the cluster has nodes.
  public var vpcs: Reading<[VPC]>
  /// The CIDR reservations of these subnets.
  public var cidrReservations: Reading<[SubnetCIDRReservation]>

  /// Makes a snapshot; a source left out was not asked.
  public init(
    nodes: Reading<[Node]> = .notAsked, pods: Reading<[Pod]> = .notAsked,
    events: Reading<[CapacityEvent]> = .notAsked, cni: Reading<CNISettings?> = .notAsked,
    ciliumNodes: Reading<[CiliumNode]> = .notAsked,
    instances: Reading<[Instance]> = .notAsked, instanceTypes: Reading<[InstanceType]> = .notAsked,
    networkInterfaces: Reading<[NetworkInterface]> = .notAsked, subnets: Reading<[Subnet]> = .notAsked,
    vpcs: Reading<[VPC]> = .notAsked, cidrReservations: Reading<[SubnetCIDRReservation]> = .notAsked
  ) {
    self.nodes = nodes
    self.pods = pods
    self.events = events
    self.cni = cni
    self.ciliumNodes = ciliumNodes
    self.instances = instances
    self.instanceTypes = instanceTypes
    self.networkInterfaces = networkInterfaces
    self.subnets = subnets
    self.vpcs = vpcs
    self.cidrReservations = cidrReservations
  }

  /// How a source ended.
  public func status(of source: Source) -> SourceStatus { outcome(of: source).status }

  /// Why a source has no values, in words for the user; nil if it has.
  public func error(of source: Source) -> String? { outcome(of: source).error }

  private func outcome(of source: Source) -> (status: SourceStatus, error: String?) {
    switch source {
    case .nodes: (nodes.status, nodes.error)
    case .pods: (pods.status, pods.error)
    case .events: (events.status, events.error)
    case .cni: (cni.status, cni.error)
    case .ciliumNodes: (ciliumNodes.status, ciliumNodes.error)
    case .instances: (instances.status, instances.error)
    case .instanceTypes: (instanceTypes.status, instanceTypes.error)
    case .networkInterfaces: (networkInterfaces.status, networkInterfaces.error)
    case .subnets: (subnets.status, subnets.error)
    case .vpcs: (vpcs.status, vpcs.error)
    case .cidrReservations: (cidrReservations.status, cidrReservations.error)
    }
  }
}

/// What identifies a cluster over time.
public struct ClusterIdentity: Hashable, Sendable {
  /// The name that reports show.
  public var name: String
  /// UID of the namespace `kube-system`; nil where it may not be read.
  public var uid: UID?
  /// `gitVersion` of `GET /version`; empty if unknown.
  public var kubernetesVersion: String
  /// The region EC2 is asked in; empty if EC2 is not asked.
  public var region: String

  /// Makes an identity.
  public init(name: String, uid: UID? = nil, kubernetesVersion: String = "", region: String = "") {
    self.name = name
    self.uid = uid
    self.kubernetesVersion = kubernetesVersion
    self.region = region
  }
}
