/// The free addresses of a subnet: whole /28 blocks, and single addresses between used ones.
package struct FreeAddresses: Hashable, Sendable {
  /// Free addresses outside free blocks.
  package var scattered: Int
  /// Free aligned blocks of 16 addresses; an upper bound where `areBlocksKnown` is false.
  package var blocks: Int
  /// False in a subnet of another account: the interfaces of its other users are hidden, and any of them may lie in a block.
  package var areBlocksKnown: Bool

  package init(scattered: Int, blocks: Int, areBlocksKnown: Bool = true) {
    self.scattered = scattered
    self.blocks = blocks
    self.areBlocksKnown = areBlocksKnown
  }

  /// Free blocks; nil if they are unknown.
  package var knownBlocks: Int? { areBlocksKnown ? blocks : nil }

  /// All of them, those in blocks included.
  package var count: Int { scattered + blocks * 16 }

  /// Takes up to `places` of `size` addresses each and returns how many addresses that were.
  ///
  /// A single address is taken from between used ones while there are any, then from a block, which no longer counts as
  /// one.
  package mutating func take(_ places: Int, of size: Int) -> Int {
    size == 1 ? takeAddresses(places) : takeBlocks(places) * 16
  }

  private mutating func takeBlocks(_ wanted: Int) -> Int {
    let taken = min(max(0, wanted), blocks)
    blocks -= taken
    return taken
  }

  private mutating func takeAddresses(_ wanted: Int) -> Int {
    let taken = min(max(0, wanted), count)
    scattered -= taken
    if scattered < 0 {
      let broken = (-scattered + 15) / 16
      blocks -= broken
      scattered += broken * 16
    }
    return taken
  }
}

/// The /28 blocks of a subnet that could become a prefix of an interface.
///
/// EC2 delegates aligned blocks of 16 addresses of which none is in use or reserved. The first and the last block of a
/// subnet hold the addresses that AWS reserves, so they never can.
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

  /// Removes the blocks in which an interface of the subnet, whoever owns it, holds an address or a prefix.
  package mutating func remove(_ interface: NetworkInterface) {
    for address in interface.ipv4Addresses { remove(from: address.bits, through: address.bits) }
    for prefix in interface.ipv4Prefixes { remove(prefix) }
  }

  /// Removes the blocks that overlap `range`.
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
  /// - Parameter reservations: `prefix` reservations leave their blocks free, as they are for prefixes; `explicit` ones
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

extension StateIndex {
  /// The free addresses of each subnet, by subnet id; nil if the subnets or the interfaces in them are unknown.
  ///
  /// CIDR reservations that may not be read count as none. There are never more blocks than the subnet's own count of
  /// available addresses allows, as the interfaces and that count are not read at the same moment.
  package func freeAddresses() -> [String: FreeAddresses]? {
    guard let subnets = state.snapshot.subnets.value, let interfaces = state.snapshot.networkInterfaces.value else {
      return nil
    }
    let reservations = state.snapshot.cidrReservations.value ?? []
    let blocks = FreePrefixes.counts(subnets: subnets, interfaces: interfaces, reservations: reservations)
    return Dictionary(
      subnets.map { subnet in
        let available = max(0, subnet.availableIPv4Count)
        let whole = min(blocks[subnet.id] ?? 0, available / 16)
        return (
          subnet.id,
          FreeAddresses(
            scattered: available - whole * 16, blocks: whole, areBlocksKnown: !subnet.isShared(with: accounts))
        )
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The subnets in which the VPC CNI may put a new interface of the node, its own one first; nil if that is unknown.
  ///
  /// With subnet discovery these are the node's own subnet and those of its VPC and zone that are tagged
  /// `kubernetes.io/role/cni`; without it the own one alone. Since 1.22 a subnet is left out where its tags keep pods away,
  /// the own one too; before, any value of the tag lets interfaces in.
  /// Source: `createENI` and `isSubnetValidForENICreation` in pkg/awsutils/awsutils.go of amazon-vpc-cni-k8s v1.23.1, and
  /// `validTag` in that file of v1.21.1.
  package func subnetsForNewInterfaces(of node: Node) -> [String]? {
    let own = instance(of: node)?.subnetID ?? interfaces(of: node)?.first?.subnetID
    guard let own, let subnets, let ownSubnet = subnets[own] else { return nil }
    let isByTag = cni?.excludesSubnetsByTag ?? false
    // A name that is not read is most likely the cluster's own.
    let name = cni?.clusterName ?? (cni?.isUnread("CLUSTER_NAME") == true ? cluster : nil)
    let ownIDs = isByTag && ownSubnet.keepsAway(podsOf: name) ? [] : [own]
    guard cni?.usesSubnetDiscovery ?? true else { return ownIDs }
    let others = subnets.values.filter { subnet in
      guard subnet.id != own, subnet.vpcID == ownSubnet.vpcID, subnet.zone == ownSubnet.zone else { return false }
      if isByTag { return subnet.cniRole != nil && !subnet.keepsAway(podsOf: name) }
      return subnet.tag("kubernetes.io/role/cni") != nil
    }
    return ownIDs + others.map(\.id).sorted()
  }
}
