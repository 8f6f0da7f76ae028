public import Capacity
import KubernetesAPI

/// Collects one cluster: reads all sources concurrently. A source that fails does not affect the others.
public struct ClusterCollector: Sendable {
  /// Creates the client for EC2, in the region of the nodes unless the configuration names another; throws if there are
  /// no credentials.
  public typealias EC2Factory = @Sendable (_ nodeRegion: String?) async throws(SourceFailure) -> any EC2Sources

  private let kubernetes: any KubernetesSources
  private let ec2: EC2Factory?
  private let known: KnownCluster

  /// Creates a collector.
  ///
  /// - Parameters:
  ///   - kubernetes: the API of the cluster.
  ///   - ec2: creates the client for EC2; if it is nil, the sources of EC2 are not read.
  ///   - known: what the history knows of the cluster.
  public init(kubernetes: any KubernetesSources, ec2: EC2Factory?, known: KnownCluster = KnownCluster()) {
    self.kubernetes = kubernetes
    self.ec2 = ec2
    self.known = known
  }

  /// Collects the cluster. The snapshot says for each source whether it failed, and why.
  ///
  /// - Parameter now: the moment the collection began.
  public func collect(now: Timestamp) async -> CollectedCluster {
    async let version = try? kubernetes.serverVersion()
    async let uid = try? kubernetes.clusterUID()
    async let pods = read(.pods) { () async throws(SourceFailure) in try await kubernetes.pods() }
    async let events = read(.events) { () async throws(SourceFailure) in try await kubernetes.events() }
    async let daemonSet = read(.cni) { () async throws(SourceFailure) in try await kubernetes.cniDaemonSet() }
    let nodes = await read(.nodes) { () async throws(SourceFailure) in try await kubernetes.nodes() }
    async let reading = NetworkCollector(ec2: ec2, known: known, now: now).collect(nodes: nodes)
    let cni = Self.settings(await daemonSet, nodes: nodes.value)
    let ciliumNodes = await self.ciliumNodes(cni, nodes: nodes.value)
    let network = await reading
    var snapshot = network.snapshot
    snapshot.nodes = nodes
    snapshot.pods = await pods
    snapshot.events = await events
    snapshot.cni = cni
    snapshot.ciliumNodes = ciliumNodes
    return await CollectedCluster(
      uid: uid, kubernetesVersion: version, region: network.region, snapshot: snapshot,
      instanceTypesAskedAt: network.instanceTypesAskedAt)
  }
}

extension ClusterCollector {
  /// The VPC CNI's settings; known nil where its DaemonSet runs on none of the nodes that it could serve. Cilium's set-up
  /// for EKS leaves the DaemonSet and gives it a node selector that no node has.
  ///
  /// Source: https://docs.cilium.io/en/stable/installation/k8s-install-helm/ (EKS, ENI mode).
  private static func settings(_ daemonSet: Reading<CNIDaemonSet?>, nodes: [Node]?) -> Reading<CNISettings?> {
    switch daemonSet {
    case .unknown(let status, let error): .unknown(status, error: error)
    case .known(let found?) where found.runsNowhere && nodes?.contains(where: \.couldRunCNI) == true: .known(nil)
    case .known(let found): .known(found?.settings)
    }
  }

  /// Cilium is asked for where it could serve nodes and nothing says that the VPC CNI does. Most clusters do not have it, and
  /// may refuse to say so.
  private func ciliumNodes(_ cni: Reading<CNISettings?>, nodes: [Node]?) async -> Reading<[CiliumNode]> {
    if case .known(_?) = cni { return .notAsked }
    guard nodes?.contains(where: \.couldRunCNI) ?? false else { return .notAsked }
    return await read(.ciliumNodes) { () async throws(SourceFailure) in try await kubernetes.ciliumNodes() }
  }
}

extension Node {
  /// Whether a CNI of the cluster serves its pods: a Linux instance of the account.
  fileprivate var couldRunCNI: Bool { compute == .ec2 && operatingSystem != "windows" }
}

/// The result of one collection, ready to be recorded.
public struct CollectedCluster: Sendable {
  /// The UID of the namespace `kube-system`; nil if it may not be read.
  public var uid: UID?
  /// The version of the API server; nil if it could not be read.
  public var kubernetesVersion: String?
  /// The region in which EC2 was queried; nil if it was not queried.
  public var region: String?
  /// The answers of all sources.
  public var snapshot: Snapshot
  /// When all instance types were last read, in this collection or an earlier one.
  public var instanceTypesAskedAt: Timestamp?

  /// Creates a result.
  public init(
    uid: UID?, kubernetesVersion: String?, region: String?, snapshot: Snapshot, instanceTypesAskedAt: Timestamp?
  ) {
    self.uid = uid
    self.kubernetesVersion = kubernetesVersion
    self.region = region
    self.snapshot = snapshot
    self.instanceTypesAskedAt = instanceTypesAskedAt
  }
}

/// Reads one source. If that fails, its values are unknown, and the reading has the reason.
func read<Value: Sendable>(
  _ source: Source, _ work: @Sendable () async throws(SourceFailure) -> Value
) async -> Reading<Value> {
  do {
    return .known(try await work())
  } catch {
    if !(error.isDenied && source.isOptional) { AccessFailures.current?.add(error) }
    return .unknown(error.isDenied && source.isOptional ? .denied : .failed, error: error.message)
  }
}
