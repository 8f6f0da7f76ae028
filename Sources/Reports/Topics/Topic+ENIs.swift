import Capacity

extension Topic {
  /// The network interfaces of the clusters' VPCs.
  public static let enis = Topic.state(
    "enis", "ENIs with their node, kind, addresses and prefixes",
    sources: [.networkInterfaces, .nodes, .pods], fields: ENIRow.fields
  ) { states in states.flatMap(ENIRow.rows) }
}

extension ENIRow {
  /// The columns of the report.
  public static let fields: [Field<ENIRow>] = [
    Field(ReportColumn("cluster", .text, .useful)) { ReportCell($0.cluster) },
    Field(ReportColumn("eni_id", .text, .essential, heading: "eni")) { ReportCell($0.eniID) },
    Field(ReportColumn("instance_id", .text, .detail, heading: "instance")) { ReportCell($0.instanceID) },
    Field(ReportColumn("node", .text, .essential)) { ReportCell($0.node) },
    Field(ReportColumn("device_index", .integer, .useful, heading: "device")) { ReportCell($0.deviceIndex) },
    Field(ReportColumn("kind", .text, .essential), tone: { $0.kind == .leaked ? .critical : .plain }) {
      .text($0.kind.rawValue)
    },
    Field(ReportColumn("status", .text, .useful)) { ReportCell($0.status) },
    Field(ReportColumn("subnet_id", .text, .useful, heading: "subnet")) { ReportCell($0.subnetID) },
    Field(ReportColumn("ips_assigned", .integer, .essential, heading: "ips")) { ReportCell($0.ipsAssigned) },
    Field(ReportColumn("prefixes_assigned", .integer, .useful, heading: "prefixes")) {
      ReportCell($0.prefixesAssigned)
    },
    Field(ReportColumn("pod_ips_used", .integer, .essential, heading: "pod ips")) { ReportCell($0.podIPsUsed) },
    Field(ReportColumn("ips_warm", .integer, .essential, heading: "warm")) { ReportCell($0.ipsWarm) },
    Field(ReportColumn("first_seen_at", .timestamp, .detail, heading: "first seen")) { ReportCell($0.firstSeenAt) },
    Field(ReportColumn("last_seen_at", .timestamp, .detail, heading: "last seen")) { ReportCell($0.lastSeenAt) },
  ]
}
