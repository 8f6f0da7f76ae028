public import Capacity

/// What a collection asks of the Kubernetes API. `KubernetesClient` answers over HTTP.
public protocol KubernetesSources: Sendable {
  /// `gitVersion` of the API server.
  func serverVersion() async throws(SourceFailure) -> String
  /// UID of the namespace `kube-system`.
  func clusterUID() async throws(SourceFailure) -> UID
  /// All nodes.
  func nodes() async throws(SourceFailure) -> [Node]
  /// The pods of all namespaces.
  func pods() async throws(SourceFailure) -> [Pod]
  /// The events that tell of missing capacity.
  func events() async throws(SourceFailure) -> [CapacityEvent]
  /// The settings of the VPC CNI; nil where the cluster has none.
  func cniSettings() async throws(SourceFailure) -> CNISettings?
}

/// What a collection asks of EC2. `EC2Client` answers over HTTP.
public protocol EC2Sources: Sendable {
  /// The region that is asked.
  var region: String { get }
  /// The instances of these ids; those that are gone are left out.
  func instances(ids: [String]) async throws(SourceFailure) -> [Instance]
  /// The types of these names; those EC2 does not know are left out.
  func instanceTypes(names: [String]) async throws(SourceFailure) -> [InstanceType]
  /// All network interfaces of these VPCs.
  func networkInterfaces(vpcIDs: [String]) async throws(SourceFailure) -> [NetworkInterface]
  /// All subnets of these VPCs.
  func subnets(vpcIDs: [String]) async throws(SourceFailure) -> [Subnet]
  /// These VPCs.
  func vpcs(ids: [String]) async throws(SourceFailure) -> [VPC]
  /// The IPv4 CIDR reservations of these subnets.
  func cidrReservations(subnetIDs: [String]) async throws(SourceFailure) -> [SubnetCIDRReservation]
}

/// Why a source did not answer in full.
public struct SourceFailure: Error, Equatable, Sendable {
  /// The server answered that these credentials may not read it.
  public var isDenied: Bool
  /// What failed and what to do about it, for the user.
  public var message: String

  /// Makes a failure.
  public init(isDenied: Bool = false, message: String) {
    self.isDenied = isDenied
    self.message = message
  }
}

extension SourceFailure: CustomStringConvertible {
  /// The message.
  public var description: String { message }
}
