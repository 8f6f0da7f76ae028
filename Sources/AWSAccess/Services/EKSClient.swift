import Foundation
import OutsideText
import Transport

/// A cluster as EKS describes it.
public struct EKSCluster: Equatable, Sendable {
  /// The cluster's name.
  public var name: String
  /// The URL of its API server.
  public var endpoint: String
  /// The certificate authority of its API server, in PEM; nil if what EKS sent is not base64.
  public var certificateAuthorityPEM: [UInt8]?
  /// The VPC in which its API server reaches its nodes; nil if EKS does not say.
  public var vpcID: String?
}

/// The Elastic Kubernetes Service.
public struct EKSClient: Sendable {
  private let session: AWSSession

  /// A client with the session's region and credentials.
  public init(_ session: AWSSession) {
    self.session = session
  }

  /// Asks for a cluster by its name (`eks:DescribeCluster`).
  /// - Throws: `AWSError`, also if the cluster is still being created and has no API server yet.
  public func describeCluster(_ name: String) async throws(AWSError) -> EKSCluster {
    guard Self.isClusterName(name) else { throw .configuration(.invalidClusterName) }
    let caller = try AWSCaller(session.settings, service: .eks, region: session.region, action: "DescribeCluster")
    let request = HTTPRequest(
      url: caller.endpoint.url("/clusters/\(name)"), shownPath: "/clusters/\(.name(name))",
      endpoint: caller.endpoint.endpoint,
      limits: TransferLimits(bodyBytes: 4 << 20))
    return try Self.decode(try await caller.send(request, signedBy: session.credentialSupply), caller.call)
  }

  /// `[0-9A-Za-z][A-Za-z0-9_-]*`, at most 100 characters.
  ///
  /// Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
  static func isClusterName(_ name: String) -> Bool {
    name.utf8.count <= 100 && name.wholeMatch(of: /[0-9A-Za-z][A-Za-z0-9_\-]*/) != nil
  }

  private static func decode(_ response: HTTPResponse, _ call: AWSCall) throws(AWSError) -> EKSCluster {
    let bytes = response.body.withUnsafeBytes { Data($0) }
    guard let cluster = try? JSONDecoder().decode(DescribeClusterReply.self, from: bytes).cluster else {
      throw .unreadable(call, reason: "the answer is not JSON with a cluster in it")
    }
    guard let endpoint = cluster.endpoint, let authority = cluster.certificateAuthority?.data else {
      throw .unreadable(
        call,
        reason: "the cluster has no API server: its status is \(cluster.status.flatMap { .word($0) } ?? "unknown")")
    }
    return EKSCluster(
      name: cluster.name, endpoint: endpoint,
      certificateAuthorityPEM: Data(base64Encoded: authority, options: .ignoreUnknownCharacters).map { Array($0) },
      vpcID: cluster.resourcesVpcConfig?.vpcId)
  }
}

private struct DescribeClusterReply: Decodable {
  struct Cluster: Decodable {
    struct CertificateAuthority: Decodable {
      var data: String?
    }

    struct NetworkConfiguration: Decodable {
      var vpcId: String?
    }

    var name: String
    var endpoint: String?
    var certificateAuthority: CertificateAuthority?
    var status: String?
    var resourcesVpcConfig: NetworkConfiguration?
  }

  var cluster: Cluster
}
