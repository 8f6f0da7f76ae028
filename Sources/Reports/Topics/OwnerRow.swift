public import Capacity

/// What an owner held of a subnet in a step: a row of the report `owners`.
public struct OwnerRow: Hashable, Sendable {
  /// The beginning of the step.
  public var time: Timestamp
  /// The subnet's VPC; nil where the subnets are unknown.
  public var vpcID: String?
  /// The subnet's range; nil where the subnets are unknown.
  public var cidr: IPv4Block?
  /// Who holds the addresses.
  public var owner: AddressOwner
  /// How many at the end of the step; nil where that is unknown.
  public var ipsUsed: Int64?
}

extension OwnerRow {
  static let shape = TrendShape(series: ["subnet_id", "owner_kind", "owner"], value: "ips_used")

  /// The columns of the report.
  public static let fields: [Field<OwnerRow>] = [
    Field(ReportColumn("time", .timestamp, .essential)) { .timestamp($0.time) },
    Field(ReportColumn("vpc_id", .text, .detail, heading: "vpc")) { ReportCell($0.vpcID) },
    Field(ReportColumn("subnet_id", .text, .essential, heading: "subnet")) { ReportCell($0.owner.subnetID) },
    Field(ReportColumn("cidr", .text, .useful)) { ReportCell($0.cidr?.description) },
    Field(
      ReportColumn("owner_kind", .text, .essential, heading: "kind"),
      tone: { $0.owner.kind == .leaked ? .warning : .plain }
    ) { ReportCell($0.owner.kind.rawValue) },
    Field(ReportColumn("owner", .text, .essential)) { ReportCell($0.owner.owner) },
    Field(ReportColumn("ips_used", .integer, .essential, heading: "ips")) { ReportCell($0.ipsUsed) },
  ]

  static func precedes(_ left: OwnerRow, _ right: OwnerRow) -> Bool {
    if left.time != right.time { return left.time < right.time }
    return left.order.lexicographicallyPrecedes(right.order)
  }

  private var order: [String] {
    let kind = AddressOwnerKind.allCases.firstIndex(of: owner.kind) ?? 0
    return SubnetGroup(vpcID: vpcID, subnetID: owner.subnetID, cidr: cidr).order + [kind < 10 ? "0\(kind)" : "\(kind)"]
      + [owner.owner]
  }
}
