public import Capacity

extension Topic {
  /// What runs out first, with what binds and the best remedy: what `capdb report` without a topic begins with.
  public static let exhaustion = Topic(
    "exhaustion", "what runs out first, what binds, and the best remedy",
    kind: .span(defaultSeconds: ExhaustionRow.basisSeconds), columns: ExhaustionRow.fields.map(\.column)
  ) { scope in
    let uses = try ForecastUses(of: scope, defaultSeconds: ExhaustionRow.basisSeconds)
    let rows = try ExhaustionRow.rows(of: uses, scope)
    return Report(
      name: "exhaustion", from: uses.from, to: uses.to, table: ReportTable(rows, fields: ExhaustionRow.fields),
      notices: uses.notices)
  }
}

/// Something that is full, or is forecast to be full within a year: a row of the report `exhaustion`.
public struct ExhaustionRow: Hashable, Sendable {
  /// What runs out, and when.
  public var forecast: ForecastRow
  /// What limits the pods that the nodes can take: of pod slots that of most nodes of the group, of a subnet itself; nil if
  /// it is unknown.
  public var bindingLimit: BindingLimit?
  /// The change that lets the pods of the coming month run and leaves the fewest waiting, in words; nil if what the
  /// cluster holds is unknown.
  public var remedy: String?

  /// The recorded days that forecasts are made from, in seconds.
  static let basisSeconds: Int64 = 90 * 86_400
  /// For how many days of growth a remedy is sought.
  static let remedyDays: Int64 = 30
}

extension ExhaustionRow {
  /// The rows, the soonest first; as many as the request wants, since a remedy takes a plan.
  static func rows(of uses: ForecastUses, _ scope: ReportScope) throws -> [ExhaustionRow] {
    let dated = uses.all.filter { !uses.isWhole($0) }.map {
      ForecastRow(cluster: $0.cluster, resource: $0.resource, name: $0.name, use: $0.use, now: uses.to)
    }.filter { $0.exhaustedAt != nil && $0.total > 0 }.sorted(by: ForecastRow.precedes)
    let chosen = dated.prefix(scope.request.sort == nil ? scope.request.limit ?? dated.count : dated.count)
    var plans: [String: GrowthPlan] = [:]
    for cluster in scope.clusters where chosen.contains(where: { $0.cluster == cluster.identity.name }) {
      let state = try scope.history.state(of: cluster.id, at: scope.request.until)
      plans[cluster.identity.name] = state.map { GrowthPlan($0) }
    }
    return chosen.map { forecast in
      let plan = plans[forecast.cluster]
      return ExhaustionRow(
        forecast: forecast, bindingLimit: plan?.bindingLimit(of: forecast), remedy: plan?.remedy(for: forecast))
    }
  }
}

extension ForecastUses {
  /// Whether an item is a whole cluster whose only group of nodes says the same.
  fileprivate func isWhole(_ item: Item) -> Bool {
    guard item.grouping == .cluster else { return false }
    let groups = all.filter { $0.cluster == item.cluster && $0.grouping == .nodeGroup }
    return groups.count == 1 && groups[0].name != nil
  }
}

/// What a cluster needs for the pods to come.
private struct GrowthPlan {
  private let index: StateIndex
  private let nodes: [NodeRow]

  init(_ state: RecordedState) {
    index = StateIndex(state)
    nodes = NodeRow.rows(of: state)
  }

  /// The limit of most nodes of a group; of several with as many nodes the first in the order of `BindingLimit`.
  func bindingLimit(of forecast: ForecastRow) -> BindingLimit? {
    guard forecast.resource == .podSlots else { return .subnet }
    let limits = nodes.filter { forecast.name == forecast.cluster || $0.nodeGroup == forecast.name }
      .compactMap(\.bindingLimit)
    return BindingLimit.allCases.max { left, right in
      limits.count { $0 == left } < limits.count { $0 == right }
    }.flatMap { limits.contains($0) ? $0 : nil }
  }

  /// What to do so that the free room and the growth of the coming month run.
  func remedy(for forecast: ForecastRow) -> String? {
    guard index.state.snapshot.nodes.value != nil, index.state.snapshot.pods.value != nil else { return nil }
    let growth = forecast.growthPerDay.map { Int64($0.approximate * Double(ExhaustionRow.remedyDays)) } ?? 0
    let wanted = max(1, forecast.total - forecast.used + max(0, growth))
    let pods = Int(clamping: min(wanted, Int64(PlanQuestion.mostPods)))
    let question = PlanQuestion.pods(pods, requests: PodRequests(), isHostNetwork: false)
    guard let scenario = try? PlanScenario(question, in: index) else { return nil }
    let outcome = scenario.outcome()
    guard outcome.wait > 0 else { return "none needed for a month of pods: the cluster has room for \(pods) more" }
    let best = PlanRemedies(scenario: scenario, index: index, baseline: outcome).all().first
    return best.map { $0.inWords(of: pods) } ?? "none known for \(pods) more pods"
  }
}

extension PlanRemedy {
  /// The remedy as a sentence without an end.
  fileprivate func inWords(of pods: Int) -> String {
    let outcome = wait == 0 ? "for \(pods) more pods" : "for \(run) of \(pods) more pods"
    func more(_ words: String) -> String { "\(nodes ?? 0)\(words) \(nodes == 1 ? "node" : "nodes")" }
    let type = instanceType.map { " of \($0)" } ?? ""
    let group = nodeGroup.map { " in \($0)" } ?? ""
    let place = subnet.map { " in \($0)" } ?? ""
    switch kind {
    case .addNodes: return "add \(more(""))\(type)\(group) \(outcome)"
    case .prefixDelegation: return "prefix delegation on the existing nodes \(outcome)"
    case .prefixDelegationNewNodes: return "prefix delegation and \(more(" more"))\(type)\(group) \(outcome)"
    case .prefixDelegationReplacedNodes: return "prefix delegation with all nodes replaced \(outcome)"
    case .otherSubnet: return "new ENIs\(place) \(outcome)"
    case .raiseMaxPods: return "raise max pods to what the nodes have addresses for \(outcome)"
    case .lowerRequests: return "lower requests \(outcome)"
    }
  }
}

extension ExhaustionRow {
  /// The columns of the report.
  public static let fields: [Field<ExhaustionRow>] =
    ForecastRow.fields.filter { shown.contains($0.column.name) }.map { field in
      Field(field.column, tone: { field.tone($0.forecast) }, cell: { field.cell($0.forecast) })
    } + [
      Field(ReportColumn("binding_limit", .text, .useful, heading: "bound by")) {
        ReportCell($0.bindingLimit?.rawValue)
      },
      Field(ReportColumn("remedy", .prose, .essential)) { ReportCell($0.remedy) },
    ]

  private static let shown: Set<String> = [
    "cluster", "resource", "name", "used", "total", "exhausted_at", "exhausted_at_earliest", "exhausted_at_latest",
  ]
}
