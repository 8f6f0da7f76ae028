/// The capacity of one node: its slots, its addresses and what binds.
package struct NodeCapacity {
  package let slotsAllocatable: Int?
  package let slotsUsed: Int?
  package let addressing: NodeAddressing?
  package let instanceType: InstanceType?
  package let interfaces: [NetworkInterface]?
  package let use: AddressUse?
  package let podAddressesKnown: Bool
  package let effective: EffectiveRoom
  /// The addresses that the VPC CNI manages on the node; nil where something else does, or where they are unknown.
  package let pool: AddressPool?
  /// IPv4 addresses that the node's pods hold.
  package let podAddresses: Set<IPv4Address>
  /// Pods that are bound and show no address yet.
  package let podsAwaitingAddress: Int

  /// Slots that are left; never below zero, though a node may run more pods than it offers slots after its Allocatable
  /// was lowered.
  package var slotsFree: Int? {
    guard let slotsAllocatable, let slotsUsed else { return nil }
    return max(0, slotsAllocatable - slotsUsed)
  }

  /// - Parameter rooms: what the subnets still have; see `StateIndex.subnetRooms()`.
  package init(of node: Node, in index: StateIndex, rooms: [String: SubnetRoom]?) {
    let pods = index.pods(on: node)
    let attached = index.interfaces(of: node)
    let type = index.instanceType(of: node)
    slotsAllocatable = node.allocatable.pods.map { Int(clamping: $0) }
    slotsUsed = pods?.slots
    interfaces = attached
    instanceType = type
    use = attached.map { AddressUse(of: $0, podAddresses: pods?.addresses ?? []) }
    podAddressesKnown = pods != nil
    addressing = type.map {
      NodeAddressing(
        type: $0, node: node, settings: index.state.snapshot.cni, interfaces: attached,
        interfacesWithoutPods: index.interfacesWithoutPods(on: node) ?? 0)
    }
    let mode = CNIMode(node: node, type: type, settings: index.state.snapshot.cni, interfaces: attached)
    pool = AddressPool(of: node, in: index)
    podAddresses = pods?.addresses ?? []
    podsAwaitingAddress = pods?.awaitingAddress ?? 0
    let slots = pods.flatMap { pods in node.allocatable.pods.map { max(0, Int(clamping: $0) - pods.slots) } }
    effective = Self.effectiveRoom(
      slots: slots, mode: mode, pool: pool, pods: pods, rooms: rooms)
  }

  /// Pods that are bound but show no address yet will take one, so they are counted off both address bounds.
  private static func effectiveRoom(
    slots: Int?, mode: CNIMode, pool: AddressPool?, pods: NodePods?, rooms: [String: SubnetRoom]?
  ) -> EffectiveRoom {
    if mode == .ipv6 {
      return EffectiveRoom(slots: slots, nodeAddresses: .max, subnetAddresses: .max)
    }
    guard let pool, let pods else {
      return EffectiveRoom(slots: slots, nodeAddresses: nil, subnetAddresses: nil)
    }
    let reachable = pool.reachableAddresses(podAddresses: pods.addresses) - pods.awaitingAddress
    let supplied = rooms.flatMap { pool.suppliedAddresses(podAddresses: pods.addresses, rooms: $0) }
    return EffectiveRoom(
      slots: slots, nodeAddresses: max(0, reachable),
      subnetAddresses: supplied.map { max(0, $0 - pods.awaitingAddress) })
  }
}
