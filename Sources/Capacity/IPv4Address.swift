/// An IPv4 address, in host byte order.
public struct IPv4Address: Hashable, Comparable, Sendable {
  /// The 32 bits, the first octet in the highest byte.
  public var bits: UInt32

  /// Makes the address of these 32 bits.
  public init(bits: UInt32) {
    self.bits = bits
  }

  /// Reads dotted decimal (`192.168.1.111`): four numbers of 0 to 255, without signs, blanks or leading zeros.
  @inlinable
  public init?(_ text: some StringProtocol) {
    guard let address = text.withUTF8Bytes({ IPv4Address(utf8: $0) }) else { return nil }
    self = address
  }

  @usableFromInline
  init?(utf8 bytes: some Sequence<UInt8>) {
    var bits: UInt32 = 0
    var octets = 0
    var octet: UInt32?
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        // A leading zero would be octal to inet_aton and decimal to others, so no reading of it is safe.
        if octet == 0 { return nil }
        let value = (octet ?? 0) * 10 + UInt32(byte - UInt8(ascii: "0"))
        guard value <= 255 else { return nil }
        octet = value
      case UInt8(ascii: "."):
        guard let value = octet, octets < 3 else { return nil }
        bits = bits << 8 | value
        octets += 1
        octet = nil
      default:
        return nil
      }
    }
    guard let value = octet, octets == 3 else { return nil }
    self.bits = bits << 8 | value
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
  /// Reads the number behind the slash of CIDR notation: digits only, without leading zeros.
  init?(cidrLength text: some StringProtocol) {
    let digits = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard digits, text == "0" || text.utf8.first != UInt8(ascii: "0") else { return nil }
    self.init(text)
  }
}
