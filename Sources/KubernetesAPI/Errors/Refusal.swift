import Foundation
public import OutsideText
internal import Transport

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
}

extension Refusal {
  /// Reads an answer other than 200: a `Status` in either encoding, or what text there is.
  init(_ response: HTTPResponse) {
    let status = response.body.withUnsafeBytes { Self.status($0, mediaType: response.mediaType) }
    guard let status else {
      self.init(
        httpStatus: response.status, mediaType: .mediaType(response.mediaType),
        cause: Self.cause(in: response.body.text))
      return
    }
    self.init(status, httpStatus: response.status)
  }

  /// Reads a `Status` that came by itself, as in the event by which a watch ends.
  init(_ status: StatusFields) {
    self.init(status, httpStatus: Int(status.code))
  }

  private init(_ status: StatusFields, httpStatus: Int) {
    let token = status.metadata.continueToken
    self.init(
      httpStatus: httpStatus, reason: .word(status.reason), user: Self.user(in: status.message),
      cause: Self.cause(in: status.message), continueToken: token.isEmpty ? nil : token)
  }

  private static func status(_ body: UnsafeRawBufferPointer, mediaType: String) -> StatusFields? {
    do throws(DecodingFailure) {
      switch try Encoding(mediaType: mediaType) {
      case .protobuf: return try StatusFields(protobuf: ProtobufEnvelope(body).raw(ofKind: "Status"))
      case .json: return try JSONDecoder.decode(kubernetes: StatusFields.self, from: body)
      }
    } catch {
      // The HTTP status stands, whatever the body; a proxy's or a garbled one adds nothing to it.
      return nil
    }
  }

  /// The user of `pods is forbidden: User "x" cannot list resource "pods" …`, the words of RBAC's authorizer.
  private static func user(in message: String) -> SafeText? {
    message.prefix(10_000).firstMatch(of: /User "([^"]*)"/).map { .name(String($0.1)) }
  }

  /// What an API server, or what stands before it, says where it is in trouble. The words themselves may hold anything.
  private static func cause(in message: String) -> SafeText? {
    let known: [(sign: String, words: SafeText)] = [
      ("etcdserver: request timed out", "etcd did not answer in time"),
      ("etcdserver: leader changed", "etcd's leader changed"),
      ("etcdserver: no leader", "etcd has no leader"),
      ("storage is (re)initializing", "the watch cache is being filled"),
      ("context deadline exceeded", "it ran out of time"),
      ("Too many requests", "too many requests"),
      ("The provided continue parameter is too old", "the continue token is too old"),
      ("too old resource version", "the version is too old"),
      ("The resourceVersion for the provided watch is too old", "the version is too old"),
      ("Too large resource version", "the watch cache is behind"),
      ("apiserver is shutting down", "it is shutting down"),
      ("Error trying to reach service", "the way to the API server is broken"),
      ("Bad Gateway", "bad gateway"),
      ("Service Unavailable", "service unavailable"),
      ("Gateway Timeout", "gateway timeout"), ("Gateway Time-out", "gateway timeout"),
      ("404 page not found", "page not found"),
    ]
    let text = message.prefix(10_000)
    return known.first { text.contains($0.sign) }?.words
  }
}

/// The fields of a `Status` that capdb reads.
struct StatusFields: Decodable, Equatable {
  private(set) var metadata = ListMetadata()
  private(set) var message = ""
  private(set) var reason = ""
  /// The HTTP status that it would have as an answer.
  private(set) var code: Int32 = 0

  init(protobuf bytes: UnsafeRawBufferPointer) throws(DecodingFailure) {
    var reader = WireReader(bytes)
    while let field = try reader.next() {
      switch field {
      case .bytes(1): try metadata.read(protobuf: reader.message)
      case .bytes(3): message = try reader.string()
      case .bytes(4): reason = try reader.string()
      case .varint(6): code = reader.int32
      default: break
      }
    }
  }

  init(from decoder: any Decoder) throws {
    let fields = try JSONFields(decoder)
    let kind = try fields.text("kind")
    guard kind == "Status" else {
      throw DecodingFailure(.unexpectedKind(found: .word(kind), expected: "v1 Status"))
    }
    metadata = try fields.value("metadata") ?? ListMetadata()
    message = try fields.text("message")
    reason = try fields.text("reason")
    code = try fields.value("code") ?? 0
  }
}

extension Refusal {
  /// What the server said and what to do next, without a full stop.
  func description(of request: APIRequest) -> String {
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
