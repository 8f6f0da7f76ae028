import Reports

extension PlanCommand {
  /// Which of the plans was asked for.
  enum Mode {
    case replicas(PlanQuestion)
    case upgrade(Surge)
    case cni(CNIChanges)
  }

  /// The plan that the options ask for.
  ///
  /// - Throws: `PlanError` for options that do not go together and for values that are none.
  func mode() throws(PlanError) -> Mode {
    let asked = [
      ("--workload", workload != nil), ("--pods", pods != nil), ("--upgrade", upgrade), ("--cni", cni != nil),
    ].filter(\.1).map(\.0)
    guard let plan = asked.first else {
      throw .badOptions("a plan needs --workload with --replicas, --pods, --upgrade or --cni")
    }
    guard asked.count == 1 else {
      throw .badOptions("\(asked.joined(separator: " and ")) are different plans; choose one")
    }
    for (option, plans) in strayOptions where !plans.contains(plan) {
      throw .badOptions("\(option) does not go with \(plan); it is for \(plans.joined(separator: " and "))")
    }
    if nodes, remedies { throw .badOptions("--nodes and --remedies are different tables; choose one") }
    if let workload {
      guard let replicas else { throw .badOptions("--workload needs --replicas, the count to plan for") }
      return .replicas(try PlanQuestion(workload: workload, replicas: replicas))
    }
    if let pods {
      return .replicas(try PlanQuestion(pods: pods, cpu: cpu, memory: memory, isHostNetwork: hostNetwork))
    }
    if let cni { return .cni(try CNIChanges(parsing: cni)) }
    return .upgrade(try surge.map { text throws(PlanError) in try Surge(parsing: text) } ?? .nodes(1))
  }

  /// The given options that belong to some of the plans only, with these.
  private var strayOptions: [(option: String, plans: [String])] {
    let all: [(option: String, isGiven: Bool, plans: [String])] = [
      ("--replicas", replicas != nil, ["--workload"]), ("--cpu", cpu != nil, ["--pods"]),
      ("--memory", memory != nil, ["--pods"]), ("--host-network", hostNetwork, ["--pods"]),
      ("--nodes", nodes, ["--workload", "--pods"]), ("--remedies", remedies, ["--workload", "--pods"]),
      ("--surge", surge != nil, ["--upgrade"]), ("--at", at != nil, ["--workload", "--pods", "--upgrade"]),
      ("--since", since != nil, ["--cni"]), ("--until", until != nil, ["--cni"]),
    ]
    return all.filter(\.isGiven).map { ($0.option, $0.plans) }
  }
}
