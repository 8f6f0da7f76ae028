extension StringProtocol {
  /// Calls `body` with the text's UTF-8 bytes.
  ///
  /// Readers of single values take the bytes this way because walking a generic string's view costs a witness call
  /// per character, and a large cluster's lists hold a million values.
  @inlinable
  func withUTF8Bytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    utf8.withContiguousStorageIfAvailable(body) ?? Array(utf8).withUnsafeBufferPointer(body)
  }
}
