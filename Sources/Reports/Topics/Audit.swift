public import Capacity

extension Topic {
  /// Whether each node's kubelet offers as many pod slots as its network can serve, since when, and what to do.
  public static let audit = Topic.state(
    "audit", "pod slots against what each node's ENIs can address",
    sources: [.nodes, .pods, .cni, .instances, .instanceTypes, .networkInterfaces, .subnets], fields: AuditRow.fields,
    remarks: CNIRemarks.ofSettings
  ) { states, scope in
    try states.flatMap { state in AuditRow.rows(of: state, past: try AuditPast(of: state, in: scope.history)) }
      .sorted(by: AuditRow.precedes)
  }
}

/// A node's pod slots compared with what its network can serve: a row of the report `audit`. Values whose source is unknown
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
  /// What to do; nil if nothing.
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
    remedy = AuditRemedy(audit, of: node, network: network, settings: settings).text
  }

  /// What is not in order comes first: nodes on which pods would wait for an address, then those with slots that cannot be
  /// used, then those about which nothing can be said.
  static func precedes(_ left: AuditRow, _ right: AuditRow) -> Bool {
    let order: [SlotFinding] = [.tooHigh, .tooLow, .unknown, .ok]
    let ranks = [left, right].map { order.firstIndex(of: $0.finding) ?? order.count }
    return ranks[0] == ranks[1]
      ? (left.cluster, left.node) < (right.cluster, right.node) : ranks[0] < ranks[1]
  }

  /// The rows of a state.
  ///
  /// - Parameter past: what the nodes and the CNI's settings were up to the state's moment.
  static func rows(of state: RecordedState, past: AuditPast) -> [AuditRow] {
    let index = StateIndex(state)
    let podsWithoutAddress = index.podsWithoutNodeAddress()
    return (state.snapshot.nodes.value ?? []).map { node in
      let network = NodeNetwork(of: node, in: index, podsWithoutAddress: podsWithoutAddress)
      return AuditRow(node, network: network, past: past, in: index)
    }
  }
}

extension AuditRow {
  /// The columns of the report.
  public static let fields: [Field<AuditRow>] = [
    Field(ReportColumn("cluster", .text, .useful)) { ReportCell($0.cluster) },
    Field(ReportColumn("node", .text, .essential)) { ReportCell($0.node) },
    Field(ReportColumn("instance_type", .text, .useful, heading: "type")) { ReportCell($0.instanceType) },
    Field(ReportColumn("cni_mode", .text, .useful, heading: "cni mode")) { .text($0.mode.rawValue) },
    Field(ReportColumn("pods_allocatable", .integer, .essential, heading: "slots")) { ReportCell($0.podsAllocatable) },
    Field(ReportColumn("max_pods_expected", .integer, .essential, heading: "expected")) {
      ReportCell($0.maxPodsExpected)
    },
    Field(ReportColumn("ips_addressable", .integer, .essential, heading: "addressable")) {
      ReportCell($0.ipsAddressable)
    },
    Field(ReportColumn("finding", .text, .essential), tone: \.tone) { .text($0.finding.rawValue) },
    Field(ReportColumn("since", .timestamp, .useful)) { ReportCell($0.since) },
    Field(ReportColumn("remedy", .prose, .useful)) { ReportCell($0.remedy) },
  ]

  private var tone: ReportTone {
    switch finding {
    case .ok: .plain
    case .tooHigh: .critical
    case .tooLow, .unknown: .warning
    }
  }
}

/// The past of a cluster's nodes and its CNI's settings up to a moment: shows since when a finding has held.
struct AuditPast {
  private let nodes: [UID: [FactInterval<Node>]]
  /// The past of the settings; nil where those of the moment are unknown: the past is then unknown in the same way.
  private let settings: [FactInterval<CNISettings>]?
  private let present: Reading<CNISettings?>
  private let moment: Timestamp

  /// Reads the past of the nodes that a state has.
  ///
  /// No node is older than its creation, so nothing before the earliest creation is read.
  init(of state: RecordedState, in history: some HistoryReading) throws {
    let created = (state.snapshot.nodes.value ?? []).map { $0.createdAt ?? Timestamp(seconds: 0) }
    let start = min(created.min() ?? state.observedAt, state.observedAt)
    let span = start..<(state.observedAt + 1)
    self.init(
      nodes: try history.nodeHistory(of: state.cluster.id, in: span),
      settings: try history.cniHistory(of: state.cluster.id, in: span), of: state)
  }

  init(nodes: [FactInterval<Node>], settings: [FactInterval<CNISettings>], of state: RecordedState) {
    let moment = state.observedAt
    self.moment = moment
    self.nodes = Dictionary(grouping: nodes.filter { $0.validFrom <= moment }, by: \.value.uid)
      .mapValues { $0.sorted { $0.validFrom > $1.validFrom } }
    present = state.snapshot.cni
    let areKnown = (present.value ?? nil) != nil
    self.settings = areKnown ? settings.filter { $0.validFrom <= moment } : nil
  }

  /// When the present finding began, with the machine as it is and its kubelet and the CNI's settings as they were.
  ///
  /// - Returns: the earliest moment after which no change altered the finding, not before the node and the settings were
  ///   first observed; nil for an unknown finding and for a node without a past.
  func start(of finding: SlotFinding, on node: Node, network: NodeNetwork) -> Timestamp? {
    guard finding != .unknown, let past = nodes[node.uid].map(Self.unbroken) else { return nil }
    var start: Timestamp?
    for moment in changes(of: past) {
      guard let then = past.first(where: { $0.holds(at: moment) })?.value, let settings = settings(at: moment),
        SlotAudit(of: then, network: network, settings: settings).finding == finding
      else { break }
      start = moment
    }
    return start
  }

  /// The intervals, latest first, up to the first gap between them.
  private static func unbroken(_ intervals: [FactInterval<Node>]) -> [FactInterval<Node>] {
    var found: [FactInterval<Node>] = []
    for interval in intervals {
      if let next = found.last, interval.validTo != next.validFrom { break }
      found.append(interval)
    }
    return found
  }

  /// When the node or the settings changed while the node existed, latest first.
  private func changes(of past: [FactInterval<Node>]) -> [Timestamp] {
    guard let first = past.last?.validFrom else { return [] }
    let ofSettings = (settings ?? []).flatMap { [$0.validFrom] + ($0.validTo.map { [$0] } ?? []) }
    let all = past.map(\.validFrom) + ofSettings
    return Set(all.filter { $0 >= first && $0 <= moment }).sorted(by: >)
  }

  /// The settings at a moment; nil if nothing is recorded for it.
  private func settings(at moment: Timestamp) -> Reading<CNISettings?>? {
    guard let settings else { return present }
    return settings.first { $0.holds(at: moment) }.map { .known($0.value) }
  }
}

extension FactInterval {
  fileprivate func holds(at moment: Timestamp) -> Bool {
    validFrom <= moment && validTo.map { moment < $0 } ?? true
  }
}
