internal import OutsideText

/// Walks over the fields of one protobuf message without copying it.
///
/// Source: https://protobuf.dev/programming-guides/encoding/
struct WireReader {
  /// The number of the field that `next()` found.
  private(set) var number: UInt64 = 0

  private let buffer: UnsafeRawBufferPointer
  private var position = 0
  private var wireType: UInt64 = 0
  private var scalar: UInt64 = 0
  private var content = UnsafeRawBufferPointer(start: nil, count: 0)

  /// Reads the message that fills `buffer`.
  init(_ buffer: UnsafeRawBufferPointer) {
    self.buffer = buffer
  }

  /// Goes to the next field; false at the end of the message.
  ///
  /// - Throws: `DecodingFailure` where the bytes are not a field, or end within one.
  mutating func next() throws(DecodingFailure) -> Bool {
    guard position < buffer.count else { return false }
    let tag = try varint()
    number = tag >> 3
    wireType = tag & 7
    guard number != 0 else { throw DecodingFailure(.garbled("invalid protobuf tag")) }
    switch wireType {
    case 0: scalar = try varint()
    case 1: content = try take(8)
    case 2: content = try take(try varint())
    case 5: content = try take(4)
    // Groups (3 and 4) are not used by proto3, nor by any Kubernetes type.
    default: throw DecodingFailure(.garbled("invalid protobuf tag"))
    }
    return true
  }

  /// The bytes of the field: of a message, a text or a byte string.
  func bytes() throws(DecodingFailure) -> UnsafeRawBufferPointer {
    guard wireType == 2 else { throw unexpectedType }
    return content
  }

  /// The field as a message to walk over.
  func message() throws(DecodingFailure) -> WireReader {
    WireReader(try bytes())
  }

  /// The field as a signed number.
  func integer() throws(DecodingFailure) -> Int64 {
    guard wireType == 0 else { throw unexpectedType }
    return Int64(bitPattern: scalar)
  }

  /// The field as a truth value.
  func bool() throws(DecodingFailure) -> Bool {
    try integer() != 0
  }

  /// The field as text.
  func string() throws(DecodingFailure) -> String {
    try Self.string(try bytes(), field: number)
  }

  /// The failure of a field of another type than the API gives it.
  private var unexpectedType: DecodingFailure {
    DecodingFailure(.garbled("protobuf field \(number) has an unexpected type"))
  }

  /// The bytes of a field as text.
  static func string(_ bytes: UnsafeRawBufferPointer, field: UInt64) throws(DecodingFailure) -> String {
    guard let text = String(utf8: bytes) else { throw notUTF8(field: field) }
    return text
  }

  /// The failure of a text that is not UTF-8.
  static func notUTF8(field: UInt64) -> DecodingFailure {
    DecodingFailure(.garbled("protobuf field \(field) is not UTF-8"))
  }

  private mutating func varint() throws(DecodingFailure) -> UInt64 {
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

  private mutating func take(_ count: UInt64) throws(DecodingFailure) -> UnsafeRawBufferPointer {
    guard count <= UInt64(buffer.count - position) else { throw DecodingFailure(.truncated) }
    defer { position += Int(count) }
    return UnsafeRawBufferPointer(rebasing: buffer[position..<position + Int(count)])
  }
}
