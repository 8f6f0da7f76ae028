public import Capacity

extension Topic {
  /// The addresses of the subnets over time.
  public static let subnets = Topic.trend(
    "subnets", "subnets' addresses over time: by pods, nodes, warm, others",
    groupings: ["subnet", "zone", "vpc", "cluster"], fields: SubnetRow.fields, shape: SubnetRow.shape
  ) { scope, grid, by in
    let grouping = SubnetGrouping(rawValue: by) ?? .subnet
    return try scope.clusters.flatMap { cluster in
      let trend = try scope.history.subnetTrend(
        of: cluster.id, by: grouping, in: grid.span, bucketSeconds: grid.seconds)
      return SteppedTrend(trend, over: grid).steps().map { SubnetRow($0, cluster: cluster.identity.name) }
    }.sorted(by: SubnetRow.precedes)
  }
}

/// The IPv4 addresses of a subnet, or of several, in a step: a row of the report `subnets`.
public struct SubnetRow: Hashable, Sendable {
  /// The beginning of the step.
  public var time: Timestamp
  /// The cluster whose collection saw the subnets.
  public var cluster: String
  /// The subnet, or what the subnets have in common.
  public var group: SubnetGroup
  /// The counters at the end of the step; nil where they are unknown.
  public var counters: SubnetCounters?
  /// The highest load within the step; nil where it is unknown.
  public var peak: Load?
}

extension SubnetRow {
  init(_ step: SteppedCounters<SubnetGroup, SubnetCounters>, cluster: String) {
    time = step.time
    self.cluster = cluster
    group = step.group
    counters = step.counters
    peak = step.peak
  }

  static let shape = TrendShape(
    series: ["cluster", "vpc_id", "subnet_id", "zone"], value: "used_percent", maximum: 100,
    totals: ["ips_used": "ips_total"])

  /// The highest share within the step, in percent.
  public var usedPercent: FixedDecimal? { peak?.percent.flatMap { FixedDecimal(rounding: $0, digits: 1) } }

  /// The columns of the report.
  public static let fields: [Field<SubnetRow>] = [
    Field(ReportColumn("time", .timestamp, .essential)) { .timestamp($0.time) },
    Field(ReportColumn("cluster", .text, .useful)) { ReportCell($0.cluster) },
    Field(ReportColumn("vpc_id", .text, .detail, heading: "vpc")) { ReportCell($0.group.vpcID) },
    Field(ReportColumn("subnet_id", .text, .useful, heading: "subnet")) { ReportCell($0.group.subnetID) },
    Field(ReportColumn("zone", .text, .useful)) { ReportCell($0.group.zone) },
    Field(ReportColumn("cidr", .text, .useful)) { ReportCell($0.group.cidr?.description) },
    Field(ReportColumn("ips_total", .integer, .essential, heading: "ips")) { ReportCell($0.counters?.ipsTotal) },
    Field(ReportColumn("ips_available", .integer, .essential, heading: "free"), tone: \.freeTone) {
      ReportCell($0.counters?.ipsAvailable)
    },
    Field(ReportColumn("ips_used", .integer, .essential, heading: "used")) { ReportCell($0.counters?.ipsUsed) },
    Field(
      ReportColumn("used_percent", .percent, .essential, heading: "peak"), tone: { .share(percent: $0.usedPercent) }
    ) { ReportCell($0.usedPercent) },
    Field(ReportColumn("used_by_pods", .integer, .useful, heading: "pods")) { ReportCell($0.counters?.usedByPods) },
    Field(ReportColumn("used_by_nodes", .integer, .useful, heading: "nodes")) { ReportCell($0.counters?.usedByNodes) },
    Field(ReportColumn("warm", .integer, .useful)) { ReportCell($0.counters?.warm) },
    Field(ReportColumn("used_by_others", .integer, .useful, heading: "others")) {
      ReportCell($0.counters?.usedByOthers)
    },
    Field(ReportColumn("free_prefixes", .integer, .useful, heading: "/28 free")) {
      ReportCell($0.counters?.freePrefixes)
    },
  ]

  private var freeTone: ReportTone { .free(counters?.ipsAvailable, of: counters?.ipsTotal) }

  static func precedes(_ left: SubnetRow, _ right: SubnetRow) -> Bool {
    if left.time != right.time { return left.time < right.time }
    if left.cluster != right.cluster { return left.cluster < right.cluster }
    return left.group.order.lexicographicallyPrecedes(right.group.order)
  }
}

extension SubnetGroup {
  /// The sort key of a group.
  var order: [String] { [vpcID ?? "", zone ?? "", cidr.map(Self.padded) ?? "", subnetID ?? ""] }

  /// The base of a range with leading zeros, so that ranges sort by number.
  private static func padded(_ cidr: IPv4Block) -> String {
    let digits = String(cidr.base.bits)
    return String(repeating: "0", count: 10 - digits.count) + digits
  }
}
