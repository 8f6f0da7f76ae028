import Capacity

/// A kind of node that a cluster could get more of: those of one instance type, node group and subnet.
struct NodeTemplate {
  /// A node of the kind, as it is just after its launch.
  let node: PlanNode
  /// Its instance type.
  let instanceType: String
  /// The subnet it is launched in; nil if unknown, then its addresses are not counted.
  let subnet: String?
  /// Addresses that its interfaces take before any pod gets one.
  private let launchAddresses: Int
  /// Pods with an address of their own that every node runs.
  private let daemonAddresses: Int

  /// The kinds of the cluster's nodes, by type, group and subnet.
  ///
  /// - Parameter usesPrefixes: as they would be with prefix delegation; those that cannot have it are left out.
  static func all(_ nodes: [PlanNode], in index: StateIndex, usesPrefixes: Bool) -> [NodeTemplate] {
    var templates: [[String]: NodeTemplate] = [:]
    for node in nodes where node.exclusion == nil && node.node.compute == .ec2 {
      guard let type = node.instanceType else { continue }
      let key = [type, node.node.nodeGroup ?? "", node.subnet ?? ""]
      if templates[key] == nil {
        templates[key] = NodeTemplate(node, type: type, in: index, usesPrefixes: usesPrefixes)
      }
    }
    return templates.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }

  private init?(_ model: PlanNode, type: String, in index: StateIndex, usesPrefixes: Bool) {
    let change = usesPrefixes ? PrefixChange(of: model.node, in: index) : nil
    if usesPrefixes, change == nil { return nil }
    let daemons = (index.state.snapshot.pods.value ?? []).filter { pod in
      pod.node == model.node.name && pod.takesSlot
        && (pod.owner.hasPrefix("DaemonSet/") || pod.owner.hasPrefix("Node/"))
    }
    let pool = AddressPool(of: model.node, in: index)
    let supply = pool.flatMap { pool in
      model.subnet.map { AddressSupply(launchedLike: pool, in: $0, addressesPerPlace: change?.addressesPerPlace) }
    }
    let slots = change.map(\.slots) ?? model.node.allocatable.pods.map { Int(clamping: $0) }
    node = model.launched(with: daemons, slots: slots, supply: supply)
    instanceType = type
    subnet = model.subnet
    launchAddresses = pool.map { $0.others.count + ($0.carriers.contains(where: \.isPrimary) ? 1 : 0) } ?? 0
    daemonAddresses = daemons.count { !$0.isHostNetwork }
  }

  /// How many slots a node has for other pods than its daemons.
  var slotsInWords: String { node.slots.map { "\($0) slots beside the daemons" } ?? "slots unknown" }

  /// Adds up to `count` nodes to a cluster and returns how many its subnet could give an address.
  func launch(_ count: Int, into room: inout PlanRoom) -> Int {
    for launched in 0..<count {
      if let subnet, var left = room.rooms?[subnet] {
        guard left.take(launchAddresses, of: 1) == launchAddresses else { return launched }
        room.rooms?[subnet] = left
      }
      var new = node
      for _ in 0..<daemonAddresses { _ = new.supply?.take(from: &room.rooms) }
      room.nodes.append(new)
    }
    return count
  }
}
