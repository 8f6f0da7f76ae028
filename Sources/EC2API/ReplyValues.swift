import AWSAccess
import Capacity
import OutsideText

/// Texts of a reply as values; what has another form than EC2 documents is an error.
///
/// What an error would say is put together only where there is one: a reply has hundreds of thousands of values.
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

/// Keeps one copy of texts that come again and again: subnets, VPCs, instance types, tag keys.
struct StringPool {
  private var strings: Set<String> = []

  /// An equal text, the one that was seen first.
  mutating func shared(_ text: String) -> String {
    // A short text lies inside the String itself.
    guard text.utf8.count > 15 else { return text }
    return strings.insert(text).memberAfterInsert
  }
}

/// Tags of an item, as its elements end.
struct TagReading {
  var key = ""
  var value = ""
  private(set) var tags: [Tag] = []

  /// The tag has ended; it is kept if its key is to be.
  mutating func endTag(_ pool: inout StringPool, keeping isKept: (String) -> Bool) {
    if isKept(key) {
      tags.append(Tag(key: pool.shared(key), value: pool.shared(value)))
    }
    key = ""
    value = ""
  }

  /// The kept tags in order; begins anew.
  mutating func take() -> [Tag] {
    defer { tags = [] }
    return tags.sorted()
  }
}
