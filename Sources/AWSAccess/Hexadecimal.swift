/// Bytes as hexadecimal digits.
enum Hexadecimal {
  /// One byte as two digits in lower case.
  static func pair(_ byte: UInt8) -> String {
    String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
  }

  /// Bytes as digits in lower case.
  static func text(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map(pair).joined()
  }
}
