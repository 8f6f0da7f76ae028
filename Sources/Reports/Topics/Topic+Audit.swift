import Capacity

extension Topic {
  /// Whether each node's kubelet offers as many pod slots as its network carries, since when, and what to do.
  public static let audit = Topic(
    "audit", "pod slots against what each node's ENIs can address", kind: .state,
    columns: AuditRow.fields.map(\.column)
  ) { scope in
    let (states, notices) = try scope.states(
      sources: [.nodes, .pods, .cni, .instances, .instanceTypes, .networkInterfaces])
    let rows = try states.flatMap { state in
      AuditRow.rows(of: state, past: try AuditPast(of: state, in: scope.history))
    }
    let moments = scope.request.at.map { [$0] } ?? states.map(\.observedAt)
    return Report(
      name: "audit", from: moments.min(), to: moments.max(), table: ReportTable(rows, fields: AuditRow.fields),
      notices: notices)
  }
}

extension AuditRow {
  /// The columns of the report.
  public static let fields: [Field<AuditRow>] = [
    Field(ReportColumn("cluster", .text, .useful)) { ReportCell($0.cluster) },
    Field(ReportColumn("node", .text, .essential)) { ReportCell($0.node) },
    Field(ReportColumn("instance_type", .text, .useful, heading: "type")) { ReportCell($0.instanceType) },
    Field(ReportColumn("cni_mode", .text, .useful, heading: "cni mode")) { .text($0.mode.rawValue) },
    Field(ReportColumn("pods_allocatable", .integer, .essential, heading: "slots")) { ReportCell($0.podsAllocatable) },
    Field(ReportColumn("max_pods_expected", .integer, .essential, heading: "expected")) {
      ReportCell($0.maxPodsExpected)
    },
    Field(ReportColumn("ips_addressable", .integer, .essential, heading: "addressable")) {
      ReportCell($0.ipsAddressable)
    },
    Field(ReportColumn("finding", .text, .essential), tone: \.tone) { .text($0.finding.rawValue) },
    Field(ReportColumn("since", .timestamp, .useful)) { ReportCell($0.since) },
    Field(ReportColumn("remedy", .prose, .useful)) { ReportCell($0.remedy) },
  ]

  private var tone: ReportTone {
    switch finding {
    case .ok: .plain
    case .tooHigh: .critical
    case .tooLow, .unknown: .warning
    }
  }
}
