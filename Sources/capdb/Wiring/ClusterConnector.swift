import AWSAccess
import Capacity
import Collection
import EC2API
import Foundation
import KubernetesAPI
import Logging
import Settings
import Transport

/// Turns a configured cluster into one that can be asked.
struct ClusterConnector: Sendable {
  var environment: [String: String]
  var transport: any HTTPTransport
  /// When the collection of this cluster must have ended.
  var deadline: ContinuousClock.Instant
  var now: @Sendable () -> Timestamp
  var logger: Logger
  var progress: ProgressDisplay
  /// What the run reads of kubeconfigs, each file once.
  var files: RunFiles

  /// Reads the credentials' settings; nothing is asked of the cluster yet, except of EKS where it lies.
  func connect(_ target: ClusterSettings) async throws(ConnectionFailure) -> ConnectedCluster {
    switch target.access {
    case .kubeconfig(let context, let path):
      let connection = try connection(named: target.name) { () throws(KubeconfigError) in
        try ClusterConnection.current(
          kubeconfig: path, context: context, exec: ExecOptions(environment: environment), files: files)
      }
      return connected(connection, target)
    case .inCluster:
      let connection = try connection(named: target.name) { () throws(KubeconfigError) in
        guard let connection = try ClusterConnection.inCluster(environment: environment) else {
          throw .inCluster(.noVariables)
        }
        return connection
      }
      return connected(connection, target)
    case .eks(let name):
      return try await connected(eksCluster: name, target)
    }
  }

  private func connection(
    named name: String?, _ make: () throws(KubeconfigError) -> ClusterConnection
  ) throws(ConnectionFailure) -> ClusterConnection {
    do {
      return try make()
    } catch {
      throw ConnectionFailure(clusterName: name, message: error.description)
    }
  }

  private func connected(_ connection: ClusterConnection, _ target: ClusterSettings) -> ConnectedCluster {
    var connection = connection
    connection.name = target.name ?? connection.name
    return ConnectedCluster(
      name: connection.name, kubernetes: sources(connection), ec2: ec2Factory(target), vpcIDs: [])
  }

  /// Asks EKS where the cluster is, and makes tokens for it from AWS credentials.
  private func connected(
    eksCluster name: String, _ target: ClusterSettings
  ) async throws(ConnectionFailure) -> ConnectedCluster {
    do throws(AWSError) {
      let session = try await AWSSession(awsEnvironment, options: awsOptions(target, nodeRegion: nil))
      let cluster = try await EKSClient(session).describeCluster(name)
      let connection = ClusterConnection(
        name: target.name ?? name, server: cluster.endpoint, certificateAuthorityPEM: cluster.certificateAuthorityPEM,
        environment: environment
      ) { _ in
        // Made anew for each request: signing one costs microseconds, and no token is ever too old.
        try await session.bearerToken(forCluster: name).value
      }
      var target = target
      target.region = session.region
      return ConnectedCluster(
        name: connection.name, kubernetes: sources(connection), ec2: ec2Factory(target),
        vpcIDs: cluster.vpcID.map { [$0] } ?? [])
    } catch {
      throw ConnectionFailure(clusterName: target.name ?? name, message: error.description)
    }
  }

  private func sources(_ connection: ClusterConnection) -> any KubernetesSources {
    for warning in connection.warnings { logger.warning("\(warning)") }
    let name = connection.name
    let client = KubernetesClient(connection: connection, transport: transport, retry: retry) { page in
      progress.update(name, page.source, count: page.items, remaining: page.remaining.map { Int($0) })
    }
    return KubernetesClientSources(client) { warning in logger.warning("\(name): \(warning)") }
  }

  private func ec2Factory(_ target: ClusterSettings) -> ClusterCollector.EC2Factory? {
    guard target.aws.asksEC2 else { return nil }
    return { nodeRegion throws(SourceFailure) in
      do throws(AWSError) {
        let session = try await AWSSession(awsEnvironment, options: awsOptions(target, nodeRegion: nodeRegion))
        return EC2ClientSources(EC2Client(session))
      } catch {
        throw SourceFailure(awsError: error)
      }
    }
  }

  /// The options of a session; without a configured region, the nodes' own goes before that of the environment, which
  /// is the same for all clusters.
  private func awsOptions(_ target: ClusterSettings, nodeRegion: String?) -> AWSOptions {
    AWSOptions(
      profile: target.aws.profile, region: target.region ?? nodeRegion,
      role: target.aws.roleARN.map { AWSRole(arn: $0, externalID: target.aws.externalID) })
  }

  private var awsEnvironment: AWSEnvironment {
    AWSEnvironment(variables: environment, now: now, transport: transport, retry: retry)
  }

  private var retry: RetryPolicy { RetryPolicy(deadline: deadline) }
}
