public import AWSAccess
public import KubernetesAPI
public import Settings

/// The way to a configured cluster: its kubeconfig, its service account, or EKS.
public struct ClusterAccess: Sendable {
  private let settings: ClusterSettings
  private let aws: AWSEnvironment
  private let exec: ExecOptions
  private let files: RunFiles

  /// - Parameters:
  ///   - settings: the cluster.
  ///   - aws: what AWS access takes from outside; only asked where EKS names the cluster's endpoint.
  ///   - exec: what exec plugins are run with; its environment also names kubeconfig files and proxies.
  ///   - files: the kubeconfig files of the run, each of which is read once.
  public init(_ settings: ClusterSettings, aws: AWSEnvironment, exec: ExecOptions, files: RunFiles) {
    self.settings = settings
    self.aws = aws
    self.exec = exec
    self.files = files
  }

  /// Finds the way. Sends no request, except to EKS for the endpoint of the cluster.
  ///
  /// - Throws: `ClusterAccessError` if the configuration leads nowhere, or EKS does not tell the endpoint.
  public func reach() async throws(ClusterAccessError) -> ReachedCluster {
    switch settings.access {
    case .kubeconfig(let context, let path): try byKubeconfig(context: context, path: path)
    case .inCluster: try fromInside()
    case .eks(let name): try await byEKS(name)
    }
  }

  private func byKubeconfig(context: String?, path: String?) throws(ClusterAccessError) -> ReachedCluster {
    do {
      return ReachedCluster(
        connection: try ClusterConnection.current(kubeconfig: path, context: context, exec: exec, files: files))
    } catch {
      throw .kubeconfig(error)
    }
  }

  private func fromInside() throws(ClusterAccessError) -> ReachedCluster {
    do throws(KubeconfigError) {
      guard let connection = try ClusterConnection.inCluster(environment: exec.environment) else {
        throw .inCluster(.noVariables)
      }
      return ReachedCluster(connection: connection)
    } catch {
      throw .kubeconfig(error)
    }
  }

  /// EKS tells the endpoint, and AWS credentials make the tokens: a new one for each request, since signing it takes
  /// microseconds and none then ever expires.
  private func byEKS(_ name: String) async throws(ClusterAccessError) -> ReachedCluster {
    do throws(AWSError) {
      let session = try await AWSSession(aws, options: AWSOptions(settings, nodeRegion: nil))
      let cluster = try await EKSClient(session).describeCluster(name)
      let connection = ClusterConnection(
        name: name, server: cluster.endpoint, certificateAuthorityPEM: cluster.certificateAuthorityPEM,
        environment: exec.environment
      ) { _ in try await session.bearerToken(forCluster: name).value }
      return ReachedCluster(
        connection: connection, region: session.region, vpcIDs: cluster.vpcID.map { [$0] } ?? [])
    } catch {
      throw .aws(error)
    }
  }
}

/// A cluster whose API server is known, and what was learned on the way.
public struct ReachedCluster: Sendable {
  /// The way to the API server. Its name is that of the kubeconfig's entry or of the EKS cluster.
  public var connection: ClusterConnection
  /// The region in which EKS was asked; nil for other ways.
  public var region: String?
  /// The VPC that EKS names; none for other ways.
  public var vpcIDs: [String] = []
}

/// Why a configured cluster cannot be reached.
public enum ClusterAccessError: Error, Equatable, Sendable {
  /// The kubeconfig, or the service account of the pod, cannot be used.
  case kubeconfig(KubeconfigError)
  /// EKS did not tell the endpoint.
  case aws(AWSError)
}

extension ClusterAccessError: CustomStringConvertible {
  /// What failed, and what to do next.
  public var description: String {
    switch self {
    case .kubeconfig(let error): error.description
    case .aws(let error): error.description
    }
  }
}

extension AWSOptions {
  /// The options of a cluster's session. Without a configured region, that of the nodes goes before that of the
  /// environment, which is the same for all clusters.
  ///
  /// - Parameter nodeRegion: the region that the nodes are in; nil if it is unknown.
  public init(_ settings: ClusterSettings, nodeRegion: String?) {
    self.init(
      profile: settings.aws.profile, region: settings.region ?? nodeRegion,
      role: settings.aws.roleARN.map { AWSRole(arn: $0, externalID: settings.aws.externalID) })
  }
}
