import HTTPTypes
import Hummingbird
import NIOCore

/// What goes back to a client: a status, header fields and a body.
struct Reply: Sendable {
  var status = 200
  var contentType: String?
  var headers: [(name: String, value: String)] = []
  var body: [UInt8] = []
  /// Where a page may load, send and show things from, for `Content-Security-Policy`; the default allows nothing.
  var policy = Self.closedPolicy

  static let closedPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

  /// A short text.
  static func text(_ text: String, status: Int = 200) -> Reply {
    Reply(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
  }

  /// What goes over the wire, with the header fields that every answer has.
  ///
  /// Sources: https://www.w3.org/TR/CSP3/, https://fetch.spec.whatwg.org/#x-content-type-options-header,
  /// https://www.w3.org/TR/referrer-policy/, https://html.spec.whatwg.org/#cross-origin-opener-policies
  func response(withoutBody: Bool) -> Response {
    var fields = HTTPFields()
    func set(_ name: String, _ value: String) {
      guard let name = HTTPField.Name(name) else { return }
      fields.append(HTTPField(name: name, value: value))
    }
    if let contentType { set("Content-Type", contentType) }
    set("Content-Security-Policy", policy)
    set("X-Content-Type-Options", "nosniff")
    set("X-Frame-Options", "DENY")
    // Other sites get none. The own server has to: without it browsers hide the origin of the own forms too.
    set("Referrer-Policy", "same-origin")
    set("Cross-Origin-Opener-Policy", "same-origin")
    set("Cross-Origin-Resource-Policy", "same-origin")
    // Answers are private, and those that have a tag are asked about again each time.
    set("Cache-Control", headers.contains { $0.name == "ETag" } ? "private, no-cache" : "no-store")
    for (name, value) in headers { set(name, value) }
    if status != 304 { set("Content-Length", "\(body.count)") }
    let content = withoutBody || body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: body))
    return Response(status: HTTPResponse.Status(code: status), headers: fields, body: content)
  }
}
