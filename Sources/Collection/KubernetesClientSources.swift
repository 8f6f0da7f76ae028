public import Capacity
public import KubernetesAPI

/// A `KubernetesClient` as the source of a collection.
public struct KubernetesClientSources: KubernetesSources {
  private let client: KubernetesClient
  private let warn: @Sendable (String) -> Void

  /// Makes the source.
  ///
  /// - Parameter warn: told in words what an answer that counts may lack.
  public init(_ client: KubernetesClient, warn: @escaping @Sendable (String) -> Void = { _ in }) {
    self.client = client
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
  public func nodes() async throws(SourceFailure) -> [Node] {
    try await items(.nodes) { () async throws(KubernetesError) in try await client.listNodes() }
  }

  /// The pods of all namespaces.
  public func pods() async throws(SourceFailure) -> [Pod] {
    try await items(.pods) { () async throws(KubernetesError) in try await client.listPods() }
  }

  /// The events that tell of missing capacity.
  public func events() async throws(SourceFailure) -> [CapacityEvent] {
    try await items(.events) { () async throws(KubernetesError) in try await client.listEvents() }
  }

  /// The settings of the VPC CNI; nil where the cluster has none.
  public func cniSettings() async throws(SourceFailure) -> CNISettings? {
    try await failing { () async throws(KubernetesError) in try await client.readCNISettings() }
  }

  private func items<Item: Sendable>(
    _ source: Source, _ list: () async throws(KubernetesError) -> Listing<Item>
  ) async throws(SourceFailure) -> [Item] {
    let listing = try await failing(list)
    if let warning = listing.warning { warn("\(source.rawValue): \(warning)") }
    return listing.items
  }

  private func failing<Value>(_ work: () async throws(KubernetesError) -> Value) async throws(SourceFailure) -> Value {
    do {
      return try await work()
    } catch {
      throw SourceFailure(isDenied: error.isDenied, message: error.description)
    }
  }
}
