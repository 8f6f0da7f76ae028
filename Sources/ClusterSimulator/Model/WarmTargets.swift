import Capacity

/// A node's pool of pod addresses, counted.
struct AddressPool {
  /// Pod addresses on the node's interfaces.
  var total: Int
  /// Those that pods use.
  let used: Int
  /// Those that cool.
  let cooling: Int
  /// Prefixes of which no address is in use or cooling.
  var freePrefixes: Int

  /// Those that can be handed out at once.
  var available: Int { total - used - cooling }

  init(_ node: SimulatedNode, interfaces: [String: SimulatedInterface]) {
    let mine = node.interfaceIDs.compactMap { interfaces[$0] }
    total = mine.reduce(0) { $0 + $1.value.ipv4AssignedCount - 1 }
    used = node.addressesInUse.count
    cooling = node.addressesCooling.count
    freePrefixes = mine.reduce(0) { $0 + $1.value.ipv4Prefixes.count { !node.usesAny(of: $0) } }
  }
}

/// How large the CNI keeps a node's pool.
///
/// IP targets override the ENI and the prefix target; without them a whole ENI, or whole prefixes, stay free.
/// Source: https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/eni-and-ip-target.md
struct WarmTargets {
  private enum Rule {
    case addresses(warm: Int, minimum: Int)
    case prefixes(warm: Int)
    case enis(warm: Int, addressesPerENI: Int)
  }

  private let rule: Rule
  private let isPrefixMode: Bool

  /// The targets of the settings for an instance type; nil where pods take no IPv4 addresses.
  init?(cni: CNISettings, type: InstanceType) {
    guard !cni.usesIPv6 else { return nil }
    isPrefixMode = cni.usesPrefixDelegation && type.supportsPrefixDelegation
    let warmIPs = cni.number("WARM_IP_TARGET").flatMap { $0 > 0 ? $0 : nil }
    let minimumIPs = cni.number("MINIMUM_IP_TARGET").flatMap { $0 > 0 ? $0 : nil }
    if warmIPs != nil || minimumIPs != nil {
      rule = .addresses(warm: warmIPs ?? 0, minimum: minimumIPs ?? 0)
    } else if isPrefixMode {
      rule = .prefixes(warm: max(1, cni.number("WARM_PREFIX_TARGET") ?? 1))
    } else {
      rule = .enis(warm: cni.number("WARM_ENI_TARGET") ?? 1, addressesPerENI: type.ipv4PerENI - 1)
    }
  }

  /// Whether single addresses are counted, so that an interface is filled only as far as needed.
  var countsAddresses: Bool {
    if case .addresses = rule { return true }
    return false
  }

  func isTooLow(_ pool: AddressPool) -> Bool { shortage(pool) > 0 }

  /// Addresses (prefixes under a prefix target) that the pool lacks.
  func shortage(_ pool: AddressPool) -> Int {
    switch rule {
    case .addresses(let warm, let minimum): max(0, warm - pool.available, minimum - pool.total)
    case .prefixes(let warm): max(0, warm - pool.freePrefixes)
    case .enis(let warm, let perENI): max(0, max(warm * perENI, pool.total == 0 ? 1 : 0) - pool.available)
    }
  }

  /// Addresses that the pool has too many under IP targets.
  func surplus(_ pool: AddressPool) -> Int {
    guard case .addresses(let warm, let minimum) = rule else { return 0 }
    return max(0, min(pool.available - warm, pool.total - minimum))
  }

  /// Whether the pool holds as many addresses as the kubelet lets pods run; it grows no further then.
  func stopsGrowth(_ pool: AddressPool, maxPods: Int64) -> Bool { pool.total >= Int(maxPods) }

  /// The addresses or prefixes to ask for, where an interface has `room`.
  func slots(for shortage: Int, room: Int) -> Int {
    switch rule {
    case .addresses: isPrefixMode ? (shortage + 15) / 16 : shortage
    case .prefixes: shortage
    case .enis: room
    }
  }
}
