import TextEncoding
import AWSAccess
import Capacity
import OutsideText

/// Texts of a reply as typed values; a form that EC2 does not document is an error.
///
/// The names are autoclosures, because a reply has hundreds of thousands of values and few errors.
enum ReplyValue {
  static func integer<Number: FixedWidthInteger>(_ text: String, _ element: @autoclosure () -> SafeText)
    throws(XMLReplyError) -> Number
  {
    guard let number = Number(text), number >= 0 else { throw .invalid(element: element()) }
    return number
  }

  static func boolean(_ text: String, _ element: @autoclosure () -> SafeText) throws(XMLReplyError) -> Bool {
    switch text {
    case "true": true
    case "false": false
    default: throw .invalid(element: element())
    }
  }

  static func ipv4(_ text: String, _ element: @autoclosure () -> SafeText) throws(XMLReplyError) -> IPv4Address {
    guard let address = IPv4Address(text) else { throw .invalid(element: element()) }
    return address
  }

  static func ipv6(_ text: String, _ element: @autoclosure () -> SafeText) throws(XMLReplyError) -> IPv6Address {
    guard let address = IPv6Address(text) else { throw .invalid(element: element()) }
    return address
  }

  static func ipv4Block(_ text: String, _ element: @autoclosure () -> SafeText) throws(XMLReplyError) -> IPv4Block {
    guard let block = IPv4Block(text) else { throw .invalid(element: element()) }
    return block
  }

  static func ipv6Block(_ text: String, _ element: @autoclosure () -> SafeText) throws(XMLReplyError) -> IPv6Block {
    guard let block = IPv6Block(text) else { throw .invalid(element: element()) }
    return block
  }

  static func required(_ text: String, _ element: @autoclosure () -> SafeText, of item: @autoclosure () -> SafeText)
    throws(XMLReplyError) -> String
  {
    guard !text.isEmpty else { throw .missing(element: element(), item: item()) }
    return text
  }
}

/// Tags of an item, as its elements end.
struct TagReading {
  var key = ""
  var value = ""
  private(set) var tags: [Tag] = []

  /// Ends a tag, and keeps it if `isKept` says so of its key.
  mutating func endTag(_ pool: inout StringInterner, keeping isKept: (String) -> Bool) {
    if isKept(key) {
      tags.append(Tag(key: pool.text(key), value: pool.text(value)))
    }
    key = ""
    value = ""
  }

  /// The kept tags in order; none are left here.
  mutating func take() -> [Tag] {
    defer { tags = [] }
    return tags.sorted()
  }
}
