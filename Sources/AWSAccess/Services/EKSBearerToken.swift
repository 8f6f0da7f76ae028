public import Capacity
import Crypto
import Foundation
import TextEncoding

/// The token by which EKS recognises an IAM identity: a presigned URL of STS's `GetCallerIdentity`.
///
/// Source: https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster
public struct EKSBearerToken: Sendable {
  /// The token that follows `Bearer `. Never logged.
  public var value: String
  /// When it should be replaced: a minute before the server stops accepting it.
  public var expiration: Timestamp

  /// Seconds from the token's date; the server accepts it for 15 minutes.
  static let lifetime: Int64 = 14 * 60

  /// - Parameter cluster: the cluster's name; its id, for a local cluster on Outposts.
  init(cluster: String, credentials: Credentials, host: String, region: String, at time: Timestamp) {
    let url = PresignedCallerIdentity(
      cluster: cluster, credentials: credentials, host: host, region: region, time: time
    ).url
    let base64 = Data(url.utf8).base64EncodedString()
    value = "k8s-aws-v1." + base64.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    expiration = time + Self.lifetime
  }
}

extension EKSBearerToken: CustomStringConvertible, CustomReflectable {
  /// The same for all tokens.
  public var description: String { "EKS bearer token" }

  /// Empty, so that nothing shows the token.
  public var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}

extension AWSSession {
  /// A token for the API server of the EKS cluster of this name, made without a call of any service.
  ///
  /// Custom endpoints are ignored: the server accepts STS's own host names only.
  /// - Throws: `AWSError` if there are no credentials or the region's name is not valid.
  public func bearerToken(forCluster cluster: String) async throws(AWSError) -> EKSBearerToken {
    let host = try settings.presigningHost(region: region)
    let keys = try await credentials.credentials()
    return EKSBearerToken(
      cluster: cluster, credentials: keys, host: host, region: region, at: settings.environment.now())
  }
}

/// `GetCallerIdentity` with its signature in the query.
///
/// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
private struct PresignedCallerIdentity {
  let cluster: String
  let credentials: Credentials
  let host: String
  let region: String
  let time: Timestamp

  var url: String { "https://\(host)/?\(PercentEncoding.query(parameters))&X-Amz-Signature=\(signature)" }

  private var parameters: [(name: String, value: String)] {
    var parameters = [
      (name: "Action", value: "GetCallerIdentity"), ("Version", "2011-06-15"), ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
      ("X-Amz-Credential", "\(credentials.accessKeyID)/\(scope)"), ("X-Amz-Date", dateTime), ("X-Amz-Expires", "60"),
      ("X-Amz-SignedHeaders", "host;x-k8s-aws-id"),
    ]
    if let token = credentials.sessionToken { parameters.append(("X-Amz-Security-Token", token)) }
    return parameters
  }

  private var canonicalRequest: String {
    [
      "GET", "/", PercentEncoding.query(parameters.sorted { $0.name < $1.name }), "host:\(host)",
      "x-k8s-aws-id:\(cluster)",
      "", "host;x-k8s-aws-id", Hexadecimal.text(SHA256.hash(data: [UInt8]())),
    ].joined(separator: "\n")
  }

  private var signature: String {
    let digest = Hexadecimal.text(SHA256.hash(data: Array(canonicalRequest.utf8)))
    let text = ["AWS4-HMAC-SHA256", dateTime, scope, digest].joined(separator: "\n")
    let key = [date, region, "sts", "aws4_request"].reduce(Array("AWS4\(credentials.secretAccessKey)".utf8)) {
      Self.code(of: $1, under: $0)
    }
    return Hexadecimal.text(Self.code(of: text, under: key))
  }

  private static func code(of text: String, under key: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
  }

  /// `20261123T043915Z`.
  private var dateTime: String { time.description.filter { $0 != "-" && $0 != ":" } }
  private var date: String { String(dateTime.prefix(8)) }
  private var scope: String { "\(date)/\(region)/sts/aws4_request" }
}
