import Foundation
internal import OutsideText
internal import Transport

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
    let token = status.metadata.continue
    self.init(
      httpStatus: response.status, reason: .word(status.reason), user: Self.user(in: status.message),
      cause: Self.cause(in: status.message), continueToken: token.isEmpty ? nil : token)
  }

  private static func status(_ body: UnsafeRawBufferPointer, mediaType: String) -> ProtoStatus? {
    do throws(DecodingFailure) {
      switch try Encoding(mediaType: mediaType) {
      case .protobuf: return try ProtoStatus(kubernetes: ProtobufEnvelope(body).raw(ofKind: "Status"))
      case .json: return try JSONDecoder.decode(kubernetes: ProtoStatus.self, from: body)
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
