public import Capacity

extension Report {
  /// What other settings of the VPC CNI would have assigned in each subnet over the requested span, hour by hour.
  ///
  /// - Throws: `PlanError`, `ReportError`; what `history` throws.
  public static func cniReplay(
    _ changes: CNIChanges, request: ReportRequest, from history: some HistoryReading
  ) throws -> Report {
    let scope = try ReportScope(request, of: history)
    let clusters = scope.clusters.filter { !$0.isRetired(at: nil) }
    guard clusters.count == 1, let cluster = clusters.first else {
      throw PlanError.severalClusters(clusters.map(\.identity.name))
    }
    let span = try scope.span(defaultSeconds: 7 * 86_400)
    var replay = CNIReplay(changes)
    try history.replay(cluster.id, in: span.read, stepSeconds: request.step ?? 3600) { replay.add($0) }
    let name = cluster.identity.name
    let rows = replay.steps.sorted { $0.key < $1.key }.map { subnet, steps in
      CNIReplayRow(cluster: name, subnet: subnet, zone: replay.zones[subnet], steps: steps)
    }
    var notices = scope.notices
    if replay.unknownSteps > 0 {
      notices.append(
        "\(name): \(replay.unknownSteps) steps are left out, as nodes, pods, the CNI's settings, instance types, network "
          + "interfaces or subnets are unknown in them")
    }
    if rows.isEmpty { notices.append("\(name): nothing to replay in this span") }
    return Report(
      name: "plan", from: span.from, to: span.to, table: ReportTable(rows, fields: CNIReplayRow.fields),
      notices: notices)
  }
}

/// Settings of the VPC CNI to try: variables by name, nil for the CNI's default.
public struct CNIChanges: Hashable, Sendable {
  /// The changed variables.
  public let variables: [String: String?]

  /// The variables that can be tried, for `--help`.
  public static var variableNames: String { WarmPool.variables.joined(separator: ", ") }

  /// Reads `WARM_IP_TARGET=2,MINIMUM_IP_TARGET=10,WARM_ENI_TARGET=`.
  ///
  /// - Throws: `PlanError.unknownVariable`, `PlanError.badSetting`.
  public init(parsing text: String) throws(PlanError) {
    var variables: [String: String?] = [:]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard pair.count == 2, !pair[0].isEmpty else { throw .badSetting(String(part)) }
      guard WarmPool.variables.contains(pair[0]) else {
        throw .unknownVariable(pair[0], known: WarmPool.variables)
      }
      guard variables[pair[0]] == nil, Self.isValue(pair[1], of: pair[0]) else { throw .badSetting(String(part)) }
      variables[pair[0]] = .some(pair[1].isEmpty ? nil : pair[1])
    }
    self.variables = variables
  }

  private static func isValue(_ value: String, of variable: String) -> Bool {
    guard !value.isEmpty else { return true }
    if variable == "ENABLE_PREFIX_DELEGATION" { return ["true", "false"].contains(value) }
    // No count of the CNI is longer, and the arithmetic stays far from overflow.
    return value.count <= 6 && value.allSatisfy { ("0"..."9").contains($0) }
  }

  /// The settings with these changes.
  func applied(to settings: CNISettings) -> CNISettings {
    var environment = settings.environment
    for (name, value) in variables { environment[name] = value }
    return CNISettings(version: settings.version, environment: environment)
  }
}

/// A replay of recorded states with other settings of the VPC CNI: what they would have assigned, subnet by subnet.
struct CNIReplay {
  /// The recorded and the replayed addresses, by subnet, earliest first.
  private(set) var steps: [String: [Step]] = [:]
  /// The zone of each subnet.
  private(set) var zones: [String: String] = [:]
  /// States that could not be replayed, because something that the replay needs is unknown.
  private(set) var unknownSteps = 0
  private let changes: CNIChanges

  /// One subnet at one moment.
  struct Step {
    var moment: Timestamp
    /// Addresses on the interfaces for the cluster's pods.
    var assigned: Int
    /// Those that the other settings would have assigned.
    var replayed: Int
    /// Those that the other settings would have needed and the subnet did not have.
    var short: Int

    var freed: Int { assigned - replayed }
  }

  init(_ changes: CNIChanges) {
    self.changes = changes
  }

