internal import Capacity
import Glibc
internal import OutsideText

/// A field of a protobuf message by its number and by how it is written.
enum WireField: Equatable {
  /// A number or truth value.
  case varint(UInt32)
  /// A message, text or byte string.
  case bytes(UInt32)
  /// A form that no field of the Kubernetes API has: a number of fixed width or a group.
  case other
}

/// Iterates over the fields of one protobuf message without copying it.
///
/// What a reader does not ask for is skipped: unknown fields, and known ones that are written in another form than
/// theirs. Of several occurrences of a field the last one counts; those of a single message merge, which whoever reads
/// it does by reading each into the same fields. Both is what every protobuf library does.
/// Source: https://protobuf.dev/programming-guides/encoding/
struct WireReader {
  /// The contents of the field that `next()` found, if it is `.bytes`; a part of the buffer.
  private(set) var content = UnsafeRawBufferPointer(start: nil, count: 0)

  private let buffer: UnsafeRawBufferPointer
  private let depth: Int
  private var position = 0
  private var number: UInt32 = 0
  private var scalar: UInt64 = 0

  /// Messages and groups may be nested this deep, the outermost message included: the limit of every library.
  private static let deepest = 100

  /// Reads the message that fills `buffer`, which must outlive the reader.
  init(_ buffer: UnsafeRawBufferPointer) {
    self.init(buffer, depth: 1)
  }

  private init(_ buffer: UnsafeRawBufferPointer, depth: Int) {
    self.buffer = buffer
    self.depth = depth
  }

  /// Goes to the next field.
  ///
  /// - Returns: nil at the end of the message.
  /// - Throws: `DecodingFailure` where the bytes are not a field, or end within one.
  mutating func next() throws(DecodingFailure) -> WireField? {
    guard position < buffer.count else { return nil }
    let start = position
    let tag = try varint()
    // Only within groups may a tag be longer than its 32 bits need.
    guard position - start <= 5 else { throw Self.invalidTag }
    let wireType = try accept(tag: tag)
    switch wireType {
    case 0:
      scalar = try varint()
      return .varint(number)
    case 2:
      content = try take(try varint())
      return .bytes(number)
    default:
      try skip(wireType, groups: 0)
      return .other
    }
  }

  /// The field as a message to iterate over.
  var message: WireReader { WireReader(content, depth: depth + 1) }

  /// The field as a signed number.
  var int64: Int64 { Int64(bitPattern: scalar) }

  /// The field as a signed number of 32 bits; higher ones are cut off.
  var int32: Int32 { Int32(truncatingIfNeeded: scalar) }

  /// The field as a truth value.
  var bool: Bool { scalar != 0 }

  /// The field as text.
  ///
  /// - Throws: `DecodingFailure` if it is not UTF-8.
  func string() throws(DecodingFailure) -> String {
    guard let text = String(utf8: content) else { throw notUTF8 }
    return text
  }

  /// The field as text of which no `String` is made yet.
  ///
  /// - Throws: `DecodingFailure` if it is not UTF-8.
  func text() throws(DecodingFailure) -> WireText {
    guard content.isUTF8 else { throw notUTF8 }
    return WireText(bytes: content)
  }

  private var notUTF8: DecodingFailure { DecodingFailure(.garbled("protobuf field \(Int(number)) is not UTF-8")) }
  private static var invalidTag: DecodingFailure { DecodingFailure(.garbled("invalid protobuf tag")) }
}

// What follows reads bytes.
extension WireReader {
  /// Takes the field's number from its tag and returns its wire type.
  @inline(__always)
  private mutating func accept(tag: UInt64) throws(DecodingFailure) -> UInt8 {
    guard tag <= UInt64(UInt32.max), tag >> 3 != 0 else { throw Self.invalidTag }
    number = UInt32(truncatingIfNeeded: tag >> 3)
    return UInt8(truncatingIfNeeded: tag & 7)
  }

  private mutating func skip(_ wireType: UInt8, groups: Int) throws(DecodingFailure) {
    switch wireType {
    case 0: _ = try varint()
    case 1: _ = try take(8)
    case 2: _ = try take(try varint())
    case 3: try skipGroup(groups: groups + 1)
    case 5: _ = try take(4)
    default: throw Self.invalidTag
    }
  }

