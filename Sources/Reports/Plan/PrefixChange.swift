import Capacity

/// What prefix delegation would change on a node.
struct PrefixChange {
  /// The slots that a node launched with it offers.
  let slots: Int
  /// Addresses of one place of an interface.
  let addressesPerPlace = NodeAddressing.addressesPerPrefix

  /// Nil for nodes that have prefixes already or cannot have them.
  init?(of node: Node, in index: StateIndex) {
    guard let type = index.instanceType(of: node), type.supportsPrefixDelegation, let settings = index.cni else {
      return nil
    }
    let mode = CNIMode(
      node: node, type: type, settings: index.state.snapshot.cni, interfaces: index.interfaces(of: node))
    guard mode == .secondaryIP || mode == .customNetworking else { return nil }
    let changed = CNISettings(
      version: settings.version,
      environment: settings.environment.merging(["ENABLE_PREFIX_DELEGATION": "true"]) { $1 })
    guard let maxPods = MaxPods.expected(type: type, node: node, settings: .known(changed)) else { return nil }
    slots = maxPods
  }
}
