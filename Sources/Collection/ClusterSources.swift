public import AWSAccess
public import Capacity
public import EC2API
public import KubernetesAPI
import Transport

/// What a collection reads from the Kubernetes API.
public protocol KubernetesSources: Sendable {
  /// `gitVersion` of the API server.
  func serverVersion() async throws(SourceFailure) -> String
  /// UID of the namespace `kube-system`.
  func clusterUID() async throws(SourceFailure) -> UID
  /// All nodes.
  func nodes() async throws(SourceFailure) -> Listed<Node>
  /// The pods of all namespaces.
  func pods() async throws(SourceFailure) -> Listed<Pod>
  /// What changed of the nodes since a version, up to another or to the present.
  ///
  /// - Parameter problem: what is wrong with the changes so far; nil if nothing is.
  func followNodes(
    from version: ResourceVersion, to target: ResourceVersion?,
    _ problem: @Sendable (FollowedChanges<Node>) async -> FollowingProblem?
  ) async throws(FollowingProblem) -> FollowedChanges<Node>
  /// What changed of the pods since a version, up to another or to the present.
  ///
  /// - Parameter problem: what is wrong with the changes so far; nil if nothing is.
  func followPods(
    from version: ResourceVersion, to target: ResourceVersion?,
    _ problem: @Sendable (FollowedChanges<Pod>) async -> FollowingProblem?
  ) async throws(FollowingProblem) -> FollowedChanges<Pod>
  /// The events about missing capacity.
  func events() async throws(SourceFailure) -> Listed<CapacityEvent>
  /// What changed of these events since a version.
  func followEvents(from version: ResourceVersion) async throws(FollowingProblem) -> FollowedChanges<CapacityEvent>
  /// The DaemonSet of the VPC CNI; nil if the cluster does not have it.
  func cniDaemonSet() async throws(SourceFailure) -> CNIDaemonSet?
  /// What Cilium may assign on each node; empty if the cluster does not run it.
  func ciliumNodes() async throws(SourceFailure) -> [CiliumNode]
}

/// A Kubernetes API whose changes can be followed without pause.
public protocol WatchableSources: KubernetesSources {
  /// A watch of the nodes from a version on, which tells nothing before it runs.
  func watchNodes(from version: ResourceVersion) -> OpenWatch<Node>
  /// A watch of the pods of all namespaces from a version on, which tells nothing before it runs.
  func watchPods(from version: ResourceVersion) -> OpenWatch<Pod>
  /// A watch of the events about missing capacity from a version on, which tells nothing before it runs.
  func watchEvents(from version: ResourceVersion) -> OpenWatch<CapacityEvent>
  /// The present version of the nodes, and how many there are.
  func nodePosition() async throws(FollowingProblem) -> ResourcePosition
  /// The present version of the pods, and how many there are.
  func podPosition() async throws(FollowingProblem) -> ResourcePosition
}

/// All objects of a kind.
public struct Listed<Item: Sendable>: Sendable {
  /// The objects.
  public var items: [Item]
  /// The version that they show the cluster at; nil where they do not show one moment, so that nothing can go on from it.
  public var version: ResourceVersion?

  /// By default without a version.
  public init(_ items: [Item], version: ResourceVersion? = nil) {
    self.items = items
    self.version = version
  }
}

/// What a collection reads from EC2.
public protocol EC2Sources: Sendable {
  /// The region that is queried.
  var region: String { get }
  /// The instances with these IDs, except those that no longer exist.
  func instances(ids: [String]) async throws(SourceFailure) -> [Instance]
  /// The instance types with these names, except those that EC2 does not know.
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

/// The reason why a source gave no complete answer.
public struct SourceFailure: Error, Equatable, Sendable {
  /// Whether the server answered that these credentials may not read it.
  public var isDenied: Bool
  /// Whether the way to the server, who asks, or a right is the reason, and not the answer.
  public var concernsAccess: Bool
  /// What failed and what to do about it, in words for the user.
  public var message: String

