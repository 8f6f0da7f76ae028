public import Capacity

/// Whether so many pods would fit in a cluster, as reports.
public struct ReplicaPlan: Sendable {
  /// One row: workload, replicas, run, wait, reason.
  public let summary: Report
  /// Node by node.
  public let nodes: Report
  private let scope: PlanScope
  private let scenario: PlanScenario
  private let outcome: PlanOutcome
  private let notices: [String]

  /// Makes the plan.
  ///
  /// - Parameters:
  ///   - request: the cluster, which may be left out if the history has only one, and the moment.
  /// - Throws: `PlanError`, `ReportError`; what `history` throws.
  public init(_ question: PlanQuestion, request: ReportRequest, from history: some HistoryReading) throws {
    scope = try PlanScope(request, of: history, needs: [.nodes, .pods])
    scenario = try PlanScenario(question, in: scope.index)
    outcome = scenario.outcome()
    notices = scope.notices + scenario.notices(about: scope.index.cluster)
    summary = scope.report(ReportTable([PlanRow(question, outcome)], fields: PlanRow.fields), notices: notices)
    let rows = PlanNodeRow.rows(outcome, pod: scenario.pod, cluster: scope.index.cluster)
    nodes = scope.report(ReportTable(rows, fields: PlanNodeRow.fields), notices: notices)
  }

  /// The changes that would let more pods run; no rows where all of them run. It places the pods anew for each change, so
  /// it takes longer.
  public func remedies() -> Report {
    let rows = PlanRemedies(scenario: scenario, index: scope.index, baseline: outcome).all()
    return scope.report(ReportTable(rows, fields: PlanRemedy.fields), notices: notices)
  }
}

/// A row of `capdb plan`: how many pods would run, how many would wait, and why.
struct PlanRow: Sendable {
  var workload: String?
  var replicas: Int
  var run: Int
  var wait: Int
  var reason: PendingReason?

  static let fields: [Field<PlanRow>] = [
    Field(ReportColumn("workload", .text, .essential)) { ReportCell($0.workload) },
    Field(ReportColumn("replicas", .integer, .essential)) { ReportCell($0.replicas) },
    Field(ReportColumn("run", .integer, .essential)) { ReportCell($0.run) },
    Field(ReportColumn("wait", .integer, .essential), tone: { $0.wait > 0 ? .critical : .plain }) {
      ReportCell($0.wait)
    },
    Field(ReportColumn("reason", .text, .essential)) { ReportCell($0.reason?.rawValue) },
  ]

  init(_ question: PlanQuestion, _ outcome: PlanOutcome) {
    workload = question.workload
    replicas = question.replicas
    run = outcome.run
    wait = outcome.wait
    reason = outcome.reason
  }
}

/// A row of `capdb plan --nodes`: a node with its pods of the plan.
struct PlanNodeRow: Sendable {
  var cluster: String
  var node: PlanNode
  var run: Int?
  var placed: Int
  var effectiveFree: Int?
  var limit: PendingReason?

  static let fields: [Field<PlanNodeRow>] = [
    Field(ReportColumn("cluster", .text, .useful)) { ReportCell($0.cluster) },
    Field(ReportColumn("node", .text, .essential)) { ReportCell($0.node.node.name) },
    Field(ReportColumn("instance_type", .text, .useful, heading: "type")) { ReportCell($0.node.instanceType) },
    Field(ReportColumn("run", .integer, .essential)) { ReportCell($0.run) },
    Field(ReportColumn("placed", .integer, .essential)) { ReportCell($0.placed) },
    Field(ReportColumn("slots_free", .integer, .essential, heading: "slots")) {
      ReportCell($0.node.slots.map { max(0, $0) })
    },
    Field(ReportColumn("cpu_free_millicores", .millicores, .useful, heading: "cpu")) {
      ReportCell($0.node.cpuMillicores.map { max(0, $0) })
    },
    Field(ReportColumn("memory_free_bytes", .bytes, .useful, heading: "memory")) {
      ReportCell($0.node.memoryBytes.map { max(0, $0) })
    },
    Field(ReportColumn("effective_free", .integer, .essential, heading: "can take")) { ReportCell($0.effectiveFree) },
    Field(ReportColumn("limit", .text, .essential)) { ReportCell($0.limit?.rawValue) },
  ]

  /// The rows of a plan, by name of the node.
  static func rows(_ outcome: PlanOutcome, pod: PodShape, cluster: String) -> [PlanNodeRow] {
    outcome.cluster.nodes.enumerated().map { index, node in
      PlanNodeRow(
        cluster: cluster, node: node, run: outcome.runByNode.map { $0[index] ?? 0 },
        placed: outcome.placedByNode[index] ?? 0,
        effectiveFree: node.effectiveFree(freeAddresses: outcome.cluster.freeAddresses),
        limit: node.lacks(pod, freeAddresses: outcome.cluster.freeAddresses).first)
    }
  }
}
