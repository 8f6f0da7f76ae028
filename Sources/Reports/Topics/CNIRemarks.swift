import Capacity

/// Why values that depend on the VPC CNI are unknown although every source has answered.
enum CNIRemarks {
  /// Settings that do not tell what the nodes can take.
  @Sendable static func ofSettings(_ state: RecordedState) -> [String] {
    guard let settings = state.snapshot.cni.value ?? nil, let nodes = state.snapshot.nodes.value else { return [] }
    let types = StateIndex(state).instanceTypes ?? [:]
    let governed = nodes.filter { $0.compute == .ec2 && $0.operatingSystem != "windows" }
    let obstacles = Set(governed.compactMap { settings.obstacle(on: $0.instanceType.flatMap { types[$0] }) })
    return obstacles.map { "what nodes can take is unknown: \($0.advice)" }.sorted()
  }

  /// Nodes of which it is unknown whether pods hold some of their addresses.
  @Sendable static func ofAddresses(_ state: RecordedState) -> [String] {
    let index = StateIndex(state)
    guard index.pods != nil else { return [] }
    let count = (state.snapshot.nodes.value ?? []).count { node in
      (NodeAddressUse(of: node, in: index)?.byInterface ?? []).contains { $0.undetermined > 0 }
    }
    guard count > 0 else { return [] }
    return [
      "which addresses of further network cards, or in subnets tagged kubernetes.io/role/cni, are warm is unknown on "
        + "\(count) nodes"
    ]
  }
}
