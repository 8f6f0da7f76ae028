import AWSAccess
import Capacity
import ClusterAccess
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
    let access = ClusterAccess(
      target, aws: awsEnvironment, exec: ExecOptions(environment: environment), files: files)
    do {
      let reached = try await access.reach()
      var (connection, target) = (reached.connection, target)
      connection.name = target.name ?? connection.name
      target.region = reached.region ?? target.region
      for warning in connection.warnings { logger.warning("\(warning)") }
      return ConnectedCluster(name: connection.name, vpcIDs: reached.vpcIDs) { [connection, target] deadline in
        var connector = self
        connector.deadline = deadline
        return ReachableCluster(kubernetes: connector.sources(connection), ec2: connector.ec2Factory(target))
      }
    } catch {
      throw ConnectionFailure(error, of: target)
    }
  }

  private func sources(_ connection: ClusterConnection) -> any WatchableSources {
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
        let session = try await AWSSession(awsEnvironment, options: AWSOptions(target, nodeRegion: nodeRegion))
        return EC2Client(session)
      } catch {
        throw SourceFailure(awsError: error)
      }
    }
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
  /// The VPCs that EKS names; none for other kinds of access.
  var vpcIDs: [String]
  /// Makes clients for its APIs, whose requests may take until a deadline.
  var reach: @Sendable (_ deadline: ContinuousClock.Instant) -> ReachableCluster
}

/// A connection to a cluster could not be set up.
struct ConnectionFailure: Error {
  /// The name of the cluster in reports; nil if it is unknown.
  var clusterName: String?
  /// The reason, in words for the user.
  var message: String
  /// Whether the way to the cluster, or who asks, is the reason.
  var concernsAccess: Bool

  init(_ error: ClusterAccessError, of target: ClusterSettings) {
    clusterName = target.name
    if case .eks(let name) = target.access { clusterName = target.name ?? name }
    message = error.description
    concernsAccess =
      switch error {
      case .kubeconfig: true
      case .aws(let error): error.concernsAccess
      }
  }
}
