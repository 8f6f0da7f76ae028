/// An IPv6 address without a zone identifier.
public struct IPv6Address: Hashable, Sendable {
  /// The first 64 bits.
  public var high: UInt64
  /// The last 64 bits.
  public var low: UInt64

  /// Makes the address of these 128 bits.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads the notations of RFC 4291 section 2.2: eight groups, `::` for a run of zero groups, or a dotted tail.
  ///
  /// `::` may stand for a single group (RFC 5952 section 4.2.2 tolerates it).
  @inlinable
  public init?(_ text: some StringProtocol) {
    guard let address = text.withUTF8Bytes({ IPv6Address(utf8: $0) }) else { return nil }
    self = address
  }

  @usableFromInline
  init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    guard let bits = UInt128(addressText: bytes) else { return nil }
    high = UInt64(truncatingIfNeeded: bits >> 64)
    low = UInt64(truncatingIfNeeded: bits)
  }

  /// The eight 16-bit groups, first to last.
  var groups: [UInt16] {
    [high, low].flatMap { half in [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: half >> UInt64($0)) } }
  }
}

extension IPv6Address: CustomStringConvertible {
  /// The text that RFC 5952 section 4 recommends: lower case, no leading zeros, the longest run of zero groups as `::`.
  ///
  /// `inet_ntop` is not used: each C library has its own rule for which addresses get a dotted tail (glibc writes `::1:2`
  /// as `::0.1.0.2`), and reports must show an address the same way on every system.
  public var description: String {
    let groups = groups
    guard let run = Self.longestZeroRun(groups) else { return Self.text(groups[...]) }
    return Self.text(groups[..<run.lowerBound]) + "::" + Self.text(groups[run.upperBound...])
  }

  private static func text(_ groups: ArraySlice<UInt16>) -> String {
    groups.map { String($0, radix: 16) }.joined(separator: ":")
  }

  /// The first longest run of two or more zero groups (a single one is not shortened).
  private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int>? {
    var best: Range<Int>?
    var start = 0
    while start < groups.count {
      let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
      if end - start >= 2, end - start > (best?.count ?? 0) { best = start..<end }
      start = max(end, start + 1)
    }
    return best
  }
}

/// A block of IPv6 addresses in CIDR notation, its host bits zero.
public struct IPv6Block: Hashable, Sendable {
  /// The first address of the block.
  public let base: IPv6Address
  /// How many leading bits all addresses of the block share, 0 to 128.
  public let prefixLength: UInt8

  /// Reads `2001:db8::/80`. Host bits that are set are cleared.
  public init?(_ text: some StringProtocol) {
    guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")),
      let address = IPv6Address(text[..<slash]),
      let length = UInt8(cidrLength: text[text.index(after: slash)...])
    else { return nil }
    self.init(containing: address, prefixLength: length)
  }

  /// The block of `prefixLength` that holds `address`; nil if the length is over 128.
  public init?(containing address: IPv6Address, prefixLength: UInt8) {
    guard prefixLength <= 128 else { return nil }
    let highBits = min(prefixLength, 64)
    base = IPv6Address(
      high: address.high & Self.mask(highBits), low: address.low & Self.mask(prefixLength - highBits))
    self.prefixLength = prefixLength
  }

  private static func mask(_ length: UInt8) -> UInt64 {
    length == 0 ? 0 : ~0 << (64 - UInt64(length))
  }
}

extension IPv6Block: CustomStringConvertible {
  /// CIDR notation, for example `2001:db8::/80`.
  public var description: String { "\(base)/\(prefixLength)" }
}
