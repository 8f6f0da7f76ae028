import Capacity

extension Topic {
  /// The pods of the clusters with their nodes, addresses, interfaces and subnets.
  public static let pods = Topic.state(
    "pods", "pods with their node, address, ENI, subnet and egress address",
    sources: [.pods, .nodes, .cni, .instances, .networkInterfaces], fields: PodRow.fields
  ) { states in states.flatMap(PodRow.rows) }
}

extension PodRow {
  /// The columns of the report.
  public static let fields: [Field<PodRow>] = [
    Field(ReportColumn("cluster", .text, .useful)) { ReportCell($0.cluster) },
    Field(ReportColumn("namespace", .text, .essential)) { ReportCell($0.namespace) },
    Field(ReportColumn("pod", .text, .essential)) { ReportCell($0.pod) },
    Field(ReportColumn("owner", .text, .useful)) { ReportCell($0.owner) },
    Field(ReportColumn("phase", .text, .essential), tone: \.tone) { .text($0.phase.apiName) },
    Field(ReportColumn("node", .text, .essential)) { ReportCell($0.node) },
    Field(ReportColumn("host_network", .boolean, .useful)) { ReportCell($0.isHostNetwork) },
    Field(ReportColumn("pod_ip", .text, .essential)) { ReportCell($0.podIP?.description) },
    Field(ReportColumn("eni_id", .text, .useful, heading: "eni")) { ReportCell($0.eniID) },
    Field(ReportColumn("subnet_id", .text, .useful, heading: "subnet")) { ReportCell($0.subnetID) },
    Field(ReportColumn("egress_ip", .text, .detail)) { ReportCell($0.egressIP?.description) },
    Field(ReportColumn("created_at", .timestamp, .useful, heading: "created")) { ReportCell($0.createdAt) },
    Field(ReportColumn("first_seen_at", .timestamp, .detail, heading: "first seen")) { ReportCell($0.firstSeenAt) },
    Field(ReportColumn("last_seen_at", .timestamp, .detail, heading: "last seen")) { ReportCell($0.lastSeenAt) },
  ]

  private var tone: ReportTone {
    switch phase {
    case .pending, .unknown: .warning
    case .failed: .critical
    case .running, .succeeded: .plain
    }
  }
}
