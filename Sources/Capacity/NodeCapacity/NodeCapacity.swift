/// What keeps a node from taking more pods.
public enum BindingLimit: String, CaseIterable, Sendable {
  /// The kubelet's Allocatable `pods`.
  case podSlots = "pod-slots"
  /// The addresses that the node's ENIs can hold.
  case nodeAddresses = "node-addresses"
  /// The addresses that the subnets of its ENIs still have.
  case subnet
}

/// How many more pods with an address of their own a node can take, and what binds first.
package struct EffectiveFreeSlots: Hashable {
  /// How many more pods; nil if unknown.
  package var free: Int?
  /// The smallest bound; nil if unknown.
  package var limit: BindingLimit?

  /// The smallest of the bounds, the earlier one where two are equal.
  ///
  /// A bound of zero decides alone. Otherwise an unknown (nil) bound might be the smallest, so the result is unknown.
  package init(slots: Int?, nodeAddresses: Int?, subnetAddresses: Int?) {
    let bounds: [(limit: BindingLimit, free: Int?)] = [
      (.podSlots, slots), (.nodeAddresses, nodeAddresses), (.subnet, subnetAddresses),
    ]
    let zero = bounds.first { $0.free.map { $0 <= 0 } ?? false }
    guard zero != nil || bounds.allSatisfy({ $0.free != nil }) else { return }
    let least = zero ?? bounds.min { ($0.free ?? .max) < ($1.free ?? .max) }
    free = least?.free.map { max(0, $0) }
    limit = least?.limit
  }
}

/// The capacity of one node: its slots, its addresses and the binding limit.
package struct NodeCapacity {
  /// The kubelet's Allocatable `pods`.
  package let slotsAllocatable: Int?
  /// Non-terminal pods bound to the node; nil if the pods are unknown.
  package let slotsUsed: Int?
  /// How many addresses the node's ENIs could hold; nil if its type is unknown.
  package let addressing: NodeAddressing?
  package let instanceType: InstanceType?
  /// The interfaces attached to the instance; nil if they are unknown.
  package let interfaces: [NetworkInterface]?
  /// How many addresses these have, and how many of them pods hold; nil like `interfaces`.
  package let use: AddressUse?
  package let podAddressesKnown: Bool
  package let effective: EffectiveFreeSlots
  /// The addresses that the VPC CNI manages on the node; nil where something else does, or where they are unknown.
  package let pool: AddressPool?
  /// Addresses of the pool that no pod holds. Each group of the node asks for them, and counting takes long.
  fileprivate let warm: Int
  /// Pods that are bound and show no address yet.
  package let podsAwaitingAddress: Int

  /// Free slots; never below zero, though a node may run more pods than it offers slots after its Allocatable was
  /// lowered.
  package var slotsFree: Int? {
    guard let slotsAllocatable, let slotsUsed else { return nil }
    return max(0, slotsAllocatable - slotsUsed)
  }

  /// - Parameter freeAddresses: those of the subnets; see `StateIndex.freeAddresses()`.
  package init(of node: Node, in index: StateIndex, freeAddresses: [String: FreeAddresses]?) {
    let pods = index.pods(on: node)
    let network = NodeNetwork(of: node, in: index)
    slotsAllocatable = node.allocatable.pods.map { Int(clamping: $0) }
    slotsUsed = pods?.slots
    interfaces = network.interfaces
    instanceType = network.type
    podAddressesKnown = pods != nil
    addressing = network.addressing(of: node)
    use = NodeAddressUse(of: node, network, in: index)?.total
    pool = AddressPool(of: node, network, in: index)
    let ownAddresses = network.ciliumNode?.ownAddresses ?? []
    let podAddresses = (pods?.addresses ?? []).union(ownAddresses)
    warm = AddressUse(of: pool?.podENIs ?? [], podAddresses: podAddresses).warm
    podsAwaitingAddress = pods?.awaitingAddress ?? 0
    let slots = pods.flatMap { pods in node.allocatable.pods.map { max(0, Int(clamping: $0) - pods.slots) } }
    let isOfVPCCNI = network.mode != .windows && network.mode != .ciliumENI
    let grows = node.isSchedulable || !isOfVPCCNI || index.cni?.managesCordonedNodes ?? false
    effective = Self.effectiveFreeSlots(
      slots: slots, mode: network.mode, pool: pool, grows: grows,
      taken: pods == nil ? nil : (warm, podAddresses.count, podsAwaitingAddress), freeAddresses: freeAddresses)
  }

  /// Pods that are bound but show no address yet will take one, so both address bounds are lower by their number.
  ///
  /// - Parameters:
  ///   - grows: further addresses are assigned: by default the VPC CNI does not do so on a cordoned node.
  ///   - taken: addresses of the pool that no pod holds, addresses that pods hold, and pods that await one; nil where the
  ///     pods are unknown.
  private static func effectiveFreeSlots(
    slots: Int?, mode: CNIMode, pool: AddressPool?, grows: Bool, taken: (warm: Int, held: Int, awaited: Int)?,
    freeAddresses: [String: FreeAddresses]?
  ) -> EffectiveFreeSlots {
    if mode == .ipv6 {
      return EffectiveFreeSlots(slots: slots, nodeAddresses: .max, subnetAddresses: .max)
    }
    guard let pool, let taken else {
      return EffectiveFreeSlots(slots: slots, nodeAddresses: nil, subnetAddresses: nil)
    }
    let reachable = grows ? pool.reachableAddresses(warm: taken.warm, held: taken.held) : taken.warm
    let supplied = freeAddresses.flatMap { free in
      var free = free
      return pool.takeAddresses(reachable, warm: taken.warm, from: &free)
    }
    return EffectiveFreeSlots(
      slots: slots, nodeAddresses: max(0, reachable - taken.awaited),
      subnetAddresses: supplied.map { max(0, $0 - taken.awaited) })
  }
}

/// How many more pods several nodes can take together where they share subnets.
///
/// Each node in turn takes what it can use; the next one finds the subnet with less. The CNI is assumed to assign no more
/// than the pods need: warm targets would take more and leave less.
package struct SharedCapacity {
  /// The free addresses of the subnets that are left, by id; nil if they are unknown.
  package private(set) var freeAddresses: [String: FreeAddresses]?

  package init(freeAddresses: [String: FreeAddresses]?) {
    self.freeAddresses = freeAddresses
  }

  /// Takes slots and addresses for up to `wanted` pods with addresses of their own on a node.
  ///
  /// - Parameter capacity: the node as it is now; call this once for each node.
  /// - Returns: for how many pods there were any; nil if what the node can take is unknown.
  package mutating func take(_ wanted: Int, on capacity: NodeCapacity) -> Int? {
    // A bound of zero decides alone, also where others are unknown.
    guard let free = capacity.effective.free else { return nil }
    let most = min(wanted, free)
    guard most > 0, let pool = capacity.pool else { return max(0, most) }
    guard var freeAddresses else { return nil }
    let needed = most + capacity.podsAwaitingAddress
    guard let got = pool.takeAddresses(needed, warm: capacity.warm, from: &freeAddresses) else { return nil }
    self.freeAddresses = freeAddresses
    return max(0, min(most, got - capacity.podsAwaitingAddress))
  }
}
