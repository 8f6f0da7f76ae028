/// Percent-encoding for queries, forms and URLs, as AWS signs it.
///
/// Source: RFC 3986 sections 2.1 and 2.3;
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
public enum PercentEncoding {
  /// Encodes every byte except the unreserved characters as `%XX` in upper case; a blank is `%20`.
  public static func encode(_ text: String) -> String {
    var encoded: [UInt8] = []
    for byte in text.utf8 {
      if isUnreserved(byte) { encoded.append(byte) } else { encoded += encode(byte).utf8 }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// The fields of a query or a form: `name=value&name=value`, both encoded, in the given order.
  public static func query(_ fields: [(name: String, value: String)]) -> String {
    fields.map { "\(encode($0.name))=\(encode($0.value))" }.joined(separator: "&")
  }

  /// Encodes one byte, whichever it is.
  public static func encode(_ byte: UInt8) -> String {
    "%" + Hexadecimal.text(byte, width: 2, uppercase: true)
  }

  /// Reverses the encoding; a percent sign without two hexadecimal digits after it stays, and what is not UTF-8 becomes
  /// U+FFFD.
  public static func decode(_ text: some StringProtocol) -> String {
    var decoded: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2).compactMap(Hexadecimal.value(ofDigit:))
      if byte == UInt8(ascii: "%"), digits.count == 2 {
        decoded.append(digits[0] << 4 | digits[1])
        rest.removeFirst(2)
      } else {
        decoded.append(byte)
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }

  /// Letters, digits and `- _ . ~`.
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
