public import Capacity

extension KubernetesClient {
  /// Reads all nodes.
  ///
  /// - Throws: `KubernetesError`; there is no partial answer.
  public func listNodes() async throws(KubernetesError) -> Listing<Node> {
    var run = ListRun<NodeDecoder>(client: self, request: .nodes, source: .nodes)
    return try await run.list()
  }

  /// Reads the pods of all namespaces.
  ///
  /// - Throws: `KubernetesError`; there is no partial answer.
  public func listPods() async throws(KubernetesError) -> Listing<Pod> {
    var run = ListRun<PodDecoder>(client: self, request: .pods, source: .pods)
    return try await run.list()
  }

  /// Reads the events of all namespaces that tell of missing capacity.
  ///
  /// Only those whose type is not `Normal` are asked for; where the server does not know this selector, all of them.
  /// - Throws: `KubernetesError`; there is no partial answer.
  public func listEvents() async throws(KubernetesError) -> Listing<CapacityEvent> {
    var run = ListRun<EventDecoder>(
      client: self, request: .events, source: .events, selector: "fieldSelector=type%21%3DNormal")
    do throws(KubernetesError) {
      return try await run.list()
    } catch  where error.httpStatus == 400 {
      run = ListRun<EventDecoder>(client: self, request: .events, source: .events)
      return try await run.list()
    }
  }
}
