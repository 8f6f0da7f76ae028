/// Finds the network interface that holds a pod's address.
package struct PodInterfaces {
  private let byNode: [String: [NetworkInterface]]
  /// Branch interfaces and those without an instance, by their addresses; nil where two hold the same one.
  private let elsewhere: [IPv4Address: NetworkInterface?]
  private let nodesInVPC: Set<String>

  package init(of index: StateIndex) {
    let nodes = index.state.snapshot.nodes.value ?? []
    byNode = Dictionary(
      nodes.map { ($0.name, index.interfaces(of: $0) ?? []) }, uniquingKeysWith: { first, _ in first })
    elsewhere = Self.unattached(in: index)
    nodesInVPC = Set(nodes.filter { $0.instanceID != nil || $0.compute == .fargate }.map(\.name))
  }

  /// The interface that holds the pod's `podIP`; nil for a finished pod, whose address may belong to another one by now.
  ///
  /// The interfaces of the pod's node are searched first; then, for nodes in the VPC, the branch interfaces and those of
  /// Fargate tasks, of which exactly one must hold the address.
  package func interface(of pod: Pod) -> NetworkInterface? {
    guard let node = pod.node, !pod.phase.isFinished else { return nil }
    let interfaces = byNode[node] ?? []
    if pod.isHostNetwork { return interfaces.first { $0.isPrimary } }
    guard let address = pod.ip?.ipv4 else { return nil }
    // A node has tens of addresses: searching them is cheaper than a table of all addresses of all nodes.
    let place = interfaces.firstIndex { $0.ipv4Addresses.contains(address) || $0.hasPrefix(with: address) }
    return place.map { interfaces[$0] } ?? interfaceElsewhere(holding: address, node: node)
  }

  private func interfaceElsewhere(holding address: IPv4Address, node: String) -> NetworkInterface? {
    guard let interface = elsewhere[address], nodesInVPC.contains(node) else { return nil }
    return interface
  }

  private static func unattached(in index: StateIndex) -> [IPv4Address: NetworkInterface?] {
    let interfaces = index.state.snapshot.networkInterfaces.value ?? []
    var found: [IPv4Address: NetworkInterface?] = [:]
    for interface in interfaces where interface.attachment?.instanceID == nil || interface.interfaceType == "branch" {
      for address in interface.ipv4Addresses {
        found.updateValue(found[address] == nil ? interface : nil, forKey: address)
      }
    }
    return found
  }
}

extension NetworkInterface {
  fileprivate func hasPrefix(with address: IPv4Address) -> Bool {
    ipv4Prefixes.contains { $0.contains(address) }
  }
}
