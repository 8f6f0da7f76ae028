import Foundation
internal import Transport

extension Refusal {
  /// Reads an answer other than 200: a `Status` in either encoding, or what text there is.
  init(_ response: HTTPResponse) {
    let status = response.body.withUnsafeBytes { Self.status($0, mediaType: response.mediaType) }
    guard let status else {
      self.init(httpStatus: response.status, message: Self.text(response))
      return
    }
    let token = status.metadata.continue
    self.init(
      httpStatus: response.status, reason: status.reason, message: Self.shortened(status.message),
      continueToken: token.isEmpty ? nil : token)
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

  /// The body's text in one line; of HTML, what stands between the tags.
  private static func text(_ response: HTTPResponse) -> String {
    switch response.mediaType {
    case "text/plain": shortened(response.body.text)
    case "text/html": shortened(withoutTags(response.body.text))
    default: ""
    }
  }

  private static func withoutTags(_ html: String) -> String {
    var isTag = false
    return String(
      html.prefix(10_000).map { character in
        if character == "<" { isTag = true }
        defer { if character == ">" { isTag = false } }
        return isTag ? " " : character
      })
  }

  /// One line of at most 500 characters.
  private static func shortened(_ text: String) -> String {
    let line = text.prefix(10_000).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.count > 500 ? line.prefix(500) + "…" : line
  }
}
