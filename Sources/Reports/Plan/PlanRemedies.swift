import Capacity

/// A change that lets more pods run, and its outcome: a row of `capdb plan --remedies`.
struct PlanRemedy: Sendable {
  var kind: Kind
  var instanceType: String?
  var nodeGroup: String?
  var subnet: String?
  var nodes: Int?
  var requests: PodRequests?
  var run: Int
  var wait: Int
  var reason: PendingReason?
  var note: String

  /// What is changed.
  enum Kind: String, CaseIterable, Sendable {
    /// More nodes of a kind that the cluster has.
    case addNodes = "add-nodes"
    /// Prefix delegation, with the existing nodes.
    case prefixDelegation = "prefix-delegation"
    /// Prefix delegation, with more nodes of a kind that the cluster has.
    case prefixDelegationNewNodes = "prefix-delegation-new-nodes"
    /// Prefix delegation, with all nodes replaced.
    case prefixDelegationReplacedNodes = "prefix-delegation-replaced-nodes"
    /// New interfaces in another subnet of the zone.
    case otherSubnet = "other-subnet"
    /// As many slots as the nodes have addresses for.
    case raiseMaxPods = "raise-max-pods"
    /// Pods that request less.
    case lowerRequests = "lower-requests"
  }

  init(_ kind: Kind, _ outcome: PlanOutcome, note: String) {
    self.kind = kind
    run = outcome.run
    wait = outcome.wait
    reason = outcome.reason
    self.note = note
  }

  static let fields: [Field<PlanRemedy>] = [
    Field(ReportColumn("remedy", .text, .essential)) { .text($0.kind.rawValue) },
    Field(ReportColumn("instance_type", .text, .useful, heading: "type")) { ReportCell($0.instanceType) },
    Field(ReportColumn("node_group", .text, .useful, heading: "group")) { ReportCell($0.nodeGroup) },
    Field(ReportColumn("subnet_id", .text, .useful, heading: "subnet")) { ReportCell($0.subnet) },
    Field(ReportColumn("nodes", .integer, .essential)) { ReportCell($0.nodes) },
    Field(ReportColumn("cpu_millicores", .millicores, .useful, heading: "cpu")) {
      ReportCell($0.requests?.cpuMillicores)
    },
    Field(ReportColumn("memory_bytes", .bytes, .useful, heading: "memory")) { ReportCell($0.requests?.memoryBytes) },
    Field(ReportColumn("run", .integer, .essential)) { ReportCell($0.run) },
    Field(ReportColumn("wait", .integer, .essential), tone: { $0.wait > 0 ? .warning : .plain }) {
      ReportCell($0.wait)
    },
    Field(ReportColumn("reason", .text, .essential)) { ReportCell($0.reason?.rawValue) },
    Field(ReportColumn("note", .prose, .useful)) { .text($0.note) },
  ]
}

/// Finds the changes that would let more pods of a plan run, by placing the pods anew with each change.
struct PlanRemedies {
  let scenario: PlanScenario
  let index: StateIndex
  /// The outcome without any change.
  let baseline: PlanOutcome

  /// The changes that let more pods run: those with fewer waiting pods first, then those that change fewer nodes, then in
  /// the order of the kinds.
  func all() -> [PlanRemedy] {
    guard baseline.wait > 0 else { return [] }
    let found =
      newNodes(.addNodes, usesPrefixes: false) + prefixDelegation()
      + newNodes(.prefixDelegationNewNodes, usesPrefixes: true) + replacedNodes() + otherSubnets() + higherMaxPods()
      + lowerRequests()
    return found.filter { $0.run > baseline.run }.enumerated().sorted { left, right in
      (left.element.wait, left.element.nodes ?? 0, left.offset)
        < (right.element.wait, right.element.nodes ?? 0, right.offset)
    }.map(\.element)
  }

