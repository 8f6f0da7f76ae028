/// What a node's machine can carry, as far as neither its kubelet nor the CNI's settings decide it.
package struct NodeNetwork {
  /// The instance type, if known.
  package let type: InstanceType?
  /// The interfaces attached to the instance; nil if they are unknown.
  package let interfaces: [NetworkInterface]?
  /// Those of the default card that take a place and carry no pods.
  package let interfacesWithoutPods: Int
  /// Pods that take a slot and no address of the node; nil if the pods are unknown.
  private let podsWithoutAddress: Int?

  package init(of node: Node, in index: StateIndex, podsWithoutAddress: [String: Int]?) {
    type = index.instanceType(of: node)
    interfaces = index.interfaces(of: node)
    interfacesWithoutPods = index.interfacesWithoutPods(on: node) ?? 0
    self.podsWithoutAddress = podsWithoutAddress.map { $0[node.name] ?? 0 }
  }

  /// Whether the pods are known.
  package var arePodsKnown: Bool { podsWithoutAddress != nil }

  /// How the node's pods get addresses, and how many there are; nil if its type is unknown.
  package func addressing(of node: Node, settings: Reading<CNISettings?>) -> NodeAddressing? {
    type.map {
      NodeAddressing(
        type: $0, node: node, settings: settings, interfaces: interfaces, interfacesWithoutPods: interfacesWithoutPods)
    }
  }

  /// Slots that cost the node no address: those of the pods that need none, and on Linux at least those of `aws-node`
  /// and `kube-proxy`, which may only be starting.
  func slotsWithoutAddress(in mode: CNIMode) -> Int {
    let always = mode == .windows || mode == .fargate ? 0 : MaxPods.hostNetworkPods
    return max(always, podsWithoutAddress ?? 0)
  }
}

extension StateIndex {
  /// Interfaces of the default card that take a place on the node and carry no pods; nil if they are unknown.
  package func interfacesWithoutPods(on node: Node) -> Int? {
    interfaces(of: node)?.count { interface in
      interface.attachment?.networkCardIndex == 0 && interface.kind(at: state.observedAt).takesENIWithoutPods
    }
  }

  /// By node name, the pods that take a slot and none of its addresses: those on the host network and those with a
  /// branch interface of their own; nil if the pods are unknown.
  package func podsWithoutNodeAddress() -> [String: Int]? {
    guard let pods = state.snapshot.pods.value else { return nil }
    let finder = PodInterfaces(of: self)
    return pods.reduce(into: [:]) { counts, pod in
      guard let node = pod.node, pod.takesSlot else { return }
      let isApart = pod.isHostNetwork || finder.interface(of: pod)?.interfaceType == "branch"
      if isApart { counts[node, default: 0] += 1 }
    }
  }
}
