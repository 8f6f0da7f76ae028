public import Capacity

/// Asks one cluster everything, once: all sources concurrently, each source's failure kept apart.
public struct ClusterCollector: Sendable {
  /// Makes the client for EC2, in the nodes' region unless the configuration names another; throws where there are no
  /// credentials.
  public typealias EC2Factory = @Sendable (_ nodeRegion: String?) async throws(SourceFailure) -> any EC2Sources

  private let kubernetes: any KubernetesSources
  private let ec2: EC2Factory?
  private let known: KnownCluster

  /// Makes a collector.
  ///
  /// - Parameters:
  ///   - kubernetes: the cluster's API.
  ///   - ec2: makes the client for EC2; nil leaves EC2 out, and its sources are then not asked.
  ///   - known: what the history knows of the cluster.
  public init(kubernetes: any KubernetesSources, ec2: EC2Factory?, known: KnownCluster = KnownCluster()) {
    self.kubernetes = kubernetes
    self.ec2 = ec2
    self.known = known
  }

  /// Collects. What failed is in the snapshot, source by source.
  ///
  /// - Parameter now: the moment the collection began.
  public func collect(now: Timestamp) async -> CollectedCluster {
    async let version = try? kubernetes.serverVersion()
    async let uid = try? kubernetes.clusterUID()
    async let pods = read(.pods) { () async throws(SourceFailure) in try await kubernetes.pods() }
    async let events = read(.events) { () async throws(SourceFailure) in try await kubernetes.events() }
    async let cni = read(.cni) { () async throws(SourceFailure) in try await kubernetes.cniSettings() }
    let nodes = await read(.nodes) { () async throws(SourceFailure) in try await kubernetes.nodes() }
    let network = await NetworkCollector(ec2: ec2, known: known, now: now).collect(nodes: nodes)
    var snapshot = network.snapshot
    snapshot.nodes = nodes
    snapshot.pods = await pods
    snapshot.events = await events
    snapshot.cni = await cni
    return await CollectedCluster(
      uid: uid, kubernetesVersion: version, region: network.region, snapshot: snapshot,
      instanceTypesAskedAt: network.instanceTypesAskedAt)
  }
}

/// Reads one source, turning a failure into the reason why its values are unknown.
func read<Value: Sendable>(
  _ source: Source, _ work: @Sendable () async throws(SourceFailure) -> Value
) async -> Reading<Value> {
  do {
    return .known(try await work())
  } catch {
    return .unknown(error.isDenied && source.isOptional ? .denied : .failed, error: error.message)
  }
}
