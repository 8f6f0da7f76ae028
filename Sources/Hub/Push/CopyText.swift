/// Rows in the text format of COPY.
///
/// Source: https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.2
struct CopyText {
  private(set) var bytes: [UInt8] = []
  private var isAtStartOfRow = true

  private static let tab = UInt8(ascii: "\t")
  private static let newline = UInt8(ascii: "\n")
  private static let backslash = UInt8(ascii: "\\")
  private static let digits = Array("0123456789abcdef".utf8)

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  mutating func removeFirst(_ count: Int) {
    if count == bytes.count { bytes.removeAll(keepingCapacity: true) } else { bytes.removeFirst(count) }
  }

  mutating func endRow() {
    bytes.append(Self.newline)
    isAtStartOfRow = true
  }

  private mutating func beginField() {
    if isAtStartOfRow { isAtStartOfRow = false } else { bytes.append(Self.tab) }
  }

  private mutating func null() {
    bytes.append(Self.backslash)
    bytes.append(UInt8(ascii: "N"))
  }

  mutating func integer(_ value: Int64?) {
    beginField()
    guard let value else { return null() }
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    // 19 digits are the most that 64 bits take.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer in
      var start = 20
      var rest = value.magnitude
      repeat {
        start -= 1
        buffer[start] = Self.digits[Int(rest % 10)]
        rest /= 10
      } while rest > 0
      bytes.append(contentsOf: UnsafeMutableBufferPointer(rebasing: buffer[start...]))
    }
  }

  mutating func text(_ value: UnsafeRawBufferPointer?) {
    beginField()
    guard let value else { return null() }
    guard value.contains(where: { $0 < 0x20 || $0 == Self.backslash }) else { return bytes.append(contentsOf: value) }
    for byte in value { escape(byte) }
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case Self.backslash: bytes += [Self.backslash, Self.backslash]
    case Self.tab: bytes += [Self.backslash, UInt8(ascii: "t")]
    case Self.newline: bytes += [Self.backslash, UInt8(ascii: "n")]
    case UInt8(ascii: "\r"): bytes += [Self.backslash, UInt8(ascii: "r")]
    // PostgreSQL has no text with NUL in it: U+FFFD stands for it.
    case 0: bytes += [0xEF, 0xBF, 0xBD]
    default: bytes.append(byte)
    }
  }

  mutating func blob(_ value: UnsafeRawBufferPointer?) {
    beginField()
    guard let value else { return null() }
    bytes += [Self.backslash, Self.backslash, UInt8(ascii: "x")]
    for byte in value {
      bytes.append(Self.digits[Int(byte >> 4)])
      bytes.append(Self.digits[Int(byte & 15)])
    }
  }
}
