import Capacity

/// How many IPv4 addresses a network interface has, and how many of them pods hold.
struct AddressUse: Hashable, Sendable {
  /// All addresses, the primary one included, a /28 prefix as 16.
  var assigned = 0
  /// Addresses that pods hold.
  var heldByPods = 0
  /// Secondary and prefix addresses that no pod holds.
  var warm = 0

  static let none = AddressUse()

  init(assigned: Int = 0, heldByPods: Int = 0, warm: Int = 0) {
    self.assigned = assigned
    self.heldByPods = heldByPods
    self.warm = warm
  }

  /// Counts an interface whose pods hold `podAddresses`.
  init(of interface: NetworkInterface, podAddresses: Set<IPv4Address>) {
    let primaryHeld = interface.ipv4Addresses.first.map(podAddresses.contains) == true ? 1 : 0
    let singlesHeld = interface.ipv4Addresses.dropFirst().count(where: podAddresses.contains)
    let fromPrefixes =
      interface.ipv4Prefixes.isEmpty
      ? 0 : podAddresses.count { address in interface.ipv4Prefixes.contains { $0.contains(address) } }
    let secondaryCount = max(0, interface.ipv4AssignedCount - min(1, interface.ipv4Addresses.count))
    assigned = interface.ipv4AssignedCount
    heldByPods = primaryHeld + singlesHeld + fromPrefixes
    warm = max(0, secondaryCount - singlesHeld - fromPrefixes)
  }

  /// The sum over `interfaces`.
  init(of interfaces: [NetworkInterface], podAddresses: Set<IPv4Address>) {
    self = interfaces.reduce(into: .none) { $0 += AddressUse(of: $1, podAddresses: podAddresses) }
  }

  static func += (left: inout AddressUse, right: AddressUse) {
    left.assigned += right.assigned
    left.heldByPods += right.heldByPods
    left.warm += right.warm
  }
}
