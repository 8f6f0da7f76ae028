import TextEncoding

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
        guard let digit = Hexadecimal.value(ofDigit: byte) else { return nil }
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
}

extension UID: CustomStringConvertible {
  /// The text as Kubernetes writes it, in lower case.
  public var description: String {
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for index in 0..<16 {
      if isDashed, index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
      let half = index < 8 ? high : low
      Hexadecimal.append(UInt8(truncatingIfNeeded: half >> UInt64(56 - index % 8 * 8)), to: &text)
    }
    return String(decoding: text, as: UTF8.self)
  }
}
