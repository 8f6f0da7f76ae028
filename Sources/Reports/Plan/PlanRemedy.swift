import Capacity

/// A change that lets more pods run, played through: a row of `capdb plan --remedies`.
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
    /// Prefix delegation, the nodes left as they are.
    case prefixDelegation = "prefix-delegation"
    /// Prefix delegation, and more nodes of a kind that the cluster has.
    case prefixDelegationNewNodes = "prefix-delegation-new-nodes"
    /// Prefix delegation, and all nodes replaced.
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
