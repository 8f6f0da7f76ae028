import AWSAccess
import Capacity
import ClusterSimulator
import Collection
import EC2API
import History
import KubernetesAPI
import Manual
import Synchronization
import Transport

/// Two weeks of the article's cluster: nginx grows until the pod slots are used up and pods wait.
struct Demo {
  /// When the two weeks end.
  var end: Timestamp

  private static let days: Int64 = 14
  private static let secondsBetweenCollections: Int64 = 2 * 3600

  /// How many replicas nginx has by the end of a day; between them it grows evenly.
  private static let growth: [(day: Int64, replicas: Int64)] = [(0, 2), (3, 8), (6, 15), (10, 30), (14, 50)]

  /// Lets the two weeks pass, collects every two hours of them, and records the collections in the file at `path`.
  ///
  /// - Throws: `HistoryError` where the file cannot be written; `DemoError` where a collection is not complete.
  func record(_ path: String) async throws {
    let begin = end + -Self.days * 86_400
    let cluster = try SimulatedCluster.article(startingAt: begin + -60)
    try await SimulatorServer.withRunning(cluster) { server in
      let store = try HistoryStore(path: path)
      let transport = try CurlTransport(userAgent: "capdb/\(Version.current)")
      for moment in stride(from: begin.seconds, through: end.seconds, by: Int(Self.secondsBetweenCollections)) {
        let replicas = Self.replicas(at: moment - begin.seconds)
        try server.update { cluster throws(SimulatorError) in
          try cluster.scale(SimulatedCluster.nginxDeployment, to: replicas)
          cluster.advance(to: Timestamp(seconds: moment))
        }
        StandardError.show("day \((moment - begin.seconds) / 86_400) of \(Self.days): \(replicas) nginx replicas")
        try await DemoCollection(server: server, transport: CountingTransport(transport)).record(in: store)
      }
    }
    StandardError.show("")
  }

  private static func replicas(at seconds: Int64) -> Int {
    for (earlier, later) in zip(growth, growth.dropFirst()) where seconds <= later.day * 86_400 {
      let span = (later.day - earlier.day) * 86_400
      return Int(earlier.replicas + (later.replicas - earlier.replicas) * (seconds - earlier.day * 86_400) / span)
    }
    return Int(growth[growth.count - 1].replicas)
  }
}

/// One collection of a simulated cluster, at the cluster's own time.
///
/// `capdb collect` is not asked: it would take the machine's time, and two weeks must pass within seconds.
private struct DemoCollection {
  let server: SimulatorServer
  let transport: CountingTransport
  let begun = ContinuousClock.now

  func record(in store: HistoryStore) async throws {
    let now = server.cluster.now
    let collected = await ClusterCollector(kubernetes: kubernetes, ec2: ec2).collect(now: now)
    for source in Source.allCases where collected.snapshot.status(of: source) == .failed {
      throw DemoError(source: source, reason: collected.snapshot.error(of: source) ?? "failed")
    }
    let identity = ClusterIdentity(
      name: server.cluster.settings.name, uid: collected.uid, kubernetesVersion: collected.kubernetesVersion ?? "",
      region: collected.region ?? "")
    let record = CollectionRecord(
      startedAt: now, finishedAt: now, milliseconds: Int64((ContinuousClock.now - begun) / .milliseconds(1)),
      bytesReceived: transport.bytesReceived)
    _ = try store.record(
      collected.snapshot, of: identity, run: record, instanceTypesAskedAt: collected.instanceTypesAskedAt)
  }

  private var kubernetes: any KubernetesSources {
    let connection = ClusterConnection(
      name: server.cluster.settings.name, server: server.kubernetesURL,
      certificateAuthorityPEM: Array(server.caPEM.utf8), environment: [:]
    ) { [token = server.token] _ in token }
    return KubernetesClientSources(KubernetesClient(connection: connection, transport: transport, retry: retry))
  }

  private var ec2: ClusterCollector.EC2Factory {
    // No home: the user's own credentials and configuration have no part in this.
    let environment = AWSEnvironment(
      variables: server.awsEnvironment.merging(["HOME": "/nonexistent"]) { $1 },
      now: { [server] in server.cluster.now }, transport: transport, retry: retry)
    return { nodeRegion throws(SourceFailure) in
      do throws(AWSError) {
        let session = try await AWSSession(environment, options: AWSOptions(region: nodeRegion))
        return EC2Client(session)
      } catch {
        throw SourceFailure(awsError: error)
      }
    }
  }

  private var retry: RetryPolicy { RetryPolicy(deadline: begun + .seconds(60)) }
}

/// Counts the bytes that the requests of one collection bring.
private final class CountingTransport: HTTPTransport {
  private let base: any HTTPTransport
  private let received = Mutex<Int64>(0)

  init(_ base: any HTTPTransport) {
    self.base = base
  }

  /// Bytes of bodies so far, as they came over the wire.
  var bytesReceived: Int64 { received.withLock { $0 } }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let response = try await base.send(request)
    received.withLock { $0 += response.bytesReceived }
    return response
  }
}

/// A collection of the simulated cluster is not complete.
struct DemoError: Error, CustomStringConvertible {
  var source: Source
  var reason: String

  var description: String { "the simulated cluster could not be collected: \(source.rawValue): \(reason)" }
}
