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
    body += PercentEncoding.encode(name)
    body.append(UInt8(ascii: "="))
    body += PercentEncoding.encode(value)
  }
}

/// Percent-encoding as AWS signs it.
enum PercentEncoding {
  /// Every byte but the unreserved ones of RFC 3986 §2.3 as `%XX` in upper case; a blank is `%20`.
  static func encode(_ text: String) -> [UInt8] {
    var encoded: [UInt8] = []
    for byte in text.utf8 {
      if isUnreserved(byte) {
        encoded.append(byte)
      } else {
        encoded += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
      }
    }
    return encoded
  }

  private static let hexadecimal = Array("0123456789ABCDEF".utf8)

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"): true
    default: false
    }
  }
}
