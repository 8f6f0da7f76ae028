import ArgumentParser
import Capacity
import History
import Presentation
import Reports

/// `capdb plan`.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Would so many pods fit, is there room for an upgrade, what would other CNI settings take?",
    discussion: """
      PLANS (one at a time)
        --workload NAME --replicas N   would the workload run with N replicas
        --pods N [--cpu --memory]      would N more pods of these requests run
        --upgrade [--surge N]          have the subnets addresses for an upgrade
        --cni VARIABLE=VALUE,…         what other CNI settings would have assigned

      Settings for --cni, an empty value for the CNI's default:
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

  @Option(help: ArgumentHelp("How many replicas the workload is to have.", valueName: "count"))
  var replicas: Int?

  @Option(help: ArgumentHelp("How many more pods there are to be.", valueName: "count"))
  var pods: Int?

  @Option(help: ArgumentHelp("The CPU that each of them requests, such as 250m.", valueName: "quantity"))
  var cpu: String?

  @Option(help: ArgumentHelp("The memory that each of them requests, such as 512Mi.", valueName: "quantity"))
  var memory: String?

  @Flag(help: "They run on the host network and take no addresses.")
  var hostNetwork = false

  @Flag(help: "Show what becomes of each node.")
  var nodes = false

  @Flag(help: "Show what would let more pods run.")
  var remedies = false

  @Flag(help: "Show the addresses that an upgrade needs of each subnet.")
  var upgrade = false

  @Option(
    help: ArgumentHelp(
      "How many nodes of a group, or which share of them, are replaced at a time.", valueName: "count"))
  var surge: String?

  @Option(help: ArgumentHelp("Settings of the VPC CNI to replay the history with.", valueName: "settings"))
  var cni: String?

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions

  @Option(
    help: ArgumentHelp("The cluster; may be left out if the history has one only.", valueName: "name"),
    completion: .custom(ReportCompletion.clusters))
  var cluster: String?

  @Option(help: ArgumentHelp("The moment to plan from; without it, the latest that is known.", valueName: "time"))
  var at: String?

  @Option(help: ArgumentHelp("--cni: the beginning of the span to replay; without it, 7d.", valueName: "time"))
  var since: String?

  @Option(help: ArgumentHelp("--cni: the end of the span to replay.", valueName: "time"))
  var until: String?

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

  /// Prints the table that was asked for; at a terminal, what would make the pods fit follows.
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
    var request = try ReportRequest(at: at, since: since, until: until, now: now)
    request.clusters = cluster.map { [$0] } ?? []
    return request
  }
}
