import Synchronization

/// What the connections of a server share.
final class SimulatorCore: Sendable {
  private struct State {
    var cluster: SimulatedCluster
    var kubernetes = SimulatedKubernetesAPI()
    var faults = FaultList()
    var log: [String] = []
    var kubernetesURL = ""
    var caPEM = ""
  }

  let requiresClientCertificate: Bool
  private let state: Mutex<State>

  init(cluster: SimulatedCluster, options: SimulatorServer.Options) {
    requiresClientCertificate = options.requiresClientCertificate
    var kubernetes = SimulatedKubernetesAPI()
    kubernetes.tokens = [options.token]
    kubernetes.accessKeyID = SimulatedCredentials.accessKeyID
    kubernetes.acceptsClientCertificates = options.requiresClientCertificate
    state = Mutex(State(cluster: cluster, kubernetes: kubernetes))
  }

  var cluster: SimulatedCluster { state.withLock { $0.cluster } }
  var requestLog: [String] { state.withLock { $0.log } }

  func update<Result: Sendable, Failure: Error>(_ change: (inout SimulatedCluster) throws(Failure) -> Result)
    throws(Failure) -> Result
  {
    try state.withLock { state throws(Failure) in try change(&state.cluster) }
  }

  func inject(_ fault: Fault) { state.withLock { $0.faults.add(fault) } }
  func clearFaults() { state.withLock { $0.faults.removeAll() } }
  func compact() { state.withLock { $0.kubernetes.compact() } }
  func setToken(_ token: String) { state.withLock { $0.kubernetes.tokens = [token] } }

  func publish(kubernetesURL: String, caPEM: String) {
    state.withLock {
      $0.kubernetesURL = kubernetesURL
      $0.caPEM = caPEM
    }
  }

  /// Answers a request of the Kubernetes side; the fault is what the connection has still to do to the answer.
  func respondAsKubernetes(to request: SimulatedRequest, target: String) -> (SimulatedResponse, Fault.Kind?) {
    state.withLock { state in
      state.log.append(target)
      let fault = state.faults.next(for: request.path)
      return (state.kubernetes.respond(to: request, cluster: &state.cluster, fault: fault), fault)
    }
  }

  /// Answers a request of the AWS side: a form of EC2 or STS, or EKS's `GET /clusters/NAME`.
  func respondAsAWS(to request: SimulatedRequest) -> (SimulatedResponse, Fault.Kind?) {
    state.withLock { state in
      let action =
        request.method == "GET"
        ? "DescribeCluster" : QueryForm(String(decoding: request.body, as: UTF8.self))["Action"] ?? ""
      state.log.append(action)
      let fault = state.faults.next(for: action)
      if request.method == "GET" {
        let eks = SimulatedEKSAPI(kubernetesURL: state.kubernetesURL, caPEM: state.caPEM)
        return (eks.respond(to: request, cluster: state.cluster, fault: fault), fault)
      }
      let ec2 = SimulatedEC2API(accessKeyID: SimulatedCredentials.accessKeyID)
      return (ec2.respond(to: request, cluster: state.cluster, fault: fault), fault)
    }
  }
}
