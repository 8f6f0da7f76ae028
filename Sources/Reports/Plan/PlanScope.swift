import Capacity

/// The one cluster that a plan is for, as it was at the asked moment.
struct PlanScope {
  let request: ReportRequest
  let history: any HistoryReading
  let cluster: RecordedCluster
  let index: StateIndex
  let notices: [String]

  /// - Parameter needs: sources without which there is no plan.
  /// - Throws: `PlanError.severalClusters`, `PlanError.unknown`, `ReportError`; what `history` throws.
  init(_ request: ReportRequest, of history: any HistoryReading, needs: [Source]) throws {
    let scope = try ReportScope(request, of: history)
    let inUse = scope.clusters.filter { !$0.isRetired(at: request.at) }
    guard inUse.count <= 1 else { throw PlanError.severalClusters(inUse.map(\.identity.name)) }
    let (states, notices) = try scope.states(sources: Self.sources)
    guard let cluster = inUse.first, let state = states.first else { throw ReportError.emptyHistory }
    let missing = needs.filter { state.snapshot.status(of: $0) != .complete }
    guard missing.isEmpty else {
      throw PlanError.unknown(missing.map(\.rawValue), cluster: state.cluster.identity.name)
    }
    self.request = request
    self.history = history
    self.cluster = cluster
    index = StateIndex(state)
    self.notices = notices
  }

  private static let sources: [Source] = [
    .nodes, .pods, .cni, .instances, .instanceTypes, .networkInterfaces, .subnets,
  ]

  /// A report of the moment.
  func report(_ table: ReportTable, notices: [String]) -> Report {
    let moment = request.at ?? index.state.observedAt
    return Report(name: "plan", from: moment, to: moment, table: table, notices: notices)
  }
}
