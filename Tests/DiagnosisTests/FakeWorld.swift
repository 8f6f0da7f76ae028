import Capacity
import Foundation
import OutsideText
import Settings
import Synchronization
import Transport

@testable import Diagnosis

/// An API server and AWS in the place of the transport, and a folder with a kubeconfig that leads there.
final class FakeWorld: HTTPTransport {
  /// How the world behaves.
  struct Behaviour: Sendable {
    /// Paths of what RBAC does not allow.
    var deniedResources: Set<String> = []
    /// The status with which the API server answers who the caller is.
    var reviewStatus = 201
    var user = "system:serviceaccount:ops:capdb"
    var secondsAhead: Int64 = 0
    var certificateLeft: Int64 = 400 * 86_400
    var failure: TransportError.Kind?
    var hasVPCCNI = true
    var deniedActions: Set<String> = []
    /// EC2's and STS's error for every call.
    var awsError: (status: Int, code: String)?
    var instances = "i-0123456789abcdef0"
    var subnetOwner = "123456789012"
    var hasVPC = true
    var awsSecondsAhead: Int64 = 0
    var awsCertificateLeft: Int64 = 200 * 86_400
    var awsFailure: TransportError.Kind?
  }

  static let now = Timestamp(seconds: 1_795_000_000)
  private let behaviour: Behaviour
  let folder: URL

