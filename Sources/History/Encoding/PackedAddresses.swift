import Capacity

/// Lists of addresses as they stand in BLOBs: one behind the other, in network byte order, without separators.
///
/// An IPv4 address takes 4 bytes, an IPv6 address 16; a block one more, for its prefix length.
enum PackedAddresses {
  static func pack(_ addresses: [IPv4Address]) -> [UInt8] {
    addresses.flatMap { octets($0.bits) }
  }

  static func pack(_ blocks: [IPv4Block]) -> [UInt8] {
    blocks.flatMap { octets($0.base.bits) + [$0.prefixLength] }
  }

  static func pack(_ addresses: [IPv6Address]) -> [UInt8] {
    addresses.flatMap { octets($0.high) + octets($0.low) }
  }

  static func pack(_ blocks: [IPv6Block]) -> [UInt8] {
    blocks.flatMap { octets($0.base.high) + octets($0.base.low) + [$0.prefixLength] }
  }

  static func ipv4Addresses(_ bytes: [UInt8]) -> [IPv4Address] {
    bytes.withUnsafeBytes { all in
      stride(from: 0, to: all.count - 3, by: 4).map { ipv4(UnsafeRawBufferPointer(rebasing: all[$0...])) }
    }
  }

  static func ipv4Blocks(_ bytes: [UInt8]) -> [IPv4Block] {
    bytes.withUnsafeBytes { all in
      stride(from: 0, to: all.count - 4, by: 5).compactMap { start in
        IPv4Block(
          containing: ipv4(UnsafeRawBufferPointer(rebasing: all[start...])), prefixLength: all[start + 4])
      }
    }
  }

  static func ipv6Addresses(_ bytes: [UInt8]) -> [IPv6Address] {
    bytes.withUnsafeBytes { all in
      stride(from: 0, to: all.count - 15, by: 16).map { ipv6(UnsafeRawBufferPointer(rebasing: all[$0...])) }
    }
  }

  static func ipv6Blocks(_ bytes: [UInt8]) -> [IPv6Block] {
    bytes.withUnsafeBytes { all in
      stride(from: 0, to: all.count - 16, by: 17).compactMap { start in
        IPv6Block(
          containing: ipv6(UnsafeRawBufferPointer(rebasing: all[start...])), prefixLength: all[start + 16])
      }
    }
  }

  static func ipv6(_ bytes: UnsafeRawBufferPointer) -> IPv6Address {
    IPv6Address(
      high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
      low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }

  private static func ipv4(_ bytes: UnsafeRawBufferPointer) -> IPv4Address {
    IPv4Address(bits: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self)))
  }

  private static func octets(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) }
  }
}