  /// Creates a failure, by default not a denial; a denial concerns access.
  public init(isDenied: Bool = false, concernsAccess: Bool = false, message: String) {
    self.isDenied = isDenied
    self.concernsAccess = concernsAccess || isDenied
    self.message = message
  }
}

extension SourceFailure: CustomStringConvertible {
  /// The message.
  public var description: String { message }
}

/// Reads over HTTP, and passes the warnings of lists on.
public struct KubernetesClientSources: WatchableSources {
  private let client: KubernetesClient
  private let eventQuiet: Duration
  private let warn: @Sendable (String) -> Void

  /// Wraps a client.
  ///
  /// - Parameters:
  ///   - eventQuiet: for how long a watch of events must have said nothing to have told all.
  ///   - warn: receives, in words, what an accepted list may lack.
  public init(
    _ client: KubernetesClient, eventQuiet: Duration = .seconds(1),
    warn: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.client = client
    self.eventQuiet = eventQuiet
    self.warn = warn
  }

  /// `gitVersion` of the API server.
  public func serverVersion() async throws(SourceFailure) -> String {
    try await failing { () async throws(KubernetesError) in try await client.readVersion() }
  }

  /// UID of the namespace `kube-system`.
  public func clusterUID() async throws(SourceFailure) -> UID {
    try await failing { () async throws(KubernetesError) in try await client.readClusterUID() }
  }

  /// All nodes.
  public func nodes() async throws(SourceFailure) -> Listed<Node> {
    try await listed(.nodes) { () async throws(KubernetesError) in try await client.listNodes() }
  }

  /// The pods of all namespaces.
  public func pods() async throws(SourceFailure) -> Listed<Pod> {
    try await listed(.pods) { () async throws(KubernetesError) in try await client.listPods() }
  }

  /// What changed of the nodes since a version, up to another or to the present.
  public func followNodes(
    from version: ResourceVersion, to target: ResourceVersion?,
    _ problem: @Sendable (FollowedChanges<Node>) async -> FollowingProblem?
  ) async throws(FollowingProblem) -> FollowedChanges<Node> {
    try await client.followNodes(from: version, to: target, problem)
  }

  /// What changed of the pods since a version, up to another or to the present.
  public func followPods(
    from version: ResourceVersion, to target: ResourceVersion?,
    _ problem: @Sendable (FollowedChanges<Pod>) async -> FollowingProblem?
  ) async throws(FollowingProblem) -> FollowedChanges<Pod> {
    try await client.followPods(from: version, to: target, problem)
  }

  /// A watch of the nodes from a version on, which tells nothing before it runs.
  public func watchNodes(from version: ResourceVersion) -> OpenWatch<Node> {
    client.watchNodes(from: version, mostChanges: Self.mostChanges)
  }

  /// A watch of the pods of all namespaces from a version on, which tells nothing before it runs.
  public func watchPods(from version: ResourceVersion) -> OpenWatch<Pod> {
    client.watchPods(from: version, mostChanges: Self.mostChanges)
  }

  /// A watch of the events about missing capacity from a version on, which tells nothing before it runs.
  public func watchEvents(from version: ResourceVersion) -> OpenWatch<CapacityEvent> {
    client.watchEvents(from: version, mostChanges: Self.mostChanges)
  }

  /// So many changes of 160 bytes wait to be written at most; where there are more, a list is cheaper.
  private static let mostChanges = 100_000

  /// The present version of the nodes, and how many there are.
  public func nodePosition() async throws(FollowingProblem) -> ResourcePosition { try await client.nodePosition() }

  /// The present version of the pods, and how many there are.
  public func podPosition() async throws(FollowingProblem) -> ResourcePosition { try await client.podPosition() }

  /// The events about missing capacity.
  public func events() async throws(SourceFailure) -> Listed<CapacityEvent> {
    try await listed(.events) { () async throws(KubernetesError) in try await client.listEvents() }
  }

