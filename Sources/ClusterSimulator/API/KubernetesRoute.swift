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
  func denial(user: String) -> (message: String, resource: String) {
    switch self {
    case .list(let resource, let namespace):
      let place = namespace.map { "in the namespace \"\($0)\"" } ?? "at the cluster scope"
      return (
        "\(resource) is forbidden: User \"\(user)\" cannot list resource \"\(resource)\" in API group \"\" \(place)",
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
