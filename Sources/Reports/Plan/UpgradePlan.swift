public import Capacity

extension Report {
  /// Whether the subnets have enough addresses for an upgrade of the control plane and of the node groups.
  ///
  /// - Throws: `PlanError`, `ReportError`; what `history` throws.
  public static func upgradePlan(
    surge: Surge, request: ReportRequest, from history: some HistoryReading
  ) throws -> Report {
    let scope = try PlanScope(
      request, of: history, needs: [.nodes, .pods, .cni, .instanceTypes, .networkInterfaces, .subnets])
    let plan = UpgradePlan(scope.index, surge: surge)
    var notices = scope.notices
    if plan.unknownNodes > 0 {
      notices.append("\(scope.index.cluster): what \(plan.unknownNodes) nodes take is unknown and left out")
    }
    if plan.controlPlaneSubnets.isEmpty {
      notices.append(
        "\(scope.index.cluster): no interface shows which subnets the control plane uses; EKS needs up to 5 free "
          + "addresses in them, which are left out")
    }
    let rows = UpgradeRow.rows(plan, in: scope.index)
    return scope.report(ReportTable(rows, fields: UpgradeRow.fields), notices: notices)
  }
}

/// How many nodes of a node group are replaced at a time: the group's maximum unavailable.
public enum Surge: Hashable, Sendable {
  /// This many.
  case nodes(Int)
  /// This share of the group's nodes.
  case percent(Int)

  /// Reads a number of nodes or a percentage.
  ///
  /// - Throws: `PlanError.badSurge`.
  public init(parsing text: String) throws(PlanError) {
    let isPercent = text.hasSuffix("%")
    // EKS takes 1 to 100 of either.
    guard let number = Int(isPercent ? text.dropLast() : text[...]), (1...100).contains(number) else {
      throw .badSurge(text)
    }
    self = isPercent ? .percent(number) : .nodes(number)
  }

  /// How many nodes are launched in addition to a group of `nodes` nodes in `zones` zones: twice the zones, so that each
  /// zone gets one, or the maximum unavailable if that is more.
  ///
  /// Source: https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
  func nodes(beside nodes: Int, zones: Int) -> Int {
    let unavailable =
      switch self {
      case .nodes(let count): count
      case .percent(let percent): min(100, (nodes * percent + 99) / 100)
      }
    return max(2 * zones, unavailable)
  }
}

/// The addresses that an upgrade needs of each subnet while it lasts.
struct UpgradePlan {
  /// What the upgrade needs of each subnet, by id.
  private(set) var demands: [String: Demand] = [:]
  /// Nodes whose addresses are unknown.
  private(set) var unknownNodes = 0
  /// Subnets with interfaces of the control plane; empty if no interface shows one.
  let controlPlaneSubnets: [String]

  /// What the upgrade needs of one subnet.
  struct Demand {
    var surgeNodes = 0
    var controlPlane = 0
    var need = WarmNode.Need()
  }

  /// Free addresses that EKS may need for the interfaces of the next version's control plane.
  ///
  /// Source: https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html
  private static let controlPlaneAddresses = 5

  init(_ index: StateIndex, surge: Surge) {
    controlPlaneSubnets = Self.controlPlaneSubnets(in: index)
    for subnet in controlPlaneSubnets {
      demands[subnet, default: Demand()].controlPlane = Self.controlPlaneAddresses
      demands[subnet, default: Demand()].need.addresses += Self.controlPlaneAddresses
    }
    let nodes = (index.state.snapshot.nodes.value ?? []).filter { $0.compute == .ec2 }
    for group in Dictionary(grouping: nodes, by: { $0.nodeGroup ?? "" }).values { add(group, surge: surge, in: index) }
  }

  /// Adds the surge nodes of one group. Every subnet of a zone may get all of the zone's nodes, and each of them may run as
  /// many pods as the fullest node of the group there, whose pods it may get.
  private mutating func add(_ group: [Node], surge: Surge, in index: StateIndex) {
    let nodes = group.compactMap { node in WarmNode(node, in: index).map { (node: node, warm: $0) } }
    unknownNodes += group.count - nodes.count
    let zones = Set(nodes.map { index.subnets?[$0.warm.subnet]?.zone ?? $0.node.zone ?? "" })
    guard !zones.isEmpty else { return }
    let total = surge.nodes(beside: group.count, zones: zones.count)
    let perZone = (total + zones.count - 1) / zones.count
    for (subnet, members) in Dictionary(grouping: nodes, by: \.warm.subnet) {
      let needs = members.map { $0.warm.launchNeeds(podAddresses: $0.warm.podAddresses) }
      guard let largest = needs.max(by: { Self.total($0) < Self.total($1) }) else { continue }
      demands[subnet, default: Demand()].surgeNodes += perZone
      for (home, need) in largest {
        for _ in 0..<perZone { demands[home, default: Demand()].need += need }
      }
    }
  }

