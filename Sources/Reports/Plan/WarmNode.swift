import Capacity

/// What the VPC CNI assigns on one node under its settings: a warm pool, and the subnets its interfaces lie in.
struct WarmNode {
  let pool: AddressPool
  /// Addresses that its pods hold or are about to take.
  let podAddresses: Int
  /// The subnet of the primary interface.
  let subnet: String
  private let warmPool: WarmPool

  /// Addresses and prefixes that interfaces take of one subnet.
  struct Need {
    /// Single addresses, primary ones among them.
    var addresses = 0
    /// /28 prefixes.
    var prefixes = 0

    /// All of them as addresses.
    var total: Int { addresses + prefixes * NodeAddressing.addressesPerPrefix }

    static func += (left: inout Need, right: Need) {
      left.addresses += right.addresses
      left.prefixes += right.prefixes
    }

    /// Takes what the need is made of, prefixes first, and returns how many addresses were missing.
    func take(from room: inout SubnetRoom) -> Int {
      let taken = room.take(prefixes, of: NodeAddressing.addressesPerPrefix) + room.take(addresses, of: 1)
      return total - taken
    }
  }

  /// Nil where something else than the VPC CNI hands out the node's addresses, and where they are unknown.
  init?(_ node: Node, in index: StateIndex) {
    guard node.compute == .ec2, node.operatingSystem != "windows", let settings = index.cni,
      let type = index.instanceType(of: node), let pool = AddressPool(of: node, in: index),
      let primary = index.interfaces(of: node)?.first, let pods = index.pods(on: node)
    else { return nil }
    let limit = min(type.enisMax, settings.maxENI ?? type.enisMax)
    // Interfaces attached before MAX_ENI was lowered are beyond it.
    let carriers = min(pool.carriers.count + pool.attachable, max(1, limit - pool.others.count))
    guard
      let warmPool = WarmPool(
        settings: settings, type: type, eniLimit: carriers, maxPods: node.allocatable.pods.map { Int(clamping: $0) })
    else { return nil }
    self.pool = pool
    self.warmPool = warmPool
    subnet = primary.subnetID
    podAddresses = pods.addresses.count + pods.awaitingAddress
  }

  /// What the interfaces that carry pods take of each subnet while so many pods run on the node.
  ///
  /// Interfaces lie where those of the node lie now, further ones where its last one does.
  func needs(podAddresses: Int) -> [String: Need] {
    let holding = warmPool.holding(podAddresses: podAddresses)
    let carriesOnPrimary = pool.carriers.contains(where: \.isPrimary)
    // A primary interface that carries pods is there whatever it holds.
    let enis = max(holding.placesByENI.count, carriesOnPrimary ? 1 : 0)
    let growth = pool.carriers.last { !$0.isPrimary }?.subnetID ?? pool.subnets?.first ?? subnet
    var needs: [String: Need] = [:]
    for position in 0..<enis {
      let places = position < holding.placesByENI.count ? holding.placesByENI[position] : 0
      let home = position < pool.carriers.count ? pool.carriers[position].subnetID : growth
      needs[home, default: Need()] +=
        holding.addressesPerPlace == 1 ? Need(addresses: 1 + places) : Need(addresses: 1, prefixes: places)
    }
    return needs
  }

  /// What a node launched like this one takes of each subnet: interfaces that carry no pods as well.
  func launchNeeds(podAddresses: Int) -> [String: Need] {
    pool.others.reduce(into: needs(podAddresses: podAddresses)) { needs, interface in
      needs[interface.subnetID, default: Need()] += Need(addresses: min(1, interface.ipv4Addresses.count))
    }
  }
}
