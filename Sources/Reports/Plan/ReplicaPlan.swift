public import Capacity

/// Whether so many pods would fit a cluster, as reports.
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
  ///   - request: the cluster, which may be left out if the history has one only, and the moment.
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

  /// What would let more pods run; no rows where all of them do. Each of them is played through, so this takes longer.
  public func remedies() -> Report {
    let rows = PlanRemedies(scenario: scenario, index: scope.index, baseline: outcome).all()
    return scope.report(ReportTable(rows, fields: PlanRemedy.fields), notices: notices)
  }
}