  /// Skips a group, which ends with the tag 4 of its own number.
  private mutating func skipGroup(groups: Int) throws(DecodingFailure) {
    guard depth + groups <= Self.deepest else { throw DecodingFailure(.garbled("protobuf groups nested too deep")) }
    let group = number
    while true {
      let wireType = try accept(tag: try varint())
      guard wireType != 4 else { break }
      try skip(wireType, groups: groups)
    }
    guard number == group else { throw Self.invalidTag }
  }

  @inline(__always)
  private mutating func varint() throws(DecodingFailure) -> UInt64 {
    if position < buffer.count, buffer[position] < 0x80 {
      position += 1
      return UInt64(buffer[position - 1])
    }
    return try longVarint()
  }

  /// A number of up to ten bytes; what does not fit into 64 bits is cut off.
  private mutating func longVarint() throws(DecodingFailure) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64 {
      guard position < buffer.count else { throw DecodingFailure(.truncated) }
      let byte = buffer[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw DecodingFailure(.garbled("protobuf number too long"))
  }

  @inline(__always)
  private mutating func take(_ count: UInt64) throws(DecodingFailure) -> UnsafeRawBufferPointer {
    guard count <= UInt64(buffer.count - position) else { throw DecodingFailure(.truncated) }
    defer { position += Int(count) }
    return UnsafeRawBufferPointer(rebasing: buffer[position..<position + Int(count)])
  }
}

// Messages that many objects of the Kubernetes API have.
extension WireReader {
  /// The field as a `Time` or `MicroTime`, to the second; nil for one without content, by which the API writes null.
  func time() throws(DecodingFailure) -> Timestamp? {
    var reader = message
    var time: Timestamp?
    while let field = try reader.next() {
      if field == .varint(1) { time = Timestamp(seconds: reader.int64) }
    }
    return time
  }

  /// Field 1 of a message as text; nil if it is absent. It is all there is in a `Quantity` and a `PodIP`.
  func firstText() throws(DecodingFailure) -> String? {
    var reader = message
    var text: String?
    while let field = try reader.next() {
      if field == .bytes(1) { text = try reader.string() }
    }
    return text
  }

  /// The field as an entry of a map of texts; what is absent is empty.
  func entry() throws(DecodingFailure) -> (key: WireText, value: WireText) {
    var reader = message
    var entry = (key: WireText(), value: WireText())
    while let field = try reader.next() {
      switch field {
      case .bytes(1): entry.key = try reader.text()
      case .bytes(2): entry.value = try reader.text()
      default: break
      }
    }
    return entry
  }

  /// The field as an entry of a map from resource names to quantities; what is absent is empty.
  func quantityEntry() throws(DecodingFailure) -> (key: WireText, quantity: String) {
    var reader = message
    var entry = (key: WireText(), quantity: "")
    while let field = try reader.next() {
      switch field {
      case .bytes(1): entry.key = try reader.text()
      case .bytes(2): entry.quantity = try reader.firstText() ?? entry.quantity
      default: break
      }
    }
    return entry
  }
}

/// A text that still lies in the buffer it was read from; valid only while that is.
struct WireText {
  /// Its UTF-8.
  private(set) var bytes = UnsafeRawBufferPointer(start: nil, count: 0)

  /// A copy of it.
  var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether it is `text`.
  static func == (wire: WireText, text: StaticString) -> Bool {
    guard wire.bytes.count == text.utf8CodeUnitCount, let start = wire.bytes.baseAddress else {
      return wire.bytes.isEmpty && text.utf8CodeUnitCount == 0
    }
    return memcmp(start, text.utf8Start, wire.bytes.count) == 0
  }
}

extension String {
  /// The text of these bytes; nil if they are not UTF-8.
  ///
  /// `String(validating:as:)` is not specialised and costs more than all the rest of decoding; nearly every text of
  /// the API is ASCII, of which `String(decoding:as:)` makes a text right away.
  fileprivate init?(utf8 bytes: UnsafeRawBufferPointer) {
    if bytes.isASCII {
      self.init(decoding: bytes, as: UTF8.self)
    } else {
      self.init(validating: bytes, as: UTF8.self)
    }
  }
}

extension UnsafeRawBufferPointer {
  fileprivate var isUTF8: Bool { isASCII || String(validating: self, as: UTF8.self) != nil }

  /// Whether no byte has its highest bit set; looks at eight bytes at a time.
  fileprivate var isASCII: Bool {
    var union: UInt64 = 0
    var offset = 0
    while offset + 8 <= count {
      union |= loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      offset += 8
    }
    while offset < count {
      union |= UInt64(self[offset])
      offset += 1
    }
    return union & 0x8080_8080_8080_8080 == 0
  }
}
