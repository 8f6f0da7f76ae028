public import Capacity

/// A node's pod slots held against what its network carries: a row of the report `audit`. Values whose source is unknown
/// are nil.
public struct AuditRow: Hashable, Sendable {
  /// The cluster's name.
  public var cluster: String
  /// The node's name.
  public var node: String
  /// Its instance type.
  public var instanceType: String?
  /// How its pods get their addresses.
  public var mode: CNIMode
  /// The kubelet's Allocatable `pods`.
  public var podsAllocatable: Int64?
  /// Max pods in the node's real CNI mode.
  public var maxPodsExpected: Int?
  /// Addresses for pods that the node's interfaces can hold; nil where these are not the limit.
  public var ipsAddressable: Int?
  /// Whether the slots fit.
  public var finding: SlotFinding
  /// Since when this finding has held, as far as the node was observed; nil for `unknown`.
  public var since: Timestamp?
  /// What to do; nil where nothing is to be done.
  public var remedy: String?
}

extension AuditRow {
  init(_ node: Node, network: NodeNetwork, past: AuditPast, in index: StateIndex) {
    let settings = index.state.snapshot.cni
    let audit = SlotAudit(of: node, network: network, settings: settings)
    cluster = index.cluster
    self.node = node.name
    instanceType = index.instanceTypeName(of: node)
    mode = audit.mode
    podsAllocatable = node.allocatable.pods
    maxPodsExpected = audit.maxPodsExpected
    ipsAddressable = audit.ipsAddressable
    finding = audit.finding
    since = past.start(of: audit.finding, on: node, network: network)
    remedy = AuditRemedy(audit, of: node, network: network, settings: settings.value ?? nil).text
  }

  /// The rows of a state, by name of the node.
  ///
  /// - Parameter past: what the nodes and the CNI's settings were up to the state's moment.
  static func rows(of state: RecordedState, past: AuditPast) -> [AuditRow] {
    let index = StateIndex(state)
    let podsWithoutAddress = index.podsWithoutNodeAddress()
    return (state.snapshot.nodes.value ?? []).sorted { $0.name < $1.name }.map { node in
      let network = NodeNetwork(of: node, in: index, podsWithoutAddress: podsWithoutAddress)
      return AuditRow(node, network: network, past: past, in: index)
    }
  }
}
