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
package struct EffectiveRoom: Hashable {
  package var free: Int?
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