  /// Replays one state.
  mutating func add(_ state: RecordedState) {
    let snapshot = state.snapshot
    guard let nodes = snapshot.nodes.value, snapshot.pods.value != nil, let settings = snapshot.cni.value ?? nil,
      snapshot.instanceTypes.value != nil, snapshot.networkInterfaces.value != nil, let subnets = snapshot.subnets.value
    else {
      unknownSteps += 1
      return
    }
    var changed = state
    changed.snapshot.cni = .known(changes.applied(to: settings))
    let index = StateIndex(changed)
    let warmNodes = nodes.compactMap { WarmNode($0, in: index) }
    let needs = warmNodes.reduce(into: [String: WarmNode.Need]()) { needs, node in
      for (subnet, need) in node.needs(podAddresses: node.podAddresses) { needs[subnet, default: .init()] += need }
    }
    let podENIs = warmNodes.flatMap(\.pool.podENIs)
    let assigned = podENIs.reduce(into: [:]) { $0[$1.subnetID, default: 0] += $1.ipv4AssignedCount }
    let freeAddresses = changed.without(podENIs).freeAddresses() ?? [:]
    for subnet in subnets where needs[subnet.id] != nil || assigned[subnet.id] != nil {
      let need = needs[subnet.id] ?? WarmNode.Need()
      var free = freeAddresses[subnet.id] ?? FreeAddresses(scattered: 0, blocks: 0)
      let short = need.take(from: &free)
      zones[subnet.id] = subnet.zone
      steps[subnet.id, default: []].append(
        Step(
          moment: state.observedAt, assigned: assigned[subnet.id] ?? 0, replayed: need.total - short, short: short))
    }
  }
}

extension RecordedState {
  /// The state as if these interfaces had never taken addresses from their subnets.
  fileprivate func without(_ interfaces: [NetworkInterface]) -> StateIndex {
    let ids = Set(interfaces.map(\.id))
    let given = interfaces.reduce(into: [:]) { $0[$1.subnetID, default: 0] += $1.ipv4AssignedCount }
    var state = self
    state.snapshot.networkInterfaces = .known((snapshot.networkInterfaces.value ?? []).filter { !ids.contains($0.id) })
    state.snapshot.subnets = .known(
      (snapshot.subnets.value ?? []).map { subnet in
        var subnet = subnet
        subnet.availableIPv4Count += given[subnet.id] ?? 0
        return subnet
      })
    return StateIndex(state)
  }
}

/// A row of `capdb plan --cni`: what other settings would have assigned in a subnet over a span.
struct CNIReplayRow: Sendable {
  var cluster: String
  var subnet: String
  var zone: String?
  var steps: [CNIReplay.Step]

  static let fields: [Field<CNIReplayRow>] = [
    Field(ReportColumn("cluster", .text, .useful)) { ReportCell($0.cluster) },
    Field(ReportColumn("subnet_id", .text, .essential, heading: "subnet")) { ReportCell($0.subnet) },
    Field(ReportColumn("zone", .text, .useful)) { ReportCell($0.zone) },
    Field(ReportColumn("steps", .integer, .useful)) { ReportCell($0.steps.count) },
    Field(ReportColumn("ips_assigned_max", .integer, .essential, heading: "assigned")) {
      ReportCell($0.steps.map(\.assigned).max())
    },
    Field(ReportColumn("ips_assigned_max_replayed", .integer, .essential, heading: "replayed")) {
      ReportCell($0.steps.map(\.replayed).max())
    },
    Field(ReportColumn("ips_freed_median", .integer, .essential, heading: "freed (median)")) {
      ReportCell($0.freedMedian)
    },
    Field(ReportColumn("ips_freed_min", .integer, .essential, heading: "freed (least)")) {
      ReportCell($0.steps.map(\.freed).min())
    },
    Field(ReportColumn("steps_short", .integer, .essential), tone: { $0.stepsShort > 0 ? .critical : .plain }) {
      ReportCell($0.stepsShort)
    },
    Field(ReportColumn("ips_short_max", .integer, .essential, heading: "short (most)")) {
      ReportCell($0.steps.map(\.short).max())
    },
    Field(ReportColumn("worst_at", .timestamp, .useful, heading: "worst")) { ReportCell($0.worst?.moment) },
  ]

  private var stepsShort: Int { steps.count { $0.short > 0 } }

  /// The step that is short of the most addresses; among equals the one with the fewest freed, then the earliest.
  private var worst: CNIReplay.Step? { steps.min { ($1.short, $0.freed) < ($0.short, $1.freed) } }

  /// The median of the freed addresses, the lower of the two middle ones for an even number of steps.
  private var freedMedian: Int? {
    let sorted = steps.map(\.freed).sorted()
    return sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2]
  }
}
