import Capacity

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
      .text($0.verdict)
    },
  ]

  private var verdict: String { missing.map { $0 > 0 ? "short" : "fits" } ?? "unknown" }

  /// The rows, by id of the subnet.
  static func rows(_ plan: UpgradePlan, in index: StateIndex) -> [UpgradeRow] {
    let rooms = index.subnetRooms()
    return plan.demands.sorted { $0.key < $1.key }.map { subnet, demand in
      let room = rooms?[subnet]
      return UpgradeRow(
        cluster: index.cluster, subnet: subnet, zone: index.subnets?[subnet]?.zone,
        ipsAvailable: index.subnets?[subnet]?.availableIPv4Count, freePrefixes: room?.blocks, demand: demand,
        missing: room.map { room in
          var left = room
          return demand.need.take(from: &left)
        })
    }
  }
}
