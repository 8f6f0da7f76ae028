import Capacity

extension Topic {
  /// The instance types of the clusters' nodes, and how many pods each can run.
  public static let instanceTypes = Topic.state(
    "instance-types", "instance types with their ENIs, addresses and max pods",
    sources: [.instanceTypes], fields: InstanceType.reportFields
  ) { states, _ in
    let types = states.flatMap { $0.snapshot.instanceTypes.value ?? [] }
    return Dictionary(types.map { ($0.name, $0) }) { first, _ in first }.values.sorted { $0.name < $1.name }
  }
}

extension InstanceType {
  /// The columns of the report `instance-types`, whose rows are the types themselves.
  static let reportFields: [Field<InstanceType>] = [
    Field(ReportColumn("instance_type", .text, .essential, heading: "type")) { ReportCell($0.name) },
    Field(ReportColumn("vcpus", .integer, .essential)) { ReportCell($0.vcpus) },
    Field(ReportColumn("enis_max", .integer, .essential, heading: "enis")) { ReportCell($0.enisMax) },
    Field(ReportColumn("ipv4_per_eni", .integer, .essential, heading: "ips per eni")) { ReportCell($0.ipv4PerENI) },
    Field(ReportColumn("max_pods", .integer, .essential, heading: "max pods")) { ReportCell(MaxPods.byInstance($0)) },
    Field(ReportColumn("max_pods_prefix_delegation", .integer, .essential, heading: "with prefixes")) {
      ReportCell(MaxPods.withPrefixDelegation($0))
    },
  ]
}