  /// What changed of these events since a version.
  public func followEvents(
    from version: ResourceVersion
  ) async throws(FollowingProblem) -> FollowedChanges<CapacityEvent> {
    try await client.followEvents(from: version, quiet: eventQuiet)
  }

  /// The DaemonSet of the VPC CNI; nil if the cluster does not have it.
  public func cniDaemonSet() async throws(SourceFailure) -> CNIDaemonSet? {
    try await failing { () async throws(KubernetesError) in try await client.readCNIDaemonSet() }
  }

  /// What Cilium may assign on each node; empty if the cluster does not run it.
  public func ciliumNodes() async throws(SourceFailure) -> [CiliumNode] {
    try await listed(.ciliumNodes) { () async throws(KubernetesError) in try await client.listCiliumNodes() }.items
  }

  private func listed<Item: Sendable>(
    _ source: Source, _ list: () async throws(KubernetesError) -> Listing<Item>
  ) async throws(SourceFailure) -> Listed<Item> {
    let listing = try await failing(list)
    if let warning = listing.warning { warn("\(source.rawValue): \(warning)") }
    return Listed(listing.items, version: listing.isConsistent ? ResourceVersion(listing.resourceVersion) : nil)
  }

  private func failing<Value>(_ work: () async throws(KubernetesError) -> Value) async throws(SourceFailure) -> Value {
    do {
      return try await work()
    } catch {
      throw SourceFailure(
        isDenied: error.isDenied, concernsAccess: error.concernsAccess, message: error.description)
    }
  }
}

/// Reads over HTTP.
extension EC2Client: EC2Sources {
  /// The instances with these IDs, except those that no longer exist.
  public func instances(ids: [String]) async throws(SourceFailure) -> [Instance] {
    try await failing { () async throws(AWSError) in try await describeInstances(ids: ids) }
  }

  /// The instance types with these names, except those that EC2 does not know.
  public func instanceTypes(names: [String]) async throws(SourceFailure) -> [InstanceType] {
    try await failing { () async throws(AWSError) in try await describeInstanceTypes(names: names) }
  }

  /// All network interfaces of these VPCs.
  public func networkInterfaces(vpcIDs: [String]) async throws(SourceFailure) -> [NetworkInterface] {
    try await failing { () async throws(AWSError) in try await describeNetworkInterfaces(vpcIDs: vpcIDs) }
  }

  /// All subnets of these VPCs.
  public func subnets(vpcIDs: [String]) async throws(SourceFailure) -> [Subnet] {
    try await failing { () async throws(AWSError) in try await describeSubnets(vpcIDs: vpcIDs) }
  }

  /// These VPCs.
  public func vpcs(ids: [String]) async throws(SourceFailure) -> [VPC] {
    try await failing { () async throws(AWSError) in try await describeVPCs(ids: ids) }
  }

  /// The IPv4 CIDR reservations of these subnets.
  public func cidrReservations(subnetIDs: [String]) async throws(SourceFailure) -> [SubnetCIDRReservation] {
    try await failing { () async throws(AWSError) in try await getSubnetCIDRReservations(subnetIDs: subnetIDs) }
  }

  private func failing<Value>(_ work: () async throws(AWSError) -> Value) async throws(SourceFailure) -> Value {
    do {
      return try await work()
    } catch {
      throw SourceFailure(awsError: error)
    }
  }
}

extension SourceFailure {
  /// Describes an error of AWS; a missing permission counts as a denial.
  public init(awsError error: AWSError) {
    var isDenied = false
    if case .refused(let refusal) = error { isDenied = refusal.isMissingPermission }
    self.init(isDenied: isDenied, concernsAccess: error.concernsAccess, message: error.description)
  }
}

extension KubernetesError {
  /// Whether the way to the server, who asks, or a right is the reason.
  fileprivate var concernsAccess: Bool {
    switch problem {
    case .transport(let error): error.concernsAccess
    case .credential: true
    case .refused(let refusal): [401, 403].contains(refusal.httpStatus)
    case .undecodable, .repeatedContinueToken: false
    }
  }
}
