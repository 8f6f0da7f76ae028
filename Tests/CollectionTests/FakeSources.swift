import Capacity
import Collection
import KubernetesAPI
import Synchronization

/// A Kubernetes API whose answers are set source by source.
struct FakeKubernetes: KubernetesSources {
  var nodesAnswer: Result<[Node], SourceFailure> = .success([])
  var podsAnswer: Result<[Pod], SourceFailure> = .success([])
  var eventsAnswer: Result<[CapacityEvent], SourceFailure> = .success([])
  var cniAnswer: Result<CNIDaemonSet?, SourceFailure> = .success(nil)
  var ciliumAnswer: Result<[CiliumNode], SourceFailure> = .success([])

  func serverVersion() async throws(SourceFailure) -> String { "v1.30.4" }
  func clusterUID() async throws(SourceFailure) -> UID { UID(high: 1, low: 2) }
  func nodes() async throws(SourceFailure) -> Listed<Node> { Listed(try nodesAnswer.get()) }
  func pods() async throws(SourceFailure) -> Listed<Pod> { Listed(try podsAnswer.get()) }
  func followNodes(
    from version: ResourceVersion, to target: ResourceVersion?,
    _ problem: @Sendable (FollowedChanges<Node>) async -> FollowingProblem?
  ) async throws(FollowingProblem) -> FollowedChanges<Node> { throw .ended }
  func followPods(
    from version: ResourceVersion, to target: ResourceVersion?,
    _ problem: @Sendable (FollowedChanges<Pod>) async -> FollowingProblem?
  ) async throws(FollowingProblem) -> FollowedChanges<Pod> { throw .ended }
  func events() async throws(SourceFailure) -> Listed<CapacityEvent> { Listed(try eventsAnswer.get()) }
  func followEvents(
    from version: ResourceVersion
  ) async throws(FollowingProblem) -> FollowedChanges<CapacityEvent> { throw .ended }
  func cniDaemonSet() async throws(SourceFailure) -> CNIDaemonSet? { try cniAnswer.get() }
  func ciliumNodes() async throws(SourceFailure) -> [CiliumNode] { try ciliumAnswer.get() }
}

/// An EC2 with one VPC; it remembers what it was asked.
final class FakeEC2: EC2Sources {
  let region = "ap-northeast-2"
  let instances: [Instance]
  let failing: Set<Source>
  let subnetOwner: String?
  private let asked = Mutex<[String]>([])

  init(instances: [Instance], failing: Set<Source> = [], subnetOwner: String? = nil) {
    self.instances = instances
    self.subnetOwner = subnetOwner
    self.failing = failing
  }

  /// The calls made, as `source: arguments`, sorted.
  var calls: [String] { asked.withLock { $0.sorted() } }

  private func note(_ source: Source, _ arguments: [String]) throws(SourceFailure) {
    asked.withLock { $0.append("\(source.rawValue): \(arguments.joined(separator: " "))") }
    if failing.contains(source) {
      throw SourceFailure(isDenied: true, message: "\(source.rawValue) is denied")
    }
  }

  func instances(ids: [String]) async throws(SourceFailure) -> [Instance] {
    try note(.instances, ids)
    return instances.filter { ids.contains($0.id) }
  }

  func instanceTypes(names: [String]) async throws(SourceFailure) -> [InstanceType] {
    try note(.instanceTypes, names)
    return names.map { InstanceType(name: $0, vcpus: 2, enisMax: 3, ipv4PerENI: 6) }
  }

  func networkInterfaces(vpcIDs: [String]) async throws(SourceFailure) -> [NetworkInterface] {
    try note(.networkInterfaces, vpcIDs)
    return [
      NetworkInterface(
        id: "eni-1", vpcID: "vpc-1", subnetID: "subnet-1",
        attachment: .init(instanceID: "i-1", deviceIndex: 0))
    ]
  }

  func subnets(vpcIDs: [String]) async throws(SourceFailure) -> [Subnet] {
    try note(.subnets, vpcIDs)
    return [
      Subnet(id: "subnet-1", vpcID: "vpc-1", ownerID: subnetOwner),
      Subnet(
        id: "subnet-2", vpcID: "vpc-1", ownerID: subnetOwner,
        tags: [Tag(key: "kubernetes.io/role/cni", value: "1")]),
      Subnet(id: "subnet-3", vpcID: "vpc-1", ownerID: subnetOwner),
    ]
  }

  func vpcs(ids: [String]) async throws(SourceFailure) -> [VPC] {
    try note(.vpcs, ids)
    return ids.map { VPC(id: $0, cidrs: []) }
  }

  func cidrReservations(subnetIDs: [String]) async throws(SourceFailure) -> [SubnetCIDRReservation] {
    try note(.cidrReservations, subnetIDs)
    return []
  }
}
