/// The pod addresses of one node, from which pods take one after the other.
///
/// The node and the subnets change with each address taken, so that several nodes may share subnets in any order. The CNI
/// is assumed to assign no more than the pods need.
package struct AddressSupply: Sendable {
  /// Addresses on the node's interfaces that no pod holds.
  package private(set) var spare: Int
  private var podENIs: [PodENI]
  private var attachable: Int
  private let placesPerInterface: Int
  private let addressesPerPlace: Int
  private var subnets: [String]?

  private struct PodENI: Sendable {
    var subnet: String
    var freePlaces: Int
  }

  /// What the next address costs, the cheapest first.
  package enum Step: Int, Comparable, Sendable {
    /// It is assigned already.
    case spare
    /// A place of an attached interface has to be filled.
    case place
    /// An interface has to be attached, which takes a primary address as well.
    case interface
    /// There is none.
    case none

    package static func < (left: Step, right: Step) -> Bool { left.rawValue < right.rawValue }
  }

  /// The supply of a node as it is.
  ///
  /// - Parameters:
  ///   - podAddresses: the addresses that its pods hold.
  ///   - addressesPerPlace: 16 for a node that begins to use prefixes: its single addresses stay, its free places get a
  ///     prefix each. Nil for no change.
  package init(of pool: AddressPool, podAddresses: Set<IPv4Address>, addressesPerPlace: Int? = nil) {
    spare = AddressUse(of: pool.podENIs, podAddresses: podAddresses).warm
    podENIs = pool.podENIs.map { PodENI(subnet: $0.subnetID, freePlaces: pool.freePlaces(of: $0)) }
    attachable = pool.attachable
    placesPerInterface = pool.placesPerInterface
    self.addressesPerPlace = addressesPerPlace ?? pool.addressesPerPlace
    subnets = pool.subnets
  }

  /// The supply of a node just launched in `subnet` that may attach as much as the node of `pool`. It has its primary
  /// interface only, without addresses for pods yet.
  package init(launchedLike pool: AddressPool, in subnet: String, addressesPerPlace: Int? = nil) {
    let usesPrimaryENI = pool.podENIs.contains(where: \.isPrimary)
    spare = 0
    podENIs = usesPrimaryENI ? [PodENI(subnet: subnet, freePlaces: pool.placesPerInterface)] : []
    attachable = pool.podENIs.count + pool.attachable - (usesPrimaryENI ? 1 : 0)
    placesPerInterface = pool.placesPerInterface
    self.addressesPerPlace = addressesPerPlace ?? pool.addressesPerPlace
    subnets = pool.subnets
  }

  /// What the next address would cost the node, regardless of the subnets.
  package var nextStep: Step {
    if spare > 0 { return .spare }
    if placesPerInterface > 0 && podENIs.contains(where: { $0.freePlaces > 0 }) { return .place }
    return placesPerInterface > 0 && attachable > 0 ? .interface : .none
  }

  /// Allows new interfaces in `subnet` too.
  package mutating func add(subnet: String) {
    subnets = (subnets ?? []) + [subnet]
  }

  /// Takes an address for a pod.
  ///
  /// - Parameter freeAddresses: those of the subnets; a subnet that is missing, or nil, counts as having enough.
  /// - Returns: nil if there was one, else the limit that kept the node from getting one.
  package mutating func take(from freeAddresses: inout [String: FreeAddresses]?) -> BindingLimit? {
    if spare > 0 {
      spare -= 1
      return nil
    }
    guard nextStep != .none else { return .nodeAddresses }
    guard fillPlace(from: &freeAddresses) || attachInterface(from: &freeAddresses) else { return .subnet }
    spare += addressesPerPlace - 1
    return nil
  }

  private mutating func fillPlace(from freeAddresses: inout [String: FreeAddresses]?) -> Bool {
    for index in podENIs.indices where podENIs[index].freePlaces > 0 {
      guard Self.take(1, of: addressesPerPlace, in: podENIs[index].subnet, from: &freeAddresses) else { continue }
      podENIs[index].freePlaces -= 1
      return true
    }
    return false
  }

  /// Attaches an interface in the subnet with the most free addresses that can fill a place of it, as the CNI's subnet
  /// discovery does.
  private mutating func attachInterface(from freeAddresses: inout [String: FreeAddresses]?) -> Bool {
    guard attachable > 0, placesPerInterface > 0 else { return false }
    let known = freeAddresses ?? [:]
    let byFreeAddresses = (subnets ?? [""]).sorted { (known[$0]?.count ?? .max) > (known[$1]?.count ?? .max) }
    for subnet in byFreeAddresses {
      var attempt = freeAddresses
      guard Self.take(1, of: 1, in: subnet, from: &attempt),
        Self.take(1, of: addressesPerPlace, in: subnet, from: &attempt)
      else { continue }
      freeAddresses = attempt
      attachable -= 1
      podENIs.append(PodENI(subnet: subnet, freePlaces: placesPerInterface - 1))
      return true
    }
    return false
  }

  private static func take(
    _ places: Int, of size: Int, in subnet: String, from freeAddresses: inout [String: FreeAddresses]?
  ) -> Bool {
    guard var free = freeAddresses?[subnet] else { return true }
    guard free.take(places, of: size) == places * size else { return false }
    freeAddresses?[subnet] = free
    return true
  }
}
