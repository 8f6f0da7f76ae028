import Capacity

/// What of a node's pool the CNI gives back.
extension SimulatedCluster {
  mutating func shrink(onNode index: Int, targets: WarmTargets, pool: AddressPool) {
    guard let subnet = subnets.firstIndex(where: { $0.id == nodes[index].subnetID }) else { return }
    var surplus = targets.surplus(pool)
    if targets.countsAddresses, surplus > 0 { surplus -= releaseSpares(surplus, onNode: index, subnet: subnet) }
    removeIdleInterface(onNode: index, targets: targets)
  }

  /// Unassigns up to `count` addresses that no pod uses, from the last interface on; returns how many.
  private mutating func releaseSpares(_ count: Int, onNode index: Int, subnet: Int) -> Int {
    let node = nodes[index]
    var left = count
    for id in node.interfaceIDs.reversed() {
      guard let interface = interfacesByID[id] else { continue }
      for prefix in interface.value.ipv4Prefixes where left >= 16 && !node.usesAny(of: prefix) {
        interfacesByID[id]?.value.ipv4Prefixes.removeAll { $0 == prefix }
        subnets[subnet].release(prefix)
        left -= 16
      }
      for address in interface.value.ipv4Addresses.dropFirst() where left > 0 && !node.uses(address) {
        interfacesByID[id]?.value.ipv4Addresses.removeAll { $0 == address }
        subnets[subnet].release(address)
        left -= 1
      }
    }
    return count - left
  }

  /// Detaches and deletes an interface if the pool is large enough without it and no pod has used it lately.
  private mutating func removeIdleInterface(onNode index: Int, targets: WarmTargets) {
    let node = nodes[index]
    let idle = node.interfaceIDs.reversed().compactMap { interfacesByID[$0] }
      .first { !$0.isPrimary && !$0.podAddresses.contains(where: node.uses) }
    guard let idle else { return }
    var without = AddressPool(node, interfaces: interfacesByID)
    without.total -= idle.podAddresses.count
    without.freePrefixes -= idle.value.ipv4Prefixes.count
    guard !targets.isTooLow(without) else { return }
    nodes[index].interfaceIDs.removeAll { $0 == idle.id }
    deleteInterface(idle.id)
  }
}

extension SimulatedNode {
  /// Whether a pod uses the address or has used it within the last 30 s.
  func uses(_ address: IPv4Address) -> Bool {
    addressesInUse[address] != nil || addressesCooling.contains(address)
  }

  func usesAny(of prefix: IPv4Block) -> Bool {
    addressesInUse.keys.contains { prefix.contains($0) } || addressesCooling.contains { prefix.contains($0) }
  }
}
