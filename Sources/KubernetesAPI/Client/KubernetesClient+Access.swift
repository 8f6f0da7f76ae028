public import Capacity
import Foundation
public import OutsideText
public import Transport

/// How a server answers before anything is asked of the cluster.
public struct ServerGreeting: Hashable, Sendable {
  /// For example `v1.33.1-eks-595af52`; nil if the server does not tell.
  public var version: SafeText?
  /// When it answered by its own clock, in seconds since the epoch; nil if it does not say.
  public var sentAt: Int64?
  /// The certificate that it showed; nil without TLS.
  public var certificate: ServerCertificate?
}

extension KubernetesClient {
  /// Asks the server for its version, and notes its clock and certificate on the way, also where it refuses to tell.
  ///
  /// - Throws: `KubernetesError`; also where the answer is not that of an API server.
  public func greet() async throws(KubernetesError) -> ServerGreeting {
    var message = HTTPRequest(url: url(.version, ""), headers: [HTTPHeader("Accept", "application/json")])
    message.asksForCertificate = true
    let response = try await answer(.version, message)
    if response.status != 200, case let refusal = Refusal(response), refusal.reason == nil {
      throw error(.version, .refused(refusal))
    }
    if response.status == 200, Self.text("gitVersion", of: Self.object(response)) == nil {
      throw error(.version, .undecodable(DecodingFailure(.missing(field: "gitVersion")), page: 1))
    }
    return ServerGreeting(
      version: Self.text("gitVersion", of: Self.object(response)).flatMap { version in
        version.wholeMatch(of: /v[0-9]+\.[0-9]+[A-Za-z0-9.+\-]{0,60}/) == nil ? nil : .name(version)
      },
      sentAt: response.sentAt, certificate: response.certificate)
  }

  /// Whether the caller may send this request, by all of the server's authorizers.
  ///
  /// Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/
  /// - Throws: `KubernetesError`; 401 where the server does not accept the credentials.
  public func isAllowed(_ request: APIRequest) async throws(KubernetesError) -> Bool {
    var attributes = ["verb": request.verb, "group": request.group, "resource": request.resource]
    // A namespace lies in itself: a Role in kube-system may allow to read kube-system.
    attributes["namespace"] = request.resource == "namespaces" ? request.name : request.namespace
    attributes["name"] = request.name
    let review: [String: Any] = [
      "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
      "spec": ["resourceAttributes": attributes],
    ]
    let response = try await post(.accessReview, json: Self.json(review))
    guard let status = Self.object(response)["status"] as? [String: Any], let allowed = status["allowed"] as? Bool
    else {
      throw error(.accessReview, .undecodable(DecodingFailure(.missing(field: "status.allowed")), page: 1))
    }
    return allowed
  }

  /// The name by which the server knows the caller; nil if it does not tell, as before Kubernetes 1.28.
  ///
  /// - Throws: `KubernetesError`; 401 where the server does not accept the credentials.
  public func userName() async throws(KubernetesError) -> SafeText? {
    let review: [String: Any] = ["apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"]
    do throws(KubernetesError) {
      let status = Self.object(try await post(.selfReview, json: Self.json(review)))["status"] as? [String: Any]
      return Self.text("username", of: status?["userInfo"] as? [String: Any] ?? [:]).map { .name($0) }
    } catch {
      guard case .refused = error.problem, error.httpStatus != 401 else { throw error }
      return nil
    }
  }

  /// The name by which the server refuses a request that the caller may not send; nil if it is not refused, or tells none.
  public func userRefused(_ request: APIRequest) async -> SafeText? {
    do throws(KubernetesError) {
      _ = try await get(request, query: Self.smallestQuery[request.verb] ?? "", accept: "application/json")
      return nil
    } catch {
      guard case .refused(let refusal) = error.problem else { return nil }
      return refusal.user
    }
  }

  /// What keeps an answer small to a request that is sent to be refused.
  private static let smallestQuery = ["list": "limit=1", "watch": "watch=1&timeoutSeconds=1&resourceVersion=1"]

  /// The first nodes of the list, at most `limit` of them.
  ///
  /// - Throws: `KubernetesError`.
  public func firstNodes(_ limit: Int) async throws(KubernetesError) -> [Node] {
    let response = try await get(.nodes, query: "limit=\(limit)", accept: Encoding.accepted)
    do throws(DecodingFailure) {
      let encoding = try Encoding(mediaType: response.mediaType)
      return try response.body.withUnsafeBytes { bytes throws(DecodingFailure) in
        var decoder = ListDecoder<NodeFields>()
        var nodes: [Node] = []
        _ = try decoder.decode(bytes, encoding, into: &nodes)
        return nodes
      }
    } catch {
      throw self.error(.nodes, .undecodable(error, page: 1))
    }
  }

  private static func json(_ object: [String: Any]) -> [UInt8] {
    Array((try? JSONSerialization.data(withJSONObject: object, options: .sortedKeys)) ?? Data())
  }

  private static func object(_ response: HTTPResponse) -> [String: Any] {
    let data = response.body.withUnsafeBytes { Data($0) }
    return (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
  }

  private static func text(_ key: String, of object: [String: Any]) -> String? { object[key] as? String }
}
