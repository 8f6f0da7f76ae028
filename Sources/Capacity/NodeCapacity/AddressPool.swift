/// The addresses that the VPC CNI manages on one node: what it has and what it could still attach.
///
/// A place of an interface holds one secondary address or, with prefix delegation, one /28 prefix; an interface has one
/// place less than addresses, as its primary address carries no pod.
/// Source: https://github.com/aws/amazon-vpc-cni-k8s (README, `docs/prefix-and-ip-target.md`, `pkg/ipamd`).
package struct AddressPool {
  /// The attached interfaces whose places serve pods.
  package var carriers: [NetworkInterface]
  /// Attached interfaces of the default network card that serve no pod but take the place of one that could.
  package var others: [NetworkInterface]
  /// Interfaces that could still be attached and would serve pods.
  package var attachable: Int
  /// Places of one interface.
  package var placesPerInterface: Int
  /// Addresses of one place: 1, or 16 for a prefix.
  package var addressesPerPlace: Int
  /// The subnets a new interface may lie in; nil if that cannot be told.
  package var subnets: [String]?

  /// The most IPv4 addresses the node can have, primary ones included.
  package var mostAddresses: Int {
    (carriers.count + attachable) * (1 + placesPerInterface * addressesPerPlace)
      + others.reduce(0) { $0 + min(1, $1.ipv4Addresses.count) }
  }

  /// Places of an attached interface that hold nothing yet.
  package func freePlaces(of interface: NetworkInterface) -> Int {
    max(0, placesPerInterface - max(0, interface.ipv4Addresses.count - 1) - interface.ipv4Prefixes.count)
  }

  /// Addresses that pods do not hold on the attached interfaces, and those that free places and interfaces to attach
  /// would bring if the subnet had them.
  package func reachableAddresses(podAddresses: Set<IPv4Address>) -> Int {
    let places = carriers.reduce(0) { $0 + freePlaces(of: $1) } + attachable * placesPerInterface
    return AddressUse(of: carriers, podAddresses: podAddresses).warm + places * addressesPerPlace
  }

  /// The same as far as the subnets go: warm addresses are taken from them already; each further place needs an address
  /// or a whole free block, and each further interface a primary address besides.
  ///
  /// The node is looked at by itself: others that draw on the same subnets are not counted in.
  /// - Returns: nil if what a subnet has is unknown.
  package func suppliedAddresses(podAddresses: Set<IPv4Address>, rooms: [String: SubnetRoom]) -> Int? {
    var rooms = rooms
    var supplied = AddressUse(of: carriers, podAddresses: podAddresses).warm
    for interface in carriers where freePlaces(of: interface) > 0 {
      guard let taken = rooms[interface.subnetID]?.take(freePlaces(of: interface), of: addressesPerPlace) else {
        return nil
      }
      supplied += taken
    }
    guard attachable > 0 else { return supplied }
    guard let subnets, subnets.contains(where: { rooms[$0] != nil }) else { return nil }
    for _ in 0..<attachable {
      supplied += addInterface(in: subnets, places: placesPerInterface, of: &rooms)
    }
    return supplied
  }

  /// Attaches an interface in the subnet with most free addresses that can fill a place of it, as the CNI's subnet
  /// discovery does, and returns the addresses it brings.
  func addInterface(in subnets: [String], places: Int, of rooms: inout [String: SubnetRoom]) -> Int {
    let byRoom = subnets.sorted { (rooms[$0]?.freeAddresses ?? 0) > (rooms[$1]?.freeAddresses ?? 0) }
    for subnet in byRoom {
      guard var room = rooms[subnet], room.take(1, of: 1) == 1 else { continue }
      let brought = room.take(places, of: addressesPerPlace)
      guard brought > 0 else { continue }
      rooms[subnet] = room
      return brought
    }
    return 0
  }
}
