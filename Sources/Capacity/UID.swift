/// The UID of a Kubernetes object: a UUID in all but static pods, whose UID is the kubelet's hash of their manifest.
///
/// Sixteen bytes instead of 36 characters: a large cluster holds some hundred thousand of them at once.
public struct UID: Hashable, Comparable, Sendable {
  /// The first eight bytes, big-endian.
  public let high: UInt64
  /// The last eight bytes, big-endian.
  public let low: UInt64
  /// Whether the text has the dashes of a UUID; a static pod's hash has none.
  public let isDashed: Bool

  /// Makes a UID of its sixteen bytes.
  public init(high: UInt64, low: UInt64, isDashed: Bool = true) {
    self.high = high
    self.low = low
    self.isDashed = isDashed
  }

  /// Reads `d471c689-4a0a-4d3d-8a36-c4d1f1caa3bc` or 32 hexadecimal digits, lower or upper case; nil for others.
  @inlinable
  public init?(_ text: some StringProtocol) {
    guard let uid = text.withUTF8Bytes({ UID(utf8: $0) }) else { return nil }
    self = uid
  }

  @usableFromInline
  init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    let isDashed = bytes.count == 36
    guard isDashed || bytes.count == 32 else { return nil }
    var digits: UInt128 = 0
    for (index, byte) in bytes.enumerated() {
      if isDashed, index == 8 || index == 13 || index == 18 || index == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
      } else {
        guard let digit = Self.hexadecimalValue(byte) else { return nil }
        digits = digits << 4 | UInt128(digit)
      }
    }
    self.init(high: UInt64(digits >> 64), low: UInt64(truncatingIfNeeded: digits), isDashed: isDashed)
  }

  /// The UID of any text: its bytes where it has the form of a UUID, else a 128-bit FNV-1a hash of it.
  ///
  /// The API calls a UID opaque; API servers make UUIDs, but a proxy or an aggregated server may not.
  /// Hash: draft-eastlake-fnv, 128-bit offset basis and prime.
  @inlinable
  public init(opaque text: some StringProtocol) {
    self = text.withUTF8Bytes { UID(utf8: $0) ?? Self.hash($0) }
  }

  @usableFromInline
  static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UID {
    let prime = UInt128(1) << 88 | 0x13B
    var hash = UInt128(0x6C62_272E_07BB_0142) << 64 | 0x62B8_2175_6295_C58D
    for byte in bytes { hash = (hash ^ UInt128(byte)) &* prime }
    return UID(high: UInt64(hash >> 64), low: UInt64(truncatingIfNeeded: hash), isDashed: false)
  }

  /// Orders UIDs by their bytes.
  public static func < (left: UID, right: UID) -> Bool {
    (left.high, left.low, left.isDashed ? 1 : 0) < (right.high, right.low, right.isDashed ? 1 : 0)
  }

  /// The value of a hexadecimal digit in ASCII; nil for other bytes.
  static func hexadecimalValue(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}

extension UID: CustomStringConvertible {
  /// The text as Kubernetes writes it, in lower case.
  public var description: String {
    var digits = [high, low].map { half in
      let text = String(half, radix: 16)
      return String(repeating: "0", count: 16 - text.count) + text
    }.joined()
    guard isDashed else { return digits }
    for position in [8, 13, 18, 23] {
      digits.insert("-", at: digits.index(digits.startIndex, offsetBy: position))
    }
    return digits
  }
}
