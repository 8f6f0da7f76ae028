import ArgumentParser
import Capacity
import History
import Presentation
import Reports

/// `capdb plan`.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract:
      "Shows whether pods would fit, whether subnets have addresses for an upgrade, or what other CNI settings would assign.",
    discussion: """
      PLANS (one at a time)
        --workload NAME --replicas N  whether the workload would run with N replicas
        --pods N [--cpu --memory]     whether N more such pods would run
        --upgrade [--surge N]         whether an upgrade has enough addresses
        --cni VARIABLE=VALUE,…        what other CNI settings would have assigned

      --cni replays the span from --since (7d without it) to --until (the present without it). It takes these \
      settings; an empty value stands for the default of the CNI: \
      \(CNIChanges.variableNames).

      EXAMPLES
        capdb plan --workload default/nginx --replicas 50
        capdb plan --workload default/nginx --replicas 50 --nodes
        capdb plan --workload default/nginx --replicas 50 --remedies
        capdb plan --pods 200 --cpu 250m --memory 512Mi --at 7d
        capdb plan --upgrade --surge 25% --cluster myeks --format csv
        capdb plan --cni WARM_IP_TARGET=2,MINIMUM_IP_TARGET=10 --since 30d
        capdb plan --cni ENABLE_PREFIX_DELEGATION=true,WARM_ENI_TARGET=
      """)

  @Option(help: ArgumentHelp("The workload: NAMESPACE/NAME or NAMESPACE/KIND/NAME.", valueName: "name"))
  var workload: String?

  @Option(help: ArgumentHelp("The number of replicas to plan for.", valueName: "count"))
  var replicas: Int?

  @Option(help: ArgumentHelp("The number of pods to add.", valueName: "count"))
  var pods: Int?

  @Option(help: ArgumentHelp("With --pods: the CPU that each pod requests, such as 250m.", valueName: "quantity"))
  var cpu: String?

  @Option(help: ArgumentHelp("With --pods: the memory that each pod requests, such as 512Mi.", valueName: "quantity"))
  var memory: String?

  @Flag(help: "With --pods: the pods run on the host network and take no addresses.")
  var hostNetwork = false

  @Flag(help: "Print a row for each node instead.")
  var nodes = false

  @Flag(help: "Print what would let more pods run instead.")
  var remedies = false

  @Flag(help: "Show how many addresses an upgrade takes from each subnet.")
  var upgrade = false

  @Option(
    help: ArgumentHelp(
      "With --upgrade: how many nodes of a group are replaced at a time, such as 2 or 25% (default: 1).",
      valueName: "count"))
  var surge: String?

  @Option(help: ArgumentHelp("Replay the history with these settings of the VPC CNI.", valueName: "settings"))
  var cni: String?

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions

  @Option(
    help: ArgumentHelp("The cluster; can be left out if the history has only one.", valueName: "name"),
    completion: .custom(ReportCompletion.clusters))
  var cluster: String?

  @Option(
    help: ArgumentHelp("The moment to plan from (default: the latest that is known of each source).", valueName: "time")
  )
  var at: String?

  @OptionGroup var span: SpanOptions

  func run() throws {
    let mode = try mode()
    let request = try request(now: SystemClock().now)
    let history = try database.history()
    switch mode {
    case .replicas(let question): try show(try ReplicaPlan(question, request: request, from: history))
    case .upgrade(let surge): try output.print(try .upgradePlan(surge: surge, request: request, from: history))
    case .cni(let changes): try output.print(try .cniReplay(changes, request: request, from: history))
    }
  }

  /// Prints the table that the options ask for; on a terminal, what would make the pods fit follows.
  private func show(_ plan: ReplicaPlan) throws {
    if nodes { return try output.print(plan.nodes) }
    if remedies { return try output.print(plan.remedies()) }
    try output.print(plan.summary)
    guard output.format == .table, StandardOutput.isTerminal else { return }
    let remedies = plan.remedies()
    guard remedies.table.rowCount > 0 else { return }
    try StandardOutput.print("\nwhat would let more of them run:")
    try output.print(Report(name: remedies.name, from: remedies.from, to: remedies.to, table: remedies.table))
  }

  private func request(now: Timestamp) throws -> ReportRequest {
    var request = try ReportRequest(at: at, since: span.since, until: span.until, now: now)
    request.clusters = cluster.map { [$0] } ?? []
    return request
  }
}

extension PlanCommand {
  /// The plans, one of which is made.
  enum Mode {
    case replicas(PlanQuestion)
    case upgrade(Surge)
    case cni(CNIChanges)
  }

  /// The plan that the options ask for, with its parameters.
  ///
  /// - Throws: `PlanError` for options that cannot be combined and for invalid values.
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

  /// The given options that belong to some plans only, with these plans.
  private var strayOptions: [(option: String, plans: [String])] {
    let all: [(option: String, isGiven: Bool, plans: [String])] = [
      ("--replicas", replicas != nil, ["--workload"]), ("--cpu", cpu != nil, ["--pods"]),
      ("--memory", memory != nil, ["--pods"]), ("--host-network", hostNetwork, ["--pods"]),
      ("--nodes", nodes, ["--workload", "--pods"]), ("--remedies", remedies, ["--workload", "--pods"]),
      ("--surge", surge != nil, ["--upgrade"]), ("--at", at != nil, ["--workload", "--pods", "--upgrade"]),
      ("--since", span.since != nil, ["--cni"]), ("--until", span.until != nil, ["--cni"]),
    ]
    return all.filter(\.isGiven).map { ($0.option, $0.plans) }
  }
}
