import Capacity

/// The slice of the Kubernetes API that capdb calls, answered from a simulated cluster.
///
/// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/
struct SimulatedKubernetesAPI: Sendable {
  /// Whom a valid token stands for.
  static let user = "capdb"
  /// Bodies up to this size are never compressed.
  private static let gzipThreshold = 128 * 1024
  /// Lists under way whose later pages can still be asked for.
  private static let snapshotLimit = 16

  /// The bearer tokens that are accepted.
  var tokens: Set<String> = []
  /// The AWS key whose presigned STS URLs are accepted as EKS tokens.
  var accessKeyID = ""
  /// Whether a verified client certificate stands in for a token.
  var acceptsClientCertificates = false
  /// The paths that RBAC does not allow, for those who ask about their rights.
  var forbiddenPaths: Set<String> = []
  /// The clusters of which a list is under way, by resource version.
  var snapshots: [Int64: SimulatedCluster] = [:]

  /// Answers a request; a fault takes the place of what would have gone well.
  mutating func respond(to request: SimulatedRequest, cluster: inout SimulatedCluster, fault: Fault.Kind?)
    -> SimulatedResponse
  {
    let route = KubernetesRoute(path: request.path)
    guard let encoding = KubernetesEncoding(accept: request.headers["accept"], route: route) else {
      let status = KubernetesDocuments.status(
        code: 406, reason: "NotAcceptable",
        message: "only the following media types are accepted: application/json, \(ProtobufWriter.contentType)")
      return KubernetesEncoding.json.response(status, apiVersion: "v1", kind: "Status", status: 406)
    }
    if let refusal = refusal(of: request, route: route, encoding: encoding, fault: fault, cluster: cluster) {
      return refusal
    }
    var response = answer(request, route: route, encoding: encoding, cluster: &cluster)
    if request.acceptsGzip, response.body.count > Self.gzipThreshold {
      response.body = Gzip.stored(response.body)
      response.headers.append(["content-encoding", "gzip"])
    }
    return response
  }

  /// Drops the snapshots of lists under way, as a compaction of etcd does: their continue tokens expire.
  mutating func compact() { snapshots.removeAll() }

  private func refusal(
    of request: SimulatedRequest, route: KubernetesRoute, encoding: KubernetesEncoding, fault: Fault.Kind?,
    cluster: SimulatedCluster
  ) -> SimulatedResponse? {
    let token = request.headers["authorization"].map { $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : "" }
    switch fault {
    case .unauthorized: return encoding.failure(401, "Unauthorized", "Unauthorized")
    case .forbidden:
      return denial(of: route, user: Self.user, verb: request.isWatch ? "watch" : "list", encoding: encoding)
    case .expiredContinueToken: return expired(request, route: route, encoding: encoding, cluster: cluster)
    case .tooManyRequests(let seconds):
      return SimulatedResponse(
        status: 429, contentType: "text/plain; charset=utf-8", headers: [["retry-after", String(seconds)]],
        body: Array("Too many requests, please try again later.\n".utf8))
    default: break
    }
    guard let token else {
      return acceptsClientCertificates ? nil : denial(of: route, user: "system:anonymous", encoding: encoding)
    }
    return accepts(token) ? nil : encoding.failure(401, "Unauthorized", "Unauthorized")
  }

  private func accepts(_ token: String) -> Bool {
    if tokens.contains(token) { return true }
    guard !accessKeyID.isEmpty, token.hasPrefix("k8s-aws-v1."), let url = OpaqueToken.decode(token.dropFirst(11)) else {
      return false
    }
    return url.contains("Action=GetCallerIdentity") && url.contains("X-Amz-Credential=\(accessKeyID)%2F")
      && url.contains("x-k8s-aws-id")
  }

  private func denial(
    of route: KubernetesRoute, user: String, verb: String = "list", encoding: KubernetesEncoding
  ) -> SimulatedResponse {
    let denial = route.denial(user: user, verb: verb)
    return encoding.failure(403, "Forbidden", denial.message, resource: denial.resource)
  }

  private mutating func answer(
    _ request: SimulatedRequest, route: KubernetesRoute, encoding: KubernetesEncoding, cluster: inout SimulatedCluster
  ) -> SimulatedResponse {
    if request.method == "POST", let review = SelfReview(path: request.path) {
      return review.answer(request, user: Self.user, forbiddenPaths: forbiddenPaths)
    }
    guard request.method == "GET" else {
      return encoding.failure(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource")
    }
    switch route {
    case .version:
      var writer = JSONWriter()
      writer.write(cluster.versionDocument)
      return SimulatedResponse(contentType: JSONWriter.contentType, body: Array(writer.text.utf8))
    case .list(let resource, let namespace):
      return list(resource, namespace: namespace, request: request, encoding: encoding, cluster: &cluster)
    case .kubeSystem:
      return encoding.response(cluster.kubeSystemNamespace, apiVersion: "v1", kind: "Namespace")
    case .awsNode:
      guard let daemonSet = cluster.awsNodeDaemonSet else {
        return encoding.failure(404, "NotFound", "daemonsets.apps \"aws-node\" not found", resource: "daemonsets")
      }
      return encoding.response(daemonSet, apiVersion: "apps/v1", kind: "DaemonSet")
    case .unknownResource:
      return encoding.failure(404, "NotFound", "the server could not find the requested resource")
    case .unknownGroup:
      return SimulatedResponse(
        status: 404, contentType: "text/plain; charset=utf-8", body: Array("404 page not found\n".utf8))
    }
  }

  /// Keeps the cluster as the first page showed it, so that all pages show one moment.
  mutating func keep(_ cluster: SimulatedCluster) {
    snapshots[cluster.resourceVersion] = cluster
    while snapshots.count > Self.snapshotLimit, let oldest = snapshots.keys.min() { snapshots[oldest] = nil }
  }
}

/// What of the Kubernetes API a path names, as far as capdb reads it.
enum KubernetesRoute: Equatable {
  /// `GET /version`.
  case version
  /// A list: nodes, pods or events; of one namespace, or of the cluster.
  case list(resource: String, namespace: String?)
  /// The namespace `kube-system`.
  case kubeSystem
  /// The DaemonSet `kube-system/aws-node`.
  case awsNode
  /// A group that the server has, but not this resource.
  case unknownResource
  /// A group that the server does not have.
  case unknownGroup

