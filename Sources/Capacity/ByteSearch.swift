extension Substring {
  /// Where `pattern` first occurs, byte by byte; nil if it does not.
  ///
  /// The standard library's search for a text compares whole characters, which takes ten times as long; ASCII
  /// patterns, which begin and end characters in UTF-8, do not need it.
  func firstIndex(ofASCII pattern: StaticString) -> Index? {
    let offset = withUTF8Bytes { $0.firstOffset(ofASCII: pattern) }
    return offset.map { utf8.index(startIndex, offsetBy: $0) }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Where `pattern` first occurs; nil if it does not.
  func firstOffset(ofASCII pattern: StaticString) -> Int? {
    pattern.withUTF8Buffer { pattern in
      (0...Swift.max(0, count - pattern.count)).first { start in self[start...].starts(with: pattern) }
    }
  }
}
