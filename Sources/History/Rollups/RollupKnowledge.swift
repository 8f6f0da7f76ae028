import Capacity

/// Of which counts a collection knew what they are made of.
struct RollupKnowledge: Hashable {
  /// Nodes and pods.
  var slots: Bool
  /// Subnets.
  var subnets: Bool
  /// Network interfaces, nodes and pods.
  var owners: Bool

  init(slots: Bool = false, subnets: Bool = false, owners: Bool = false) {
    self.slots = slots
    self.subnets = subnets
    self.owners = owners
  }

  /// What a collection knew whose sources ended so.
  init(statuses: [Source: SourceStatus]) {
    slots = statuses[.nodes] == .complete && statuses[.pods] == .complete
    subnets = statuses[.subnets] == .complete
    owners = slots && statuses[.networkInterfaces] == .complete
  }
}
