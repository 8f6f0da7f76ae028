public import Capacity

/// A list that was read to its end.
public struct Listing<Item: Sendable>: Sendable {
  /// The items, in the server's order.
  public var items: [Item]
  /// Whether all pages show the cluster at one moment. False where the list expired twice while it was read: objects
  /// that were created, changed or deleted meanwhile may be missing or old.
  public var isConsistent: Bool
  /// Pages that were read, those of an abandoned first attempt not counted.
  public var pages: Int
  /// The revision of the first page.
  public var resourceVersion: String

  /// What to warn of, in words for the user; nil if there is nothing.
  public var warning: String? {
    guard !isConsistent else { return nil }
    return "the list expired twice while it was read: objects that changed meanwhile may be missing or out of date"
  }
}

extension KubernetesClient {
  /// Reads all nodes.
  ///
  /// - Throws: `KubernetesError`; there is no partial answer.
  public func listNodes() async throws(KubernetesError) -> Listing<Node> {
    var run = ListRun<NodeFields>(client: self, request: .nodes, source: .nodes)
    return try await run.list()
  }

  /// Reads the pods of all namespaces.
  ///
  /// - Throws: `KubernetesError`; there is no partial answer.
  public func listPods() async throws(KubernetesError) -> Listing<Pod> {
    var run = ListRun<PodFields>(client: self, request: .pods, source: .pods)
    return try await run.list()
  }

  /// Reads the events of all namespaces that report missing capacity.
  ///
  /// The ordinary events of a pod's life, nine tenths of all, are left out by their reasons; where the server does not know
  /// this selector, all are read. The type does not tell: that no node group would help a pod is of type `Normal`.
  /// - Throws: `KubernetesError`; there is no partial answer.
  public func listEvents() async throws(KubernetesError) -> Listing<CapacityEvent> {
    var run = ListRun<EventFields>(
      client: self, request: .events, source: .events, selector: Self.eventSelector)
    do throws(KubernetesError) {
      return try await run.list()
    } catch  where error.httpStatus == 400 {
      run = ListRun<EventFields>(client: self, request: .events, source: .events)
      return try await run.list()
    }
  }
}

extension KubernetesClient {
  /// The field selector that leaves out ordinary events, as part of a query.
  static let eventSelector =
    "fieldSelector=" + ordinaryReasons.map { "reason%21%3D\($0)" }.joined(separator: "%2C")

  /// Reasons by which scheduler, kubelet and the controllers of workloads and nodes say that all goes well, and those by
  /// which kubelets and probes repeat what has nothing to do with capacity.
  ///
  /// Sources: pkg/kubelet/events/event.go and pkg/controller of https://github.com/kubernetes/kubernetes.
  private static let ordinaryReasons = [
    "Scheduled", "Pulling", "Pulled", "Created", "Started", "Killing", "BackOff", "Unhealthy", "SuccessfulCreate",
    "SuccessfulDelete", "ScalingReplicaSet", "SuccessfulRescale", "SuccessfulAttachVolume", "SawCompletedJob",
    "Completed", "NodeReady", "NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID",
    "LeaderElection",
  ]

  /// Reads what Cilium may assign on each node.
  ///
  /// - Returns: an empty list where the cluster does not know the resource, since it does not run Cilium.
  /// - Throws: `KubernetesError`; there is no partial answer.
  public func listCiliumNodes() async throws(KubernetesError) -> Listing<CiliumNode> {
    var run = ListRun<CiliumNodeFields>(client: self, request: .ciliumNodes, source: .ciliumNodes)
    do throws(KubernetesError) {
      return try await run.list()
    } catch  where error.httpStatus == 404 {
      // The server answers an unknown group with plain text, not with a Status.
      return Listing(items: [], isConsistent: true, pages: 0, resourceVersion: "")
    }
  }
}

/// How far a list has been read.
public struct ListProgress: Hashable, Sendable {
  /// The cluster's display name.
  public var cluster: String
  /// What is read.
  public var source: Source
  /// Items so far.
  public var items: Int
  /// Items still to come, where the server says; an estimate.
  public var remaining: Int64?
}
