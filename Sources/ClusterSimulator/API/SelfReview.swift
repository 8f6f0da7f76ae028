import Foundation

/// What a caller asks about itself: who it is, and what it may do.
///
/// Source: https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
enum SelfReview {
  case access
  case subject

  init?(path: String) {
    switch path {
    case "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews": self = .access
    case "/apis/authentication.k8s.io/v1/selfsubjectreviews": self = .subject
    default: return nil
    }
  }

  func answer(_ request: SimulatedRequest, user: String, forbiddenPaths: Set<String>) -> SimulatedResponse {
    var object = (try? JSONSerialization.jsonObject(with: Data(request.body))) as? [String: Any] ?? [:]
    switch self {
    case .subject: object["status"] = ["userInfo": ["username": user]]
    case .access:
      let attributes = (object["spec"] as? [String: Any])?["resourceAttributes"] as? [String: String] ?? [:]
      object["status"] = ["allowed": !forbiddenPaths.contains(Self.path(attributes))]
    }
    let body = (try? JSONSerialization.data(withJSONObject: object)) ?? Data()
    return SimulatedResponse(status: 201, contentType: "application/json", body: Array(body))
  }

  /// The path of what the attributes are about.
  private static func path(_ attributes: [String: String]) -> String {
    let group = attributes["group"] ?? ""
    let resource = attributes["resource"] ?? ""
    let version = group == "cilium.io" ? "v2" : "v1"
    var parts = group.isEmpty ? ["api", version] : ["apis", group, version]
    if let namespace = attributes["namespace"], resource != "namespaces" { parts += ["namespaces", namespace] }
    parts += [resource] + (attributes["name"].map { [$0] } ?? [])
    return (attributes["verb"] == "watch" ? "watch " : "") + "/" + parts.joined(separator: "/")
  }
}
