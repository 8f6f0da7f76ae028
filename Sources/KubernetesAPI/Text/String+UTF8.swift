extension String {
  /// The text of these bytes; nil if they are not UTF-8.
  ///
  /// `String(validating:as:)` is not specialised and costs more than all the rest of decoding; nearly every text of
  /// the API is ASCII, of which `String(decoding:as:)` makes a text right away.
  init?(utf8 bytes: UnsafeRawBufferPointer) {
    if Self.isASCII(bytes) {
      self.init(decoding: bytes, as: UTF8.self)
    } else {
      self.init(validating: bytes, as: UTF8.self)
    }
  }

  private static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var union: UInt64 = 0
    var offset = 0
    while offset + 8 <= bytes.count {
      union |= bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      offset += 8
    }
    while offset < bytes.count {
      union |= UInt64(bytes[offset])
      offset += 1
    }
    return union & 0x8080_8080_8080_8080 == 0
  }
}