  init(path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    switch parts {
    case ["version"]: self = .version
    case ["api", "v1", "nodes"], ["api", "v1", "pods"], ["api", "v1", "events"]:
      self = .list(resource: parts[2], namespace: nil)
    case ["api", "v1", "namespaces", "kube-system"]: self = .kubeSystem
    case ["apis", "apps", "v1", "namespaces", "kube-system", "daemonsets", "aws-node"]: self = .awsNode
    case _ where parts.count == 5 && parts.starts(with: ["api", "v1", "namespaces"]):
      self = ["pods", "events"].contains(parts[4]) ? .list(resource: parts[4], namespace: parts[3]) : .unknownResource
    case _ where parts.starts(with: ["api", "v1"]) || parts.starts(with: ["apis", "apps", "v1"]):
      self = .unknownResource
    default: self = .unknownGroup
    }
  }

  /// The API server's words where RBAC does not allow it, and the resource.
  func denial(user: String, verb: String = "list") -> (message: String, resource: String) {
    switch self {
    case .list(let resource, let namespace):
      let place = namespace.map { "in the namespace \"\($0)\"" } ?? "at the cluster scope"
      return (
        "\(resource) is forbidden: User \"\(user)\" cannot \(verb) resource \"\(resource)\" in API group \"\" \(place)",
        resource
      )
    case .kubeSystem:
      return (
        "namespaces \"kube-system\" is forbidden: User \"\(user)\" cannot get resource \"namespaces\" in API group \"\""
          + " in the namespace \"kube-system\"", "namespaces"
      )
    case .awsNode:
      return (
        "daemonsets.apps \"aws-node\" is forbidden: User \"\(user)\" cannot get resource \"daemonsets\" in API group "
          + "\"apps\" in the namespace \"kube-system\"", "daemonsets"
      )
    case .version, .unknownResource, .unknownGroup:
      return ("forbidden: User \"\(user)\" cannot get path \"/\"", "")
    }
  }
}

/// The encoding of an answer.
enum KubernetesEncoding {
  case json, protobuf

  /// The encoding that `Accept` prefers of those the route has; nil if it names none of them.
  ///
  /// The highest weight wins, on a tie the one listed first. Source: RFC 9110 section 12.5.1.
  init?(accept: String?, route: KubernetesRoute) {
    guard let accept, !accept.isEmpty else {
      self = .json
      return
    }
    var best: (encoding: KubernetesEncoding, weight: Double)?
    for range in accept.split(separator: ",") {
      let parts = range.split(separator: ";").map { String($0.filter { $0 != " " }) }
      guard let type = parts.first, let encoding = Self.encoding(of: type, route: route) else { continue }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
      if weight > best?.weight ?? 0 { best = (encoding, weight) }
    }
    guard let best else { return nil }
    self = best.encoding
  }

  private static func encoding(of type: String, route: KubernetesRoute) -> KubernetesEncoding? {
    switch type {
    case "*/*", "application/*", JSONWriter.contentType: .json
    case ProtobufWriter.contentType: route == .version ? .json : .protobuf
    default: nil
    }
  }

  /// An answer with this object.
  func response(_ message: WireMessage, apiVersion: String, kind: String, status: Int = 200) -> SimulatedResponse {
    switch self {
    case .json:
      SimulatedResponse(
        status: status, contentType: JSONWriter.contentType,
        body: JSONWriter.body(message, apiVersion: apiVersion, kind: kind))
    case .protobuf:
      SimulatedResponse(
        status: status, contentType: ProtobufWriter.contentType,
        body: ProtobufWriter.body(message, apiVersion: apiVersion, kind: kind))
    }
  }

  /// An answer with a `Status` that reports a failure.
  func failure(_ code: Int, _ reason: String, _ message: String, resource: String? = nil, continueToken: String = "")
    -> SimulatedResponse
  {
    let status = KubernetesDocuments.status(
      code: code, reason: reason, message: message, resource: resource, continueToken: continueToken)
    return response(status, apiVersion: "v1", kind: "Status", status: code)
  }
}
