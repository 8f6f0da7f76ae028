/// How the addresses of a node's interfaces are used.
///
/// A multi-homed pod holds one address on each network card that the CNI manages. The Kubernetes API shows the one on the
/// default card only. On a further card as many addresses are held as such pods run; which ones is
/// unknown, and so is on which interface, where a card has several.
/// Source: `AddNetwork` in pkg/ipamd/rpc_handler.go of https://github.com/aws/amazon-vpc-cni-k8s, v1.23.1.
package struct NodeAddressUse {
  /// The interfaces attached to the node's instance.
  package let interfaces: [NetworkInterface]
  /// What is known of each interface by itself.
  private let visible: [AddressUse]
  /// Pods with an address on each network card.
  private let multiHomedPods: Int

  /// Nil where the interfaces are unknown. Where the pods are unknown, none counts as holding an address.
  package init?(of node: Node, in index: StateIndex) {
    self.init(of: node, NodeNetwork(of: node, in: index), in: index)
  }

  /// - Parameter network: that of the node.
  init?(of node: Node, _ network: NodeNetwork, in index: StateIndex) {
    guard let interfaces = network.interfaces else { return nil }
    self.interfaces = interfaces
    let serving = network.serving
    let pods = index.pods(on: node)
    let held = pods?.addresses ?? []
    let ownAddresses = network.ciliumNode?.ownAddresses ?? []
    visible = interfaces.map { interface in
      var use = AddressUse(of: interface, podAddresses: held)
      if !ownAddresses.isEmpty {
        use.warm = AddressUse(of: interface, podAddresses: held.union(ownAddresses)).warm
      }
      use.consider(servesPods: serving.servesPods(interface))
      return use
    }
    let usesFurtherCards = index.cni?.usesFurtherCards ?? false
    multiHomedPods = usesFurtherCards ? Self.count(pods?.multiHomedAddresses ?? [], on: interfaces) : 0
  }

  /// Only pods whose shown address is on the node's own interfaces: one with a branch interface has that one alone.
  private static func count(_ addresses: [IPv4Address], on interfaces: [NetworkInterface]) -> Int {
    addresses.count { address in
      interfaces.contains { $0.ipv4Addresses.contains(address) || $0.ipv4Prefixes.contains { $0.contains(address) } }
    }
  }

  /// The use of all interfaces together.
  package var total: AddressUse {
    uses { _ in "" }.reduce(into: .none) { $0 += $1 }
  }

  /// The use of each interface.
  package var byInterface: [AddressUse] { uses(alikeBy: \.id) }

  /// The use of each interface, where it does not matter which of several like ones holds an address.
  ///
  /// - Parameter key: the same for interfaces that are alike.
  package func uses(alikeBy key: (NetworkInterface) -> String) -> [AddressUse] {
    var uses = visible
    guard multiHomedPods > 0 else { return uses }
    let further = interfaces.indices.filter { uses[$0].warm > 0 && interfaces[$0].isOnFurtherCard }
    let cards = Dictionary(grouping: further) { interfaces[$0].attachment?.networkCardIndex ?? 0 }
    for card in cards.values {
      let free = card.reduce(0) { $0 + uses[$1].warm }
      if multiHomedPods <= free, multiHomedPods == free || Set(card.map { key(interfaces[$0]) }).count == 1 {
        var missing = multiHomedPods
        for position in card { missing -= uses[position].hold(missing) }
      } else {
        for position in card { uses[position].consider(servesPods: nil) }
      }
    }
    return uses
  }
}
