extension Substring {
  /// Where `pattern` first occurs, byte by byte; nil if it does not.
  ///
  /// The standard library's search for a text compares whole characters, which takes ten times as long; ASCII
  /// patterns, which begin and end characters in UTF-8, do not need it.
  func firstIndex(ofASCII pattern: StaticString) -> Index? {
    let offset = withUTF8Bytes { bytes in
      pattern.withUTF8Buffer { pattern in
        (0...Swift.max(0, bytes.count - pattern.count)).first { start in bytes[start...].starts(with: pattern) }
      }
    }
    return offset.map { utf8.index(startIndex, offsetBy: $0) }
  }
}
