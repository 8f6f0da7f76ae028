/// The pod addresses of one node as pods take them, one after the other.
///
/// The node and the subnets change with each address taken, so that several nodes may draw on the same subnets in any
/// order. The CNI is taken to assign no more than the pods need.
package struct AddressSupply: Sendable {
  /// Addresses on the node's interfaces that no pod holds.
  package private(set) var spare: Int
  private var carriers: [Carrier]
  private var attachable: Int
  private let placesPerInterface: Int
  private let addressesPerPlace: Int
  private var subnets: [String]?

  private struct Carrier: Sendable {
    var subnet: String
    var freePlaces: Int
  }

  /// What the next address costs, the cheapest first.
  package enum Step: Int, Comparable, Sendable {
    /// It is there.
    case spare
    /// A place of an attached interface has to be filled.
    case place
    /// An interface has to be attached, which takes a primary address besides.
    case interface
    /// There is none.
    case none

    package static func < (left: Step, right: Step) -> Bool { left.rawValue < right.rawValue }
  }

  /// The supply of a node as it is.
  ///
  /// - Parameters:
  ///   - podAddresses: the addresses that its pods hold.
  ///   - addressesPerPlace: 16 for a node that begins to take prefixes: its single addresses stay, its free places
  ///     hold a prefix each. Nil for no change.
  package init(of pool: AddressPool, podAddresses: Set<IPv4Address>, addressesPerPlace: Int? = nil) {
    spare = AddressUse(of: pool.carriers, podAddresses: podAddresses).warm
    carriers = pool.carriers.map { Carrier(subnet: $0.subnetID, freePlaces: pool.freePlaces(of: $0)) }
    attachable = pool.attachable
    placesPerInterface = pool.placesPerInterface
    self.addressesPerPlace = addressesPerPlace ?? pool.addressesPerPlace
    subnets = pool.subnets
  }

  /// The supply of a node launched in `subnet` that may attach what the node of `pool` may: only its primary interface
  /// is there, and holds nothing for pods yet.
  package init(launchedLike pool: AddressPool, in subnet: String, addressesPerPlace: Int? = nil) {
    let carriesOnPrimary = pool.carriers.contains(where: \.isPrimary)
    spare = 0
    carriers = carriesOnPrimary ? [Carrier(subnet: subnet, freePlaces: pool.placesPerInterface)] : []
    attachable = pool.carriers.count + pool.attachable - (carriesOnPrimary ? 1 : 0)
    placesPerInterface = pool.placesPerInterface
    self.addressesPerPlace = addressesPerPlace ?? pool.addressesPerPlace
    subnets = pool.subnets
  }

  /// What the next address would cost the node, whatever the subnets have.
  package var nextStep: Step {
    if spare > 0 { return .spare }
    if placesPerInterface > 0 && carriers.contains(where: { $0.freePlaces > 0 }) { return .place }
    return placesPerInterface > 0 && attachable > 0 ? .interface : .none
  }

  /// Lets new interfaces lie in `subnet` too.
  package mutating func add(subnet: String) {
    subnets = (subnets ?? []) + [subnet]
  }

  /// Takes an address for a pod.
  ///
  /// - Parameter rooms: what the subnets still have; one that is not in it, or nil, is taken to have enough.
  /// - Returns: nil if there was one, else what keeps the node from having it.
  package mutating func take(from rooms: inout [String: SubnetRoom]?) -> BindingLimit? {
    if spare > 0 {
      spare -= 1
      return nil
    }
    guard nextStep != .none else { return .nodeAddresses }
    guard fillPlace(from: &rooms) || attachInterface(from: &rooms) else { return .subnet }
    spare += addressesPerPlace - 1
    return nil
  }

  private mutating func fillPlace(from rooms: inout [String: SubnetRoom]?) -> Bool {
    for index in carriers.indices where carriers[index].freePlaces > 0 {
      guard Self.take(1, of: addressesPerPlace, in: carriers[index].subnet, from: &rooms) else { continue }
      carriers[index].freePlaces -= 1
      return true
    }
    return false
  }

  /// Attaches an interface in the subnet with most free addresses that can fill a place of it, as the CNI's subnet
  /// discovery does.
  private mutating func attachInterface(from rooms: inout [String: SubnetRoom]?) -> Bool {
    guard attachable > 0, placesPerInterface > 0 else { return false }
    let known = rooms ?? [:]
    let byRoom = (subnets ?? [""]).sorted { (known[$0]?.freeAddresses ?? .max) > (known[$1]?.freeAddresses ?? .max) }
    for subnet in byRoom {
      var attempt = rooms
      guard Self.take(1, of: 1, in: subnet, from: &attempt),
        Self.take(1, of: addressesPerPlace, in: subnet, from: &attempt)
      else { continue }
      rooms = attempt
      attachable -= 1
      carriers.append(Carrier(subnet: subnet, freePlaces: placesPerInterface - 1))
      return true
    }
    return false
  }

  private static func take(
    _ places: Int, of size: Int, in subnet: String, from rooms: inout [String: SubnetRoom]?
  ) -> Bool {
    guard var room = rooms?[subnet] else { return true }
    guard room.take(places, of: size) == places * size else { return false }
    rooms?[subnet] = room
    return true
  }
}
