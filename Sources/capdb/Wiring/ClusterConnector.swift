import AWSAccess
import Capacity
import Collection
import EC2API
import Foundation
import KubernetesAPI
import Logging
import Settings
import Transport

/// Sets up the clients for a configured cluster.
struct ClusterConnector: Sendable {
  var environment: [String: String]
  var transport: any HTTPTransport
  /// The latest moment at which the collection of this cluster may end.
  var deadline: ContinuousClock.Instant
  var now: @Sendable () -> Timestamp
  var logger: Logger
  var progress: ProgressDisplay
  /// The kubeconfig files of the run, each of which is read once.
  var files: RunFiles

  /// Reads the settings of the credentials. Sends no request yet, except to EKS for the endpoint of the cluster.
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

  /// Asks EKS for the endpoint of the cluster, and creates tokens for it from AWS credentials.
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
        // A new token for each request: signing it takes microseconds, and no token ever expires.
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
        return EC2Client(session)
      } catch {
        throw SourceFailure(awsError: error)
      }
    }
  }

  /// The options of a session. Without a configured region, the region of the nodes takes precedence over that of the
  /// environment, which is the same for all clusters.
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

/// A cluster with clients for its APIs.
struct ConnectedCluster: Sendable {
  /// Its name in reports.
  var name: String
  /// Its Kubernetes API.
  var kubernetes: any KubernetesSources
  /// Creates the client for EC2; nil if EC2 is not to be queried.
  var ec2: ClusterCollector.EC2Factory?
  /// The VPCs that EKS names; none for other kinds of access.
  var vpcIDs: [String]
}

/// A connection to a cluster could not be set up.
struct ConnectionFailure: Error {
  /// The name of the cluster in reports; nil if it is unknown.
  var clusterName: String?
  /// The reason, in words for the user.
  var message: String
}
