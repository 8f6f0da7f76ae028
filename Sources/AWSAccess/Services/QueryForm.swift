import Transport

/// The body of a call in AWS's query protocol.
package struct QueryForm: Sendable {
  private var body: [UInt8] = []

  /// A form that calls `action` of the API of this version.
  package init(action: String, version: String, _ parameters: [(name: String, value: String)] = []) {
    append("Action", action)
    append("Version", version)
    for (name, value) in parameters { append(name, value) }
  }

  /// The form as it is sent, percent-encoded.
  package var bytes: [UInt8] { body }

  /// What `Content-Type` says of it.
  static let mediaType = "application/x-www-form-urlencoded; charset=utf-8"

  private mutating func append(_ name: String, _ value: String) {
    if !body.isEmpty { body.append(UInt8(ascii: "&")) }
    body += PercentEncoding.encode(name).utf8
    body.append(UInt8(ascii: "="))
    body += PercentEncoding.encode(value).utf8
  }
}
