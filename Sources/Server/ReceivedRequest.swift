import HTTPTypes
import Hummingbird
import TextEncoding

/// A request as the rest of the module sees it.
struct ReceivedRequest: Sendable {
  /// The client's IP address.
  let client: String
  let method: String
  /// The path, as it was sent.
  let path: String
  /// The query, as it was sent; empty without one.
  let query: String
  private let fields: HTTPFields
  /// The name that the request is addressed to.
  let host: String

  init(_ request: Request, client: String) {
    self.client = client
    method = request.method.rawValue
    let target = request.head.path ?? "/"
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = String(parts[0])
    query = parts.count > 1 ? String(parts[1]) : ""
    fields = request.headers
    host = request.head.authority ?? ""
  }

  /// The value of a header field; several are joined by commas.
  func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { fields[$0] } }

  /// How many bytes the target and the header fields have.
  var headSize: Int {
    fields.reduce(path.utf8.count + query.utf8.count) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count }
  }

  /// The value of a cookie.
  ///
  /// Source: RFC 6265 section 5.4.
  func cookie(_ name: String) -> String? {
    for pair in (header("Cookie") ?? "").split(whereSeparator: { $0 == ";" || $0 == "," }) {
      let parts = pair.split(separator: "=", maxSplits: 1)
      if parts.count == 2, parts[0].drop(while: { $0 == " " }) == name { return String(parts[1]) }
    }
    return nil
  }

  /// The parameters of the query, in their order.
  var parameters: [(name: String, value: String)] { Self.fields(of: query) }

  /// The fields of a query or a form.
  ///
  /// Source: https://url.spec.whatwg.org/#urlencoded-parsing
  static func fields(of text: String) -> [(name: String, value: String)] {
    text.split(separator: "&").map { field in
      let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { PercentEncoding.decode($0.replacing("+", with: " ")) }
      return (parts[0], parts.count > 1 ? parts[1] : "")
    }
  }

  /// Whether the client would rather have a page than a document for programs.
  var prefersPage: Bool { MediaPreference(header("Accept")).prefers("text/html", to: "application/json") }
}
