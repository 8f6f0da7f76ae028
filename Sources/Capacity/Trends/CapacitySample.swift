/// The counters of a cluster's state: what trends and forecasts follow over time.
package struct CapacitySample {
  /// The pod slots by grouping and name of the group; nil if nodes or pods are unknown.
  package let slots: [SlotGroup: SlotCounters]?
  /// The addresses of the subnets by grouping and name of the group; nil if the subnets are unknown.
  package let subnets: [SubnetGroupKey: SubnetCounters]?
  /// Who holds the addresses; nil if interfaces, nodes or pods are unknown.
  package let owners: [AddressOwner: OwnerCounters]?

  /// Counts a state.
  ///
  /// - Parameter podsPending: pods that wait at that moment; see `PendingSpell`. Nil if that is unknown.
  package init(of state: RecordedState, podsPending: Int64?) {
    self.init(in: StateIndex(state), podsPending: podsPending)
  }

  /// Counts a state whose values are joined already.
  package init(in index: StateIndex, podsPending: Int64?) {
    let freeAddresses = index.freeAddresses()
    let owners = AddressOwners.counts(in: index)
    slots = Self.slots(in: index, freeAddresses: freeAddresses, podsPending: podsPending)
    subnets = Self.subnets(in: index, freeAddresses: freeAddresses, owners: owners)
    self.owners = owners?.mapValues { OwnerCounters(ipsUsed: $0) }
  }
}

/// A group of nodes.
package struct SlotGroup: Hashable, Sendable {
  /// What the nodes of the group have in common.
  package var grouping: SlotGrouping
  /// Zone, node group, instance type or node; empty for the cluster, and for nodes that have none.
  package var name: String

  package init(grouping: SlotGrouping, name: String) {
    self.grouping = grouping
    self.name = name
  }
}

/// A group of subnets.
package struct SubnetGroupKey: Hashable, Sendable {
  /// What the subnets of the group have in common.
  package var grouping: SubnetGrouping
  /// VPC, zone or subnet; empty for the cluster.
  package var name: String

  package init(grouping: SubnetGrouping, name: String) {
    self.grouping = grouping
    self.name = name
  }
}
