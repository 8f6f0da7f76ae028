import Glibc

/// An IP address as bytes, 4 or 16 of them. An IPv4 address that is written as an IPv6 one is an IPv4 address.
struct AddressBytes: Equatable {
  let bytes: [UInt8]

  /// Reads dotted decimal without leading zeros, or an IPv6 address without a zone; nil for anything else.
  init?(_ text: some StringProtocol) {
    guard let written = Self.written(String(text)) else { return nil }
    bytes = written.starts(with: Self.mappedPrefix) && written.count == 16 ? Array(written.suffix(4)) : written
  }

  /// 127.0.0.0/8 and ::1.
  var isLoopback: Bool {
    bytes.count == 4 ? bytes[0] == 127 : bytes.last == 1 && bytes.dropLast().allSatisfy { $0 == 0 }
  }

  /// What stands before an IPv4 address among the IPv6 addresses.
  fileprivate static let mappedPrefix: [UInt8] = Array(repeating: 0, count: 10) + [0xff, 0xff]

  /// The bytes as the text has them.
  fileprivate static func written(_ text: String) -> [UInt8]? {
    let (family, count) = text.contains(":") ? (AF_INET6, 16) : (AF_INET, 4)
    var bytes = [UInt8](repeating: 0, count: count)
    return inet_pton(family, text, &bytes) == 1 ? bytes : nil
  }
}

/// A network of IP addresses, as CIDR writes it.
struct AddressRange {
  private let first: [UInt8]
  private let prefix: Int

  /// Reads `address/prefix`; nil for anything else.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let written = AddressBytes.written(String(parts[0])),
      parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let prefix = Int(parts[1]), prefix <= written.count * 8
    else { return nil }
    let isMapped = written.count == 16 && prefix >= 96 && written.starts(with: AddressBytes.mappedPrefix)
    first = isMapped ? Array(written.suffix(4)) : written
    self.prefix = isMapped ? prefix - 96 : prefix
  }

  /// Whether an address, of the same kind, lies in the network.
  func contains(_ address: AddressBytes) -> Bool {
    guard address.bytes.count == first.count else { return false }
    return zip(address.bytes, first).enumerated().allSatisfy { index, pair in
      let bits = min(max(prefix - index * 8, 0), 8)
      return (pair.0 ^ pair.1) & ~(0xff >> UInt8(bits)) == 0
    }
  }
}
