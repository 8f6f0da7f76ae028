import Capacity

/// Why values that depend on the VPC CNI are unknown although every source has answered.
enum CNIRemarks {
  /// Settings that do not tell what the nodes can take.
  @Sendable static func ofSettings(_ state: RecordedState) -> [String] {
    guard let settings = state.snapshot.cni.value ?? nil, let nodes = state.snapshot.nodes.value else { return [] }
    let governed = nodes.lazy.filter { $0.compute == .ec2 && $0.operatingSystem != "windows" }
    let names = Set(governed.map { $0.instanceType ?? "" })
    let types = (state.snapshot.instanceTypes.value ?? []).filter { names.contains($0.name) }
    let known = types.compactMap { settings.obstacle(on: $0) }
    let obstacles = Set(names.isEmpty ? [] : known + [settings.obstacle(on: nil)].compactMap(\.self))
    return obstacles.map { "what nodes can take is unknown: \($0.advice)" }.sorted()
  }

  /// Nodes of which it is unknown whether pods hold some of their addresses.
  @Sendable static func ofAddresses(_ state: RecordedState) -> [String] {
    guard mayHide(state), case let index = StateIndex(state), index.pods != nil else { return [] }
    let count = (state.snapshot.nodes.value ?? []).count { node in
      (NodeAddressUse(of: node, in: index)?.byInterface ?? []).contains { $0.undetermined > 0 }
    }
    guard count > 0 else { return [] }
    return [
      "which addresses of further network cards, or in subnets tagged kubernetes.io/role/cni, are warm is unknown on "
        + "\(count) nodes"
    ]
  }

  /// Whether there is anything to look for: in most clusters neither further cards carry pods nor do tags of subnets decide.
  private static func mayHide(_ state: RecordedState) -> Bool {
    let hasFurtherCards = (state.snapshot.networkInterfaces.value ?? []).contains(where: \.isOnFurtherCard)
    let subnets = state.snapshot.subnets.value.map { subnets in
      Dictionary(subnets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
    return hasFurtherCards || ExcludedSubnets(settings: state.snapshot.cni, subnets: subnets).isInDoubt
  }
}
