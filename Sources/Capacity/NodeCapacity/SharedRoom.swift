/// What several nodes can take together, where they draw on the same subnets.
///
/// Each node gets what it can use, one after the other; what it takes of a subnet is gone for the next. The CNI is taken
/// to assign no more than the pods need: warm targets would take more and leave less.
package struct SharedRoom {
  /// What the subnets still have, by id; nil if that is unknown.
  package private(set) var rooms: [String: SubnetRoom]?

  package init(rooms: [String: SubnetRoom]?) {
    self.rooms = rooms
  }

  /// Takes room for up to `wanted` pods with addresses of their own on a node, and returns for how many there was room;
  /// nil if the node's room is unknown.
  ///
  /// - Parameter capacity: the node as it is now; each node is to be asked once.
  package mutating func take(_ wanted: Int, on capacity: NodeCapacity) -> Int? {
    // A bound of zero decides alone, also where others are unknown.
    guard let free = capacity.effective.free else { return nil }
    let most = min(wanted, free)
    guard most > 0, let pool = capacity.pool else { return max(0, most) }
    guard var rooms else { return nil }
    let needed = most + capacity.podsAwaitingAddress
    guard let got = pool.takeAddresses(needed, podAddresses: capacity.podAddresses, from: &rooms) else { return nil }
    self.rooms = rooms
    return max(0, min(most, got - capacity.podsAwaitingAddress))
  }
}

extension AddressPool {
  /// Takes addresses for `wanted` more pods: warm ones first, then places of attached interfaces, then interfaces to
  /// attach, each of which takes a primary address besides.
  ///
  /// - Returns: how many there were, at most `wanted`; nil if what a subnet has is unknown.
  func takeAddresses(_ wanted: Int, podAddresses: Set<IPv4Address>, from rooms: inout [String: SubnetRoom]) -> Int? {
    var missing = wanted - AddressUse(of: carriers, podAddresses: podAddresses).warm
    for interface in carriers where missing > 0 && freePlaces(of: interface) > 0 {
      let places = min(freePlaces(of: interface), places(for: missing))
      guard let taken = rooms[interface.subnetID]?.take(places, of: addressesPerPlace) else { return nil }
      missing -= taken
    }
    guard missing > 0, attachable > 0 else { return wanted - max(0, missing) }
    guard let subnets, subnets.contains(where: { rooms[$0] != nil }) else { return nil }
    for _ in 0..<attachable where missing > 0 {
      missing -= addInterface(in: subnets, places: min(placesPerInterface, places(for: missing)), of: &rooms)
    }
    return wanted - max(0, missing)
  }

  private func places(for addresses: Int) -> Int {
    (addresses + addressesPerPlace - 1) / addressesPerPlace
  }
}
