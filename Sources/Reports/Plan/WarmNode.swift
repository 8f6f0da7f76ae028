import Capacity

/// What the VPC CNI assigns to one node under its settings: a warm pool, and the subnets of its interfaces.
struct WarmNode {
  let pool: AddressPool
  /// Addresses that its pods hold or are about to take.
  let podAddresses: Int
  /// The subnet of the primary interface.
  let subnet: String
  private let warmPool: WarmPool

  /// Addresses and prefixes that interfaces take from one subnet.
  struct Need {
    /// Single addresses, primary ones among them.
    var addresses = 0
    /// /28 prefixes.
    var prefixes = 0

    /// All of them in addresses.
    var total: Int { addresses + prefixes * NodeAddressing.addressesPerPrefix }

    static func += (left: inout Need, right: Need) {
      left.addresses += right.addresses
      left.prefixes += right.prefixes
    }

    /// Takes prefixes and then addresses, and returns how many addresses were missing.
    func take(from free: inout FreeAddresses) -> Int {
      let taken = free.take(prefixes, of: NodeAddressing.addressesPerPrefix) + free.take(addresses, of: 1)
      return total - taken
    }
  }

  /// Nil where the VPC CNI does not assign the node's addresses, and where they are unknown.
  init?(_ node: Node, in index: StateIndex) {
    guard node.compute == .ec2, node.operatingSystem != "windows", let settings = index.cni,
      let type = index.instanceType(of: node), let pool = AddressPool(of: node, in: index),
      let primary = index.interfaces(of: node)?.first, let pods = index.pods(on: node)
    else { return nil }
    let limit = type.eniLimit(under: settings)
    // Tags may leave no subnet for a further interface. Those attached before MAX_ENI was lowered may exceed it.
    let attachable = pool.subnets?.isEmpty == true ? 0 : pool.attachable
    let eniLimit = min(pool.podENIs.count + attachable, max(1, limit - pool.others.count))
    guard
      let warmPool = WarmPool(
        settings: settings, type: type, eniLimit: eniLimit, maxPods: node.allocatable.pods.map { Int(clamping: $0) })
    else { return nil }
    self.pool = pool
    self.warmPool = warmPool
    subnet = primary.subnetID
    podAddresses = pods.addresses.count + pods.awaitingAddress
  }

  /// What the interfaces for pods take from each subnet while so many pods run on the node.
  ///
  /// Interfaces are in the subnets of the node's present ones, further ones in the subnet of its last one.
  func needs(podAddresses: Int) -> [String: Need] {
    let holding = warmPool.holding(podAddresses: podAddresses)
    let usesPrimaryENI = pool.podENIs.contains(where: \.isPrimary)
    // A primary interface for pods exists even if it holds none.
    let enis = max(holding.placesByENI.count, usesPrimaryENI ? 1 : 0)
    let growth = pool.podENIs.last { !$0.isPrimary }?.subnetID ?? pool.subnets?.first ?? subnet
    var needs: [String: Need] = [:]
    for position in 0..<enis {
      let places = position < holding.placesByENI.count ? holding.placesByENI[position] : 0
      let home = position < pool.podENIs.count ? pool.podENIs[position].subnetID : growth
      needs[home, default: Need()] +=
        holding.addressesPerPlace == 1 ? Need(addresses: 1 + places) : Need(addresses: 1, prefixes: places)
    }
    return needs
  }

  /// What a node launched like this one takes from each subnet, with its interfaces without pods.
  func launchNeeds(podAddresses: Int) -> [String: Need] {
    pool.others.reduce(into: needs(podAddresses: podAddresses)) { needs, interface in
      needs[interface.subnetID, default: Need()] += Need(addresses: min(1, interface.ipv4Addresses.count))
    }
  }
}
