public import Capacity

/// A subnet of a simulated VPC: which of its addresses are taken, and by what.
public struct SimulatedSubnet: Sendable {
  /// `subnetId`.
  public let id: String
  /// `availabilityZone`.
  public let zone: String
  /// `availabilityZoneId`.
  public let zoneID: String
  /// `cidrBlock`.
  public let cidr: IPv4Block
  /// The subnet's tags.
  public internal(set) var tags: [Tag]
  /// Ranges set aside: `explicit` ones are never given, `prefix` ones only as prefixes.
  public internal(set) var reservations: [SubnetCIDRReservation] = []

  /// What became of each address, by its distance from the subnet's first.
  private var states: [State]
  /// `availableIpAddressCount`: addresses that are neither reserved by AWS nor assigned.
  public private(set) var availableCount: Int

  private enum State: UInt8 {
    case free, reservedByAWS, taken, forPrefixes, explicitlyReserved
  }

  /// A prefix is a /28.
  static let prefixLength: UInt8 = 28

  /// Makes an empty subnet. AWS keeps the first four addresses and the last one.
  ///
  /// Source: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
  init(id: String, zone: String, zoneID: String, cidr: IPv4Block, tags: [Tag]) {
    self.id = id
    self.zone = zone
    self.zoneID = zoneID
    self.cidr = cidr
    self.tags = tags
    states = Array(repeating: .free, count: cidr.addressCount)
    for index in [0, 1, 2, 3, cidr.addressCount - 1] { states[index] = .reservedByAWS }
    availableCount = cidr.addressCount - Subnet.reservedAddressCount
  }

  /// Sets a range aside.
  mutating func reserve(_ reservation: SubnetCIDRReservation) {
    reservations.append(reservation)
    for index in indices(of: reservation.cidr) where states[index] == .free {
      states[index] = reservation.isForPrefixes ? .forPrefixes : .explicitlyReserved
    }
  }

  /// Takes this very address; false if it cannot be given.
  mutating func take(_ address: IPv4Address) -> Bool {
    guard cidr.contains(address), states[index(of: address)] == .free else { return false }
    setTaken(index(of: address))
    return true
  }

  /// Takes `count` free addresses at random places, or none at all if there are fewer.
  mutating func takeAddresses(_ count: Int, using random: inout SeededRandom) -> [IPv4Address]? {
    let free = states.indices.filter { states[$0] == .free }
    guard free.count >= count else { return nil }
    let chosen = Self.choose(count, of: free, using: &random)
    for index in chosen { setTaken(index) }
    return chosen.map(address(at:))
  }

  /// Takes a free aligned block of 16, from a `prefix` reservation first; nil if there is none.
  mutating func takePrefix(using random: inout SeededRandom) -> IPv4Block? {
    let starts = stride(from: 0, through: states.count - 16, by: 16)
    let reserved = starts.filter { start in (start..<start + 16).allSatisfy { states[$0] == .forPrefixes } }
    let free = starts.filter { start in (start..<start + 16).allSatisfy { states[$0] == .free } }
    guard let start = (reserved.isEmpty ? free : reserved).randomElement(using: &random) else { return nil }
    for index in start..<start + 16 { setTaken(index) }
    return IPv4Block(containing: address(at: start), prefixLength: Self.prefixLength)
  }

  /// Gives an address back.
  mutating func release(_ address: IPv4Address) {
    let index = index(of: address)
    guard states[index] == .taken else { return }
    states[index] = stateWhenFree(address)
    availableCount += 1
  }

  /// Gives a prefix back.
  mutating func release(_ prefix: IPv4Block) {
    for index in indices(of: prefix) { release(address(at: index)) }
  }

  /// Aligned blocks of 16 that could become a prefix.
  public var freePrefixes: Int {
    stride(from: 0, through: states.count - 16, by: 16).count { start in
      let first = states[start]
      return (first == .free || first == .forPrefixes) && states[start..<start + 16].allSatisfy { $0 == first }
    }
  }

  private mutating func setTaken(_ index: Int) {
    states[index] = .taken
    availableCount -= 1
  }

  private func stateWhenFree(_ address: IPv4Address) -> State {
    guard let reservation = reservations.first(where: { $0.cidr.contains(address) }) else { return .free }
    return reservation.isForPrefixes ? .forPrefixes : .explicitlyReserved
  }

  private func index(of address: IPv4Address) -> Int { Int(address.bits - cidr.base.bits) }
  private func address(at index: Int) -> IPv4Address { IPv4Address(bits: cidr.base.bits + UInt32(index)) }

  private func indices(of block: IPv4Block) -> Range<Int> {
    guard cidr.contains(block.base) else { return 0..<0 }
    let first = index(of: block.base)
    return first..<min(first + block.addressCount, states.count)
  }

  /// `count` different elements, in ascending order.
  private static func choose(_ count: Int, of elements: [Int], using random: inout SeededRandom) -> [Int] {
    var elements = elements
    for position in 0..<count {
      elements.swapAt(position, Int.random(in: position..<elements.count, using: &random))
    }
    return elements.prefix(count).sorted()
  }
}