  private func newNodes(_ kind: PlanRemedy.Kind, usesPrefixes: Bool) -> [PlanRemedy] {
    let start = usesPrefixes ? withPrefixes() : scenario
    return NodeTemplate.all(scenario.cluster.nodes, in: index, usesPrefixes: usesPrefixes).compactMap { template in
      guard let (nodes, outcome) = fewestNodes(of: template, from: start) else { return nil }
      var remedy = PlanRemedy(
        kind, outcome,
        note: usesPrefixes
          ? "ENABLE_PREFIX_DELEGATION=true, and new nodes with \(template.slotsInWords)" : template.slotsInWords)
      remedy.instanceType = template.instanceType
      remedy.nodeGroup = template.node.node.nodeGroup
      remedy.subnet = template.subnet
      remedy.nodes = nodes
      return remedy
    }
  }

  /// The fewest nodes with which as many pods run as nodes of this kind can make run; nil if they help none.
  private func fewestNodes(of template: NodeTemplate, from start: PlanScenario) -> (nodes: Int, outcome: PlanOutcome)? {
    var best = (nodes: 0, outcome: start.outcome())
    var tooFew = 0
    var count = 1
    while best.outcome.wait > 0 {
      let (launched, outcome) = launch(count, of: template, from: start)
      guard outcome.run > best.outcome.run else { break }
      tooFew = best.nodes
      best = (launched, outcome)
      // A node that helps at all lets at least one more pod run.
      guard launched == count, count < baseline.wait else { break }
      count = min(2 * count, baseline.wait)
    }
    while tooFew + 1 < best.nodes {
      let middle = (tooFew + best.nodes) / 2
      let (launched, outcome) = launch(middle, of: template, from: start)
      if outcome.run >= best.outcome.run { best = (launched, outcome) } else { tooFew = middle }
    }
    return best.nodes > 0 ? best : nil
  }

  private func launch(
    _ count: Int, of template: NodeTemplate, from start: PlanScenario
  ) -> (launched: Int, outcome: PlanOutcome) {
    var changed = start
    let launched = template.launch(count, into: &changed.cluster)
    return (launched, changed.outcome())
  }
}

/// A kind of node that a cluster could get more of: those of one instance type, node group and subnet.
struct NodeTemplate {
  /// A node of the kind just after its launch.
  let node: PlanNode
  /// Its instance type.
  let instanceType: String
  /// The subnet it is launched in; nil if unknown, then its addresses are not counted.
  let subnet: String?
  /// Addresses that its interfaces take at launch, before any pod gets one.
  private let launchAddresses: Int
  /// Pods with an address of their own that every node runs.
  private let daemonAddresses: Int

  /// The kinds of the cluster's nodes, by type, group and subnet.
  ///
  /// - Parameter usesPrefixes: gives the kinds as they would be with prefix delegation, without those that cannot have it.
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
        && (pod.workload.hasPrefix("DaemonSet/") || pod.workload.hasPrefix("Node/"))
    }
    let pool = AddressPool(of: model.node, in: index)
    let supply = pool.flatMap { pool in
      model.subnet.map { AddressSupply(launchedLike: pool, in: $0, addressesPerPlace: change?.addressesPerPlace) }
    }
    let slots = change.map(\.slots) ?? model.node.allocatable.pods.map { Int(clamping: $0) }
    node = model.launched(with: daemons, slots: slots, supply: supply)
    instanceType = type
    subnet = model.subnet
    launchAddresses = pool.map { $0.others.count + ($0.podENIs.contains(where: \.isPrimary) ? 1 : 0) } ?? 0
    daemonAddresses = daemons.count { !$0.isHostNetwork }
  }

  /// The slots that a node has for other pods than its daemons, in words.
  var slotsInWords: String { node.slots.map { "\($0) slots beside the daemons" } ?? "slots unknown" }

  /// Adds up to `count` nodes to a cluster, as long as its subnet has addresses for them, and returns how many.
  func launch(_ count: Int, into cluster: inout PlanCluster) -> Int {
    for launched in 0..<count {
      if let subnet, var left = cluster.freeAddresses?[subnet] {
        guard left.take(launchAddresses, of: 1) == launchAddresses else { return launched }
        cluster.freeAddresses?[subnet] = left
      }
      var new = node
      for _ in 0..<daemonAddresses { _ = new.supply?.take(from: &cluster.freeAddresses) }
      cluster.nodes.append(new)
    }
    return count
  }
}