  init(_ change: (inout Behaviour) -> Void = { _ in }) throws {
    var behaviour = Behaviour()
    change(&behaviour)
    self.behaviour = behaviour
    folder = FileManager.default.temporaryDirectory.appending(path: "doctor-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try write(Self.kubeconfig(user: "token: secret-token"))
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  func write(_ kubeconfig: String) throws {
    try Data(kubeconfig.utf8).write(to: folder.appending(path: "kubeconfig"))
  }

  static func kubeconfig(user: String, cluster: String = "server: https://api.example:6443") -> String {
    """
    apiVersion: v1
    kind: Config
    clusters: [{name: prod, cluster: {\(cluster)}}]
    users: [{name: me, user: {\(user)}}]
    contexts: [{name: prod, context: {cluster: prod, user: me}}]
    current-context: prod
    """
  }

  func surroundings(_ variables: [String: String] = [:]) -> Surroundings {
    let base = [
      "KUBECONFIG": folder.appending(path: "kubeconfig").path, "HOME": folder.path, "PATH": "/usr/bin:/bin",
      "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "s", "AWS_EC2_METADATA_DISABLED": "true",
    ]
    return Surroundings(
      variables: base.merging(variables) { $1 }, transport: self, now: { Self.now }, deadline: .seconds(5))
  }

  /// The findings about the cluster, by check.
  func findings(
    _ settings: ClusterSettings = ClusterSettings(access: .kubeconfig(context: nil, path: nil)),
    follows: Bool = true, variables: [String: String] = [:]
  ) async -> [String: Finding] {
    let findings = await ClusterDiagnosis(settings, follows: follows, surroundings: surroundings(variables)).run()
    return Dictionary(findings.map { ($0.check, $0) }) { first, _ in first }
  }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    if request.url.hasPrefix("https://api.example") { return try kubernetes(request) }
    if let kind = behaviour.awsFailure {
      throw TransportError(kind: kind, server: "https://ec2.example", detail: "no way")
    }
    let response = aws(String(decoding: request.body, as: UTF8.self))
    guard request.asksForCertificate else { return response }
    let certificate = ServerCertificate(
      expiration: Self.now.seconds + behaviour.awsCertificateLeft, subject: "ec2.amazonaws.com", issuer: "Amazon")
    return Self.told(response, ahead: behaviour.awsSecondsAhead, certificate)
  }
}

// MARK: - Kubernetes

extension FakeWorld {
  private func kubernetes(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
    if let kind = behaviour.failure {
      throw TransportError(kind: kind, server: "https://api.example:6443", detail: "connection refused")
    }
    let path = request.url.dropFirst("https://api.example:6443".count).prefix { $0 != "?" }
    switch path {
    case "/version": return version()
    case "/apis/authentication.k8s.io/v1/selfsubjectreviews":
      guard behaviour.reviewStatus == 201 else {
        return json(#"{"kind":"Status","apiVersion":"v1","reason":"Unauthorized"}"#, status: behaviour.reviewStatus)
      }
      return json(#"{"status":{"userInfo":{"username":"\#(behaviour.user)"}}}"#, status: 201)
    case "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews":
      let body = String(decoding: request.body, as: UTF8.self)
      let isDenied = behaviour.deniedResources.contains { body.contains(#""resource":"\#($0)""#) }
      return json(#"{"status":{"allowed":\#(!isDenied)}}"#, status: 201)
    case "/api/v1/nodes": return nodes()
    case "/apis/apps/v1/namespaces/kube-system/daemonsets/aws-node":
      guard behaviour.hasVPCCNI else {
        return json(#"{"kind":"Status","apiVersion":"v1","reason":"NotFound"}"#, status: 404)
      }
      return json(
        #"{"metadata":{},"spec":{"template":{"spec":{"containers":[{"name":"aws-node","image":"x/cni:v1.19.0"}]}}}}"#)
    default: return json(#"{"kind":"Status","apiVersion":"v1","reason":"Forbidden"}"#, status: 403)
    }
  }

  private func version() -> HTTPResponse {
    let certificate = ServerCertificate(
      expiration: Self.now.seconds + behaviour.certificateLeft, subject: "kube-apiserver", issuer: "kubernetes")
    return Self.told(
      json(#"{"gitVersion":"v1.33.1-eks-595af52"}"#), ahead: behaviour.secondsAhead, certificate)
  }

  /// The response with a server's clock and certificate.
  private static func told(
    _ response: HTTPResponse, ahead seconds: Int64, _ certificate: ServerCertificate
  ) -> HTTPResponse {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "GMT")
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    var response = response
    let moment = Date(timeIntervalSince1970: Double(Self.now.seconds + seconds))
    response.headers.append(HTTPHeader("Date", format.string(from: moment)))
    response.certificate = certificate
    return response
  }

  private func nodes() -> HTTPResponse {
    let ready = #"{"type":"Ready","status":"True"}"#
    return json(
      """
      {"kind":"NodeList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"n1",\
      "uid":"2f5c1d8e-9f0d-4c6e-8a58-0c1f4a1d2b3c","creationTimestamp":"2026-11-01T00:00:00Z",\
      "labels":{"topology.kubernetes.io/zone":"ap-northeast-2a","kubernetes.io/os":"linux"}},\
      "spec":{"providerID":"aws:///ap-northeast-2a/i-0123456789abcdef0"},"status":{"allocatable":{"pods":"29"},\
      "conditions":[\(ready)]}}]}
      """)
  }

  private func json(_ text: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(
      status: status, headers: [HTTPHeader("Content-Type", "application/json")], body: ResponseBody(Array(text.utf8)))
  }
}

// MARK: - AWS

extension FakeWorld {
  private func aws(_ form: String) -> HTTPResponse {
    let action = form.firstMatch(of: /Action=([A-Za-z]+)/).map { String($0.1) } ?? ""
    if let error = behaviour.awsError { return refusal(error.status, error.code, action) }
    if action == "GetCallerIdentity" {
      return xml(
        action,
        "<GetCallerIdentityResult><Arn>arn:aws:sts::123456789012:assumed-role/capdb/me</Arn>"
          + "<Account>123456789012</Account></GetCallerIdentityResult>")
    }
    if behaviour.deniedActions.contains(action) { return refusal(403, "UnauthorizedOperation", action) }
    if form.contains("DryRun=true") { return refusal(412, "DryRunOperation", action) }
    switch action {
    case "DescribeInstances":
      guard !behaviour.instances.isEmpty else { return xml(action, "<reservationSet/>") }
      return xml(
        action,
        """
        <reservationSet><item><ownerId>123456789012</ownerId><instancesSet><item><instanceId>\(behaviour.instances)\
        </instanceId><instanceType>m5.large</instanceType><instanceState><name>running</name></instanceState>\
        <placement><availabilityZone>ap-northeast-2a</availabilityZone></placement><subnetId>subnet-1</subnetId>\
        <vpcId>vpc-1</vpcId></item></instancesSet></item></reservationSet>
        """)
    case "DescribeVpcs":
      guard behaviour.hasVPC else { return xml(action, "<vpcSet/>") }
      return xml(action, "<vpcSet><item><vpcId>vpc-1</vpcId><cidrBlock>10.0.0.0/16</cidrBlock></item></vpcSet>")
    case "DescribeSubnets":
      return xml(
        action,
        """
        <subnetSet><item><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId><ownerId>\(behaviour.subnetOwner)</ownerId>\
        <availabilityZone>ap-northeast-2a</availabilityZone><cidrBlock>10.0.0.0/24</cidrBlock>\
        <availableIpAddressCount>7</availableIpAddressCount></item></subnetSet>
        """)
    default: return xml(action, "")
    }
  }

  private func xml(_ action: String, _ content: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(
      status: status, headers: [HTTPHeader("Content-Type", "text/xml")],
      body: ResponseBody(Array("<\(action)Response>\(content)</\(action)Response>".utf8)))
  }

  private func refusal(_ status: Int, _ code: String, _ action: String) -> HTTPResponse {
    let message =
      "User: arn:aws:sts::123456789012:assumed-role/capdb/me is not authorized because no identity-based policy allows it"
    return HTTPResponse(
      status: status, headers: [HTTPHeader("Content-Type", "text/xml")],
      body: ResponseBody(
        Array(
          "<Response><Errors><Error><Code>\(code)</Code><Message>\(message)</Message></Error></Errors></Response>".utf8)
      ))
  }
}
