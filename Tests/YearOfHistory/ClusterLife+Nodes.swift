import Capacity
import ClusterSimulator

/// Nodes come and go.
extension ClusterLife {
  /// Launches a node in a subnet or, where that has no address left, in the roomiest one.
  mutating func launchNode(in subnet: String, group: String) throws {
    let roomiest = cluster.subnets.max { $0.availableCount < $1.availableCount }?.id
    let isFull = cluster.subnet(subnet)?.availableCount == 0
    try cluster.launchNode(inGroup: group, subnetID: isFull ? roomiest ?? subnet : subnet)
  }

  mutating func fillUp() throws {
    while cluster.nodes.count(where: \.isSchedulable) < size.nodes {
      let used = Dictionary(grouping: cluster.nodes, by: \.subnetID).mapValues(\.count)
      let emptiest = landscape.roomy.min { (used[$0] ?? 0, $0) < (used[$1] ?? 0, $1) }
      try launchNode(in: emptiest ?? landscape.roomy[0], group: group)
    }
  }

  mutating func rollNode(sparingScarceSubnet: Bool) throws {
    let outdated = cluster.nodes.first { node in
      node.isSchedulable && node.createdAt < changedAt && !(sparingScarceSubnet && node.subnetID == landscape.scarce)
    }
    guard let outdated else { return }
    try launchNode(in: outdated.subnetID, group: group)
    try cluster.drainNode(named: outdated.name)
  }

  mutating func drain(where isWanted: (SimulatedNode) -> Bool) throws {
    for node in cluster.nodes.filter(isWanted) { try cluster.drainNode(named: node.name) }
  }

  mutating func removeDrained() throws {
    for node in cluster.nodes where !node.isSchedulable { try cluster.removeNode(named: node.name) }
  }

  mutating func relaunchInScarceSubnet() throws {
    let old = cluster.nodes.filter { $0.subnetID == landscape.scarce }
    for node in old { try cluster.removeNode(named: node.name) }
    for _ in old { try launchNode(in: landscape.scarce, group: group) }
    // A release at a bad moment: all pods of a service look for a node, and find these to be the emptiest.
    for pod in cluster.pods where pod.workload == Cast.services[0].key { cluster.deletePod(pod.uid) }
  }

  mutating func leaveScarceSubnet() throws {
    let scarce = landscape.scarce
    let count = cluster.nodes.count { $0.subnetID == scarce }
    try drain { $0.subnetID == scarce }
    for number in 0..<count { try launchNode(in: landscape.roomy[number % landscape.roomy.count], group: group) }
    try neighbours.thinOut(in: &cluster)
  }
}
