import Capacity

@testable import Reports

/// The rows of a plan without their columns' names.
extension Report {
  var rows: [[ReportCell]] { (0..<table.rowCount).map { table.cells(ofRow: $0) } }

  /// The values of some columns, row by row.
  func cells(_ names: String...) -> [[ReportCell]] {
    let places = names.map { name in table.columns.firstIndex { $0.name == name }! }
    return rows.map { row in places.map { row[$0] } }
  }
}

func replicaPlan(_ workload: String, _ replicas: Int, of state: RecordedState) throws -> ReplicaPlan {
  try ReplicaPlan(
    PlanQuestion(workload: workload, replicas: replicas), request: ReportRequest(now: noon), from: FakeHistory(state))
}

func podsPlan(
  _ count: Int, cpu: String? = nil, memory: String? = nil, hostNetwork: Bool = false, of state: RecordedState
) throws -> ReplicaPlan {
  try ReplicaPlan(
    PlanQuestion(pods: count, cpu: cpu, memory: memory, isHostNetwork: hostNetwork),
    request: ReportRequest(now: noon), from: FakeHistory(state))
}

/// A plan's only row: run, wait, reason.
func outcome(_ plan: ReplicaPlan) -> [ReportCell] { plan.summary.cells("run", "wait", "reason").first ?? [] }

func ran(_ run: Int, waiting wait: Int = 0, for reason: PendingReason? = nil) -> [ReportCell] {
  [ReportCell(run), ReportCell(wait), ReportCell(reason?.rawValue)]
}

/// A cluster of t3.medium nodes `n1`, `n2`, … whose interfaces lie in `subnet-1`, each primary one full of addresses
/// that pods hold.
func busyCluster(
  nodes count: Int, slots: Int64 = 110, free: Int, cni: [String: String] = [:],
  change: (inout Snapshot) -> Void = { _ in }
) -> RecordedState {
  let nodes = (1...count).map { node("n\($0)", instance: "i-\($0)", pods: slots) }
  var state = snapshot(interfaces: [], subnets: [subnet(free: free)], cni: cni)
  state.nodes = .known(nodes)
  state.instances = .known(
    (1...count).map {
      Instance(id: "i-\($0)", instanceType: "t3.medium", zone: "zone-a", vpcID: "vpc-1", subnetID: "subnet-1")
    })
  state.networkInterfaces = .known((1...count).map { eni(0, addresses($0 * 6, 6), instance: "i-\($0)") })
  state.pods = .known(
    (1...count).flatMap { number in
      addresses(number * 6 + 1, 5).enumerated().map { pod(number * 10 + $0, on: "n\(number)", ip: $1) }
    })
  change(&state)
  return recorded(state)
}
