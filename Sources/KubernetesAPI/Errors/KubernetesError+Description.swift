internal import Capacity
internal import OutsideText
internal import Transport

extension KubernetesError: CustomStringConvertible {
  /// What failed, for whom, why, and what to do next.
  ///
  /// A problem that meets every request is told without naming one: what several sources say alike is told once.
  public var description: String {
    let action = problem.meetsEveryRequest ? "" : "cannot \(request.description): "
    return "\(cluster) (\(server)): \(action)\(problem.description(of: request))"
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
  fileprivate var right: String {
    let group = group.isEmpty ? "the core API group" : "API group \(group)"
    return "verb \(verb) on \(resource) (\(group)\(namespace.map { ", namespace \($0)" } ?? ", whole cluster"))"
  }
}

extension KubernetesError.Problem {
  /// Whether it lies in the way to the server or in who asks, not in what is asked for.
  fileprivate var meetsEveryRequest: Bool {
    switch self {
    case .transport, .credential: true
    case .refused(let refusal): refusal.httpStatus == 401
    case .undecodable, .repeatedContinueToken: false
    }
  }

  fileprivate func description(of request: APIRequest) -> String {
    switch self {
    case .transport(let error): error.words
    case .credential(let error): error.description
    case .refused(let refusal): refusal.description(of: request)
    case .undecodable(let failure, let page): "page \(page) of the answer cannot be used: \(failure)"
    case .repeatedContinueToken(let page):
      "after page \(page) the server gave a continue token that it had given before; this list would never end. "
        + "Nothing of it was recorded. Is there a caching proxy before the API server?"
    }
  }
}

extension TransportError {
  /// In one line; the server is named before it.
  fileprivate var words: String {
    let what = detail.text.isEmpty ? summary : "\(summary) (\(detail))"
    return remedy.map { "\(what). \($0)" } ?? what
  }
}

extension Refusal {
  fileprivate func description(of request: APIRequest) -> String {
    let kind = reason.map { " \($0)" } ?? mediaType.map { " with \($0) in place of a Status" } ?? ""
    let words = [denial(of: request), cause?.text].compactMap(\.self).joined(separator: ", ")
    let remedy = remedy(of: request)
    return "HTTP \(httpStatus)\(kind)" + (words.isEmpty ? "" : ": \(words)") + (remedy.isEmpty ? "" : ". \(remedy)")
  }

  /// Who may not do what, as RBAC's authorizer says it.
  private func denial(of request: APIRequest) -> String? {
    guard httpStatus == 403, let user, !request.resource.isEmpty else { return nil }
    let scope = request.namespace.map { "in the namespace \"\($0)\"" } ?? "at the cluster scope"
    return
      "\(request.resource) is forbidden: User \"\(user)\" cannot \(request.verb) resource \"\(request.resource)\" in API group "
      + "\"\(request.group)\" \(scope)"
  }

  private func remedy(of request: APIRequest) -> String {
    switch httpStatus {
    case 401:
      "The server does not accept the credentials: renew them (kubectl with the same context shows the same), "
        + "or on EKS check that the IAM identity has an access entry or a line in the aws-auth ConfigMap."
    case 403 where user?.text == "system:anonymous":
      "No credentials were sent: check the user entry of the kubeconfig's context."
    case 403 where !request.resource.isEmpty:
      "RBAC lacks \(request.right); the ClusterRole and Role in Config/kubernetes grant it."
    case 404 where reason == nil:
      "That is not the answer of an API server: check the server URL and its path."
    case 410: "The list expired again and again while it was read; run the collection again."
    case 429: "The API server is overloaded and stayed so; the next run tries again."
    case 500...599: "The API server failed and stayed so; the next run tries again."
    case 300...399: "Redirects are not followed: check the server URL."
    default: ""
    }
  }
}

extension DecodingFailure: CustomStringConvertible {
  /// What is wrong and where, without a full stop.
  public var description: String {
    object.map { "\($0): \(problem.words)" } ?? problem.words
  }
}

extension DecodingFailure.Problem {
  fileprivate var words: String {
    switch self {
    case .noMagic: "it claims to be Kubernetes protobuf, but does not begin as such"
    case .truncated: "it ends too early"
    case .garbled(let detail): "it is garbled (\(detail))"
    case .unexpectedKind(let found, let expected): "it is \(found ?? "something else"), where \(expected) was asked for"
    case .unexpectedMediaType(let type):
      "its media type is \(type ?? "missing or none"), where protobuf or JSON was asked for "
        + "(does a proxy answer in the server's place?)"
    case .missing(let field): "\(field) is missing"
    case .quantity(let field): "\(field) is no Kubernetes quantity (expected something like 250m, 17 or 1.5Gi)"
    case .address(let field): "\(field) is no IP address"
    case .time(let field): "\(field) is no RFC 3339 time"
    }
  }
}