  private static func total(_ needs: [String: WarmNode.Need]) -> Int { needs.values.reduce(0) { $0 + $1.total } }

  /// The subnets of the interfaces that EKS made for this cluster's control plane, by their description
  /// `Amazon EKS NAME`. If none has the cluster's name, those of another name count where there is only one.
  private static func controlPlaneSubnets(in index: StateIndex) -> [String] {
    let prefix = "Amazon EKS "
    let interfaces = (index.state.snapshot.networkInterfaces.value ?? []).filter {
      $0.isRequesterManaged && $0.description.hasPrefix(prefix)
    }
    let names = Set(interfaces.map { String($0.description.dropFirst(prefix.count)) })
    let known = [index.cni?.clusterName, index.cluster].compactMap(\.self).first(where: names.contains)
    guard let name = known ?? (names.count == 1 ? names.first : nil) else { return [] }
    return Set(interfaces.filter { $0.description.dropFirst(prefix.count) == name }.map(\.subnetID)).sorted()
  }
}

/// A row of `capdb plan --upgrade`: what an upgrade needs of a subnet, and whether the subnet has it.
struct UpgradeRow: Sendable {
  var cluster: String
  var subnet: String
  var zone: String?
  var ipsAvailable: Int?
  var freePrefixes: Int?
  var demand: UpgradePlan.Demand
  /// Addresses that the subnet lacks; nil if what it has is unknown.
  var missing: Int?

  static let fields: [Field<UpgradeRow>] = [
    Field(ReportColumn("cluster", .text, .useful)) { ReportCell($0.cluster) },
    Field(ReportColumn("subnet_id", .text, .essential, heading: "subnet")) { ReportCell($0.subnet) },
    Field(ReportColumn("zone", .text, .useful)) { ReportCell($0.zone) },
    Field(ReportColumn("ips_available", .integer, .essential, heading: "ips free")) { ReportCell($0.ipsAvailable) },
    Field(ReportColumn("free_prefixes", .integer, .useful, heading: "prefixes free")) { ReportCell($0.freePrefixes) },
    Field(ReportColumn("surge_nodes", .integer, .essential, heading: "surge nodes")) {
      ReportCell($0.demand.surgeNodes)
    },
    Field(ReportColumn("control_plane_ips", .integer, .useful, heading: "control plane")) {
      ReportCell($0.demand.controlPlane)
    },
    Field(ReportColumn("ips_needed", .integer, .essential, heading: "ips needed")) { ReportCell($0.demand.need.total) },
    Field(ReportColumn("prefixes_needed", .integer, .useful, heading: "prefixes needed")) {
      ReportCell($0.demand.need.prefixes)
    },
    Field(ReportColumn("missing", .integer, .essential), tone: { $0.missing ?? 0 > 0 ? .critical : .plain }) {
      ReportCell($0.missing)
    },
    Field(ReportColumn("verdict", .text, .essential), tone: { $0.missing ?? 0 > 0 ? .critical : .plain }) {
      .text($0.decision)
    },
  ]

  /// The released column is called `verdict`.
  private var decision: String { missing.map { $0 > 0 ? "short" : "fits" } ?? "unknown" }

  /// The rows, by id of the subnet.
  static func rows(_ plan: UpgradePlan, in index: StateIndex) -> [UpgradeRow] {
    let freeAddresses = index.freeAddresses()
    return plan.demands.sorted { $0.key < $1.key }.map { subnet, demand in
      let free = freeAddresses?[subnet]
      return UpgradeRow(
        cluster: index.cluster, subnet: subnet, zone: index.subnets?[subnet]?.zone,
        ipsAvailable: index.subnets?[subnet]?.availableIPv4Count, freePrefixes: free?.knownBlocks, demand: demand,
        missing: free.flatMap { free in
          guard free.areBlocksKnown || demand.need.prefixes == 0 else { return nil }
          var left = free
          return demand.need.take(from: &left)
        })
    }
  }
}
