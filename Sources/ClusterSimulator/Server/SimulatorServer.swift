import Foundation
import Synchronization

/// A loopback server that speaks the Kubernetes and the EC2 API of a simulated cluster: Kubernetes over TLS with HTTP/2
/// or HTTP/1.1, EC2 (with STS and EKS's DescribeCluster) over plain HTTP.
///
/// The cluster's clock stands still unless `update` moves it, however long requests take.
public final class SimulatorServer: Sendable {
  /// How a server behaves.
  public struct Options: Sendable {
    /// The bearer token that is accepted.
    public var token: String
    /// Whether a client certificate is asked for in place of the token.
    public var requiresClientCertificate: Bool

    /// Makes options; with a token by default.
    public init(token: String = "simulated-token", requiresClientCertificate: Bool = false) {
      self.token = token
      self.requiresClientCertificate = requiresClientCertificate
    }
  }

  /// `https://127.0.0.1:PORT`: the Kubernetes API.
  public let kubernetesURL: String
  /// `http://127.0.0.1:PORT`: for `AWS_ENDPOINT_URL`.
  public let ec2URL: String
  /// The bearer token that is accepted.
  public let token: String
  /// The certificate authority of `kubernetesURL`, in PEM.
  public let caPEM: String
  /// A client certificate in PEM, for servers that ask for one.
  public let clientCertificatePEM: String
  /// The key of the client certificate, in PEM.
  public let clientKeyPEM: String

  private let core: SimulatorCore
  private let listeners: [Listener]

  /// Starts a server on free ports of 127.0.0.1.
  ///
  /// - Throws: what the operating system says if there is no free port.
  public static func start(_ cluster: SimulatedCluster, options: Options = Options()) async throws -> SimulatorServer {
    let authority = try ThrowAwayAuthority()
    let core = SimulatorCore(cluster: cluster, options: options)
    let kubernetes = try await Listener.kubernetes(
      core, authority: authority, requiresClientCertificate: options.requiresClientCertificate)
    do {
      let ec2 = try await Listener.ec2(core)
      return try SimulatorServer(core: core, kubernetes: kubernetes, ec2: ec2, authority: authority, options: options)
    } catch {
      await kubernetes.stop()
      throw error
    }
  }

  /// Starts a server, runs `body` with it and stops it, also if `body` throws.
  public static func withRunning<Result>(
    _ cluster: SimulatedCluster, options: Options = Options(), isolation: isolated (any Actor)? = #isolation,
    _ body: (SimulatorServer) async throws -> Result
  ) async throws -> Result {
    let server = try await start(cluster, options: options)
    do {
      let result = try await body(server)
      await server.stop()
      return result
    } catch {
      await server.stop()
      throw error
    }
  }

  private init(
    core: SimulatorCore, kubernetes: Listener, ec2: Listener, authority: ThrowAwayAuthority, options: Options
  ) throws {
    self.core = core
    listeners = [kubernetes, ec2]
    kubernetesURL = "https://127.0.0.1:\(kubernetes.port)"
    ec2URL = "http://127.0.0.1:\(ec2.port)"
    token = options.token
    caPEM = authority.certificatePEM
    let client = try authority.clientIdentity(user: SimulatedKubernetesAPI.user)
    clientCertificatePEM = client.certificatePEM
    clientKeyPEM = client.keyPEM
    core.publish(kubernetesURL: kubernetesURL, caPEM: caPEM)
  }

  /// Closes all connections and frees the ports. A stopped server cannot be started again.
  public func stop() async {
    for listener in listeners { await listener.stop() }
  }

  /// The cluster as it is.
  public var cluster: SimulatedCluster { core.cluster }

  /// Changes the cluster between two requests: advances its clock, scales, adds nodes.
  @discardableResult
  public func update<Result: Sendable, Failure: Error>(
    _ change: (inout SimulatedCluster) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try core.update(change)
  }

  /// Adds something that goes wrong; faults are asked in the order they were added.
  public func inject(_ fault: Fault) { core.inject(fault) }

  /// Ends all faults.
  public func clearFaults() { core.clearFaults() }

  /// What was asked so far: for Kubernetes the path and query (`/api/v1/pods?limit=500`), for AWS the action.
  public var requestLog: [String] { core.requestLog }
}

extension SimulatorServer {
  /// The access key id that the EC2 side accepts.
  public static let accessKeyID = SimulatedCredentials.accessKeyID
  /// The secret that belongs to it. Signatures are not computed again, so any other does as well.
  public static let secretAccessKey = SimulatedCredentials.secretAccessKey

  /// A kubeconfig with one context, named as the cluster, that reaches the server with its token (or certificate).
  public var kubeconfig: String {
    let name = cluster.settings.name
    let user =
      core.requiresClientCertificate
      ? "client-certificate-data: \(Base64.encode(clientCertificatePEM))\n    "
        + "client-key-data: \(Base64.encode(clientKeyPEM))"
      : "token: \(token)"
    return """
      apiVersion: v1
      kind: Config
      clusters:
      - name: \(name)
        cluster:
          server: \(kubernetesURL)
          certificate-authority-data: \(Base64.encode(caPEM))
      users:
      - name: capdb
        user:
          \(user)
      contexts:
      - name: \(name)
        context:
          cluster: \(name)
          user: capdb
      current-context: \(name)

      """
  }

  /// The environment under which AWS clients reach the server: endpoint, region and keys.
  public var awsEnvironment: [String: String] {
    [
      "AWS_ENDPOINT_URL": ec2URL, "AWS_REGION": cluster.settings.region,
      "AWS_ACCESS_KEY_ID": Self.accessKeyID, "AWS_SECRET_ACCESS_KEY": Self.secretAccessKey,
    ]
  }
}

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
    var cluster = cluster
    cluster.keepJournal()
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
      let fault = state.faults.next(for: request.isWatch ? "watch \(request.path)" : request.path)
      state.kubernetes.forbiddenPaths = state.faults.forbiddenTargets
      if request.path == "/api/v1/events" { state.cluster.removeExpiredEvents() }
      return (state.kubernetes.respond(to: request, cluster: &state.cluster, fault: fault), fault)
    }
  }

  /// What a watch has to tell since it was last asked.
  func tell(_ watch: inout SimulatedWatch) -> (bytes: [UInt8], isLast: Bool) {
    // Within the lock: a copy that outlives it would have each change of the cluster copy everything.
    var asked = watch
    defer { watch = asked }
    return state.withLock { state in
      if asked.resource == "events" { state.cluster.removeExpiredEvents() }
      return asked.events(of: state.cluster)
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

/// Base64 with padding, as kubeconfig files and EKS carry PEM.
enum Base64 {
  static func encode(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}
