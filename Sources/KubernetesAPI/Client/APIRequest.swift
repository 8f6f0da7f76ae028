/// One thing that is asked of the API, in the words of RBAC.
public struct APIRequest: Hashable, Sendable {
  /// `list`, `get` or `watch`.
  public var verb: String
  /// The API group; empty for the core group.
  public var group = ""
  /// The resource's plural name; empty for paths that are none.
  public var resource: String
  /// The namespace; nil for the whole cluster.
  public var namespace: String?
  /// The object's name; nil for lists.
  public var name: String?
  /// The path below the server's URL, without its query.
  public var path: String

  /// All nodes.
  public static let nodes = APIRequest(verb: "list", resource: "nodes", path: "/api/v1/nodes")
  /// The pods of all namespaces.
  public static let pods = APIRequest(verb: "list", resource: "pods", path: "/api/v1/pods")
  /// The pods of the namespace `kube-system`; who may list all pods may list these.
  static let kubeSystemPods = APIRequest(
    verb: "list", resource: "pods", namespace: "kube-system", path: "/api/v1/namespaces/kube-system/pods")
  /// The events of all namespaces.
  public static let events = APIRequest(verb: "list", resource: "events", path: "/api/v1/events")
  /// The DaemonSet of the Amazon VPC CNI.
  public static let cni = APIRequest(
    verb: "get", group: "apps", resource: "daemonsets", namespace: "kube-system", name: "aws-node",
    path: "/apis/apps/v1/namespaces/kube-system/daemonsets/aws-node")
  /// What Cilium may assign on each node.
  public static let ciliumNodes = APIRequest(
    verb: "list", group: "cilium.io", resource: "ciliumnodes", path: "/apis/cilium.io/v2/ciliumnodes")
  /// The namespace whose UID identifies the cluster.
  public static let kubeSystem = APIRequest(
    verb: "get", resource: "namespaces", name: "kube-system", path: "/api/v1/namespaces/kube-system")
  /// Whether the caller may do something.
  static let accessReview = APIRequest(
    verb: "create", group: "authorization.k8s.io", resource: "selfsubjectaccessreviews",
    path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
  /// Who the caller is.
  static let selfReview = APIRequest(
    verb: "create", group: "authentication.k8s.io", resource: "selfsubjectreviews",
    path: "/apis/authentication.k8s.io/v1/selfsubjectreviews")
  /// The server's version.
  public static let version = APIRequest(verb: "get", resource: "", path: "/version")
}

extension APIRequest {
  /// The changes of what this lists.
  public var watched: APIRequest {
    var request = self
    request.verb = "watch"
    return request
  }
}

extension APIRequest: CustomStringConvertible {
  /// For example `list pods`, or `get daemonsets aws-node in namespace kube-system`.
  public var description: String {
    if resource.isEmpty { return "\(verb) \(path)" }
    let object = name.map { " \($0)" } ?? ""
    return "\(verb) \(resource)\(object)" + (namespace.map { " in namespace \($0)" } ?? "")
  }

  /// The right that it needs, in the words of RBAC.
  var right: String {
    let group = group.isEmpty ? "the core API group" : "API group \(group)"
    return "verb \(verb) on \(resource) (\(group)\(namespace.map { ", namespace \($0)" } ?? ", whole cluster"))"
  }
}
