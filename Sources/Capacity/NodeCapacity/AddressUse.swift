/// How many IPv4 addresses a network interface has, and how many of them pods hold.
package struct AddressUse: Hashable, Sendable {
  /// All addresses, the primary one included, a /28 prefix as 16.
  package var assigned = 0
  /// Addresses that pods hold.
  package var heldByPods = 0
  /// Secondary and prefix addresses that no pod holds, of interfaces from which new pods get some.
  package var warm = 0
  /// Addresses of which it is unknown whether pods hold them, or whether new pods get them.
  package var undetermined = 0

  package static let none = AddressUse()

  package init(assigned: Int = 0, heldByPods: Int = 0, warm: Int = 0) {
    self.assigned = assigned
    self.heldByPods = heldByPods
    self.warm = warm
  }

  /// Counts an interface whose pods hold `podAddresses`.
  package init(of interface: NetworkInterface, podAddresses: Set<IPv4Address>) {
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
  package init(of interfaces: [NetworkInterface], podAddresses: Set<IPv4Address>) {
    self = interfaces.reduce(into: .none) { $0 += AddressUse(of: $1, podAddresses: podAddresses) }
  }

  package static func += (left: inout AddressUse, right: AddressUse) {
    left.assigned += right.assigned
    left.heldByPods += right.heldByPods
    left.warm += right.warm
    left.undetermined += right.undetermined
  }
}

extension AddressUse {
  /// Addresses that pods hold; nil where the use of some is unknown.
  package var knownHeldByPods: Int? { undetermined > 0 ? nil : heldByPods }
  /// Warm addresses; nil where the use of some is unknown.
  package var knownWarm: Int? { undetermined > 0 ? nil : warm }

  /// Takes into account whether new pods get addresses of the interface; nil where that is unknown.
  mutating func consider(servesPods: Bool?) {
    if servesPods == nil { undetermined += warm }
    if servesPods != true { warm = 0 }
  }

  /// Counts up to so many warm addresses as held by pods, and returns how many those were.
  mutating func hold(_ addresses: Int) -> Int {
    let held = min(addresses, warm)
    heldByPods += held
    warm -= held
    return held
  }
}
