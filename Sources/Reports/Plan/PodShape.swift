import Capacity

/// What one pod takes of a node.
struct PodShape: Hashable {
  var requests: PodRequests
  var isHostNetwork: Bool

  init(requests: PodRequests, isHostNetwork: Bool = false) {
    self.requests = requests
    self.isHostNetwork = isHostNetwork
  }

  init(_ pod: Pod) {
    self.init(requests: pod.requests, isHostNetwork: pod.isHostNetwork)
  }

  /// What the scheduler counts when it compares nodes: a pod that requests nothing is taken for a small one.
  ///
  /// Source: `DefaultMilliCPURequest` and `DefaultMemoryRequest` in pkg/scheduler/util/pod_resources.go of Kubernetes.
  var weight: PodRequests {
    PodRequests(
      cpuMillicores: requests.cpuMillicores == 0 ? 100 : requests.cpuMillicores,
      memoryBytes: requests.memoryBytes == 0 ? 200 << 20 : requests.memoryBytes)
  }
}
