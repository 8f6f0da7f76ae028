public import OutsideText
public import Transport

/// Why a question to a cluster's API has no answer. Holds facts; `description` words them. Never holds a secret.
public struct KubernetesError: Error, Equatable, Sendable {
  /// What went wrong.
  public enum Problem: Equatable, Sendable {
    /// There was no complete answer.
    case transport(TransportError)
    /// There are no credentials to send.
    case credential(CredentialError)
    /// The server refused.
    case refused(Refusal)
    /// The answer cannot be used.
    case undecodable(DecodingFailure, page: Int)
    /// The server gave a token for the next page that it had given before.
    case repeatedContinueToken(page: Int)
  }

  /// The cluster's display name.
  public var cluster: SafeText
  /// Scheme, host and port of the API server.
  public var server: SafeText
  /// What was asked for.
  public var request: APIRequest
  /// What went wrong.
  public var problem: Problem

  /// Makes an error.
  public init(cluster: SafeText, server: SafeText, request: APIRequest, problem: Problem) {
    self.cluster = cluster
    self.server = server
    self.request = request
    self.problem = problem
  }

  /// The HTTP status, where the server refused.
  public var httpStatus: Int? {
    if case .refused(let refusal) = problem { refusal.httpStatus } else { nil }
  }

  /// Whether the credentials are known but lack a right (403).
  public var isDenied: Bool { httpStatus == 403 }
  /// Whether the server does not accept the credentials (401).
  public var isUnauthorized: Bool { httpStatus == 401 }
  /// Whether the task was cancelled.
  public var isCancelled: Bool {
    if case .transport(let error) = problem { error.kind == .cancelled } else { false }
  }
}

/// A refusal of the API server: the HTTP status and, where it sent one, its `Status` object.
///
/// Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
public struct Refusal: Hashable, Sendable {
  /// The HTTP status, for example 403.
  public var httpStatus: Int
  /// The server's own word for it, for example `Forbidden`; nil if the answer was no `Status`.
  public var reason: SafeText?
  /// The user that lacks a right, as the server names it.
  public var user: SafeText?
  /// The media type of an answer that was no `Status`.
  public var mediaType: SafeText?
  /// What the server's words mean, where that is known.
  public var cause: SafeText?
  /// The token by which an expired list can go on, at a newer revision.
  public var continueToken: String?

  /// Makes a refusal.
  public init(
    httpStatus: Int, reason: SafeText? = nil, user: SafeText? = nil, mediaType: SafeText? = nil,
    cause: SafeText? = nil, continueToken: String? = nil
  ) {
    self.httpStatus = httpStatus
    self.reason = reason
    self.user = user
    self.mediaType = mediaType
    self.cause = cause
    self.continueToken = continueToken
  }
}

/// One thing that is asked of the API, in the words of RBAC.
public struct APIRequest: Hashable, Sendable {
  /// `list` or `get`.
  public var verb: String
  /// The API group; empty for the core group.
  public var group: String
  /// The resource's plural name; empty for paths that are none.
  public var resource: String
  /// The namespace; nil for the whole cluster.
  public var namespace: String?
  /// The object's name; nil for lists.
  public var name: String?
  /// The path below the server's URL, without its query.
  public var path: String

  /// Makes a request.
  public init(
    verb: String, group: String = "", resource: String, namespace: String? = nil, name: String? = nil, path: String
  ) {
    self.verb = verb
    self.group = group
    self.resource = resource
    self.namespace = namespace
    self.name = name
    self.path = path
  }

  /// All nodes.
  public static let nodes = APIRequest(verb: "list", resource: "nodes", path: "/api/v1/nodes")
  /// The pods of all namespaces.
  public static let pods = APIRequest(verb: "list", resource: "pods", path: "/api/v1/pods")
  /// The events of all namespaces.
  public static let events = APIRequest(verb: "list", resource: "events", path: "/api/v1/events")
  /// The DaemonSet of the Amazon VPC CNI.
  public static let cni = APIRequest(
    verb: "get", group: "apps", resource: "daemonsets", namespace: "kube-system", name: "aws-node",
    path: "/apis/apps/v1/namespaces/kube-system/daemonsets/aws-node")
  /// The namespace whose UID identifies the cluster.
  public static let kubeSystem = APIRequest(
    verb: "get", resource: "namespaces", name: "kube-system", path: "/api/v1/namespaces/kube-system")
  /// The server's version.
  public static let version = APIRequest(verb: "get", resource: "", path: "/version")
}
