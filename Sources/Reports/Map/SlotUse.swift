/// How a pod slot of a node is used: what one cell of a map shows.
public enum SlotUse: Int, CaseIterable, Sendable {
  /// A pod on the host network: it takes a slot, and no address of its own.
  case hostNetwork = 0
  /// A pod with an address of its own whose containers run.
  case running = 1
  /// A bound pod whose containers do not all run yet (`status.phase` is `Pending`).
  case starting = 2
  /// A pod that terminates (`metadata.deletionTimestamp` is set) and keeps its slot and its address until it is gone.
  case finishing = 3
  /// A free slot for which the node can get an address.
  case free = 4
  /// A free slot for which the node can get no address: only a pod on the host network could use it.
  case freeWithoutAddress = 5
  /// A free slot of which it is unknown whether the node can get an address for it.
  case freeAddressUnknown = 6
  /// A slot of a node whose pods are unknown, or a pod whose node does not answer.
  case unknown = 7

  /// The use as people read it, in legends and descriptions.
  public var label: String {
    switch self {
    case .hostNetwork: "host network"
    case .running: "running"
    case .starting: "starting"
    case .finishing: "finishing"
    case .free: "free"
    case .freeWithoutAddress: "free, no address"
    case .freeAddressUnknown: "free, address unknown"
    case .unknown: "unknown"
    }
  }

  /// Whether a pod takes the slot.
  public var isTaken: Bool {
    switch self {
    case .hostNetwork, .running, .starting, .finishing: true
    case .free, .freeWithoutAddress, .freeAddressUnknown, .unknown: false
    }
  }
}
