/// The /28 blocks of a subnet that could become a prefix of an interface.
///
/// EC2 delegates aligned blocks of 16 addresses of which none is in use or reserved. The first and the last block of a
/// subnet hold the addresses that AWS keeps, so they never can.
/// Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html,
/// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
package struct FreePrefixes {
  private let base: UInt32
  private var isFree: [Bool]

  /// Counts the blocks of `subnet`; nil for a subnet without an IPv4 range or one smaller than a block.
  package init?(of subnet: Subnet) {
    guard let cidr = subnet.cidr, cidr.prefixLength <= 28 else { return nil }
    base = cidr.base.bits
    isFree = Array(repeating: true, count: cidr.addressCount / 16)
    isFree[0] = false
    isFree[isFree.count - 1] = false
  }

  package var count: Int { isFree.count(where: \.self) }

  /// Takes out the blocks in which an interface of the subnet, whoever owns it, holds an address or a prefix.
  package mutating func remove(_ interface: NetworkInterface) {
    for address in interface.ipv4Addresses { remove(from: address.bits, through: address.bits) }
    for prefix in interface.ipv4Prefixes { remove(prefix) }
  }

  /// Takes out the blocks that `range` touches.
  package mutating func remove(_ range: IPv4Block) {
    remove(from: range.base.bits, through: range.base.bits + UInt32(range.addressCount - 1))
  }

  private mutating func remove(from first: UInt32, through last: UInt32) {
    guard last >= base else { return }
    let firstBlock = Int((max(first, base) - base) / 16)
    let lastBlock = min(Int((last - base) / 16), isFree.count - 1)
    guard firstBlock <= lastBlock else { return }
    for block in firstBlock...lastBlock { isFree[block] = false }
  }
}

extension FreePrefixes {
  /// The free blocks of each subnet, by subnet id.
  ///
  /// - Parameter reservations: `prefix` reservations leave their blocks free, as they serve prefixes; `explicit` ones
  ///   take them.
  package static func counts(
    subnets: [Subnet], interfaces: [NetworkInterface], reservations: [SubnetCIDRReservation]
  ) -> [String: Int] {
    var prefixes: [String: FreePrefixes] = [:]
    for subnet in subnets { prefixes[subnet.id] = FreePrefixes(of: subnet) }
    for interface in interfaces { prefixes[interface.subnetID]?.remove(interface) }
    for reservation in reservations where !reservation.isForPrefixes {
      prefixes[reservation.subnetID]?.remove(reservation.cidr)
    }
    return prefixes.mapValues(\.count)
  }
}
