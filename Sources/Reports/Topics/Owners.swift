public import Capacity

extension Topic {
  /// Who held the addresses of the subnets: each address counted once, even if several clusters saw it.
  public static let owners = Topic.trend(
    "owners", "who holds each subnet's addresses over time, leaked too",
    groupings: ["owner"], fields: OwnerRow.fields, shape: OwnerRow.shape
  ) { scope, grid, _ in
    var totals = OwnerTotals(clusters: scope.clusters.map(\.identity.name))
    for cluster in scope.clusters {
      let trend = try scope.history.ownerTrend(of: cluster.id, in: grid.span, bucketSeconds: grid.seconds)
      totals.add(SteppedTrend(trend, over: grid), seenBy: cluster.identity.name)
      let subnets = try scope.history.subnetTrend(
        of: cluster.id, by: .subnet, in: grid.span, bucketSeconds: max(grid.seconds, 86_400))
      totals.add(subnets.intervals.map(\.group))
    }
    return totals.rows()
  }
}

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

  /// The latest step comes first: it says who holds the addresses now.
  static func precedes(_ left: OwnerRow, _ right: OwnerRow) -> Bool {
    if left.time != right.time { return left.time > right.time }
    return left.order.lexicographicallyPrecedes(right.order)
  }

  private var order: [String] {
    let kind = AddressOwnerKind.allCases.firstIndex(of: owner.kind) ?? 0
    return SubnetGroup(vpcID: vpcID, subnetID: owner.subnetID, cidr: cidr).order + [kind < 10 ? "0\(kind)" : "\(kind)"]
      + [owner.owner]
  }
}

/// The addresses of owners, from what several clusters saw of the same subnets.
///
/// Each cluster's collection sees all interfaces of its VPC. For those of another cluster it sees the cluster, but not
/// which addresses pods hold. So the counts of a cluster come from its own collections where the history has them, and all
/// others from the latest collection of any cluster.
struct OwnerTotals {
  private struct Place: Hashable {
    let time: Timestamp
    let owner: AddressOwner
  }

  fileprivate struct Entry {
    let ipsUsed: Int64?
    let knownAt: Timestamp?
    let isOwn: Bool
  }

  private let clusters: [String]
  private var entries: [Place: Entry] = [:]
  /// Steps in which a cluster's own counts are known, by cluster.
  private var ownSteps: [String: Set<Timestamp>] = [:]
  private var subnets: [String: SubnetGroup] = [:]

  /// - Parameter clusters: the names of all clusters that will be added.
  init(clusters: [String]) {
    self.clusters = clusters
  }

  /// Adds the counts of a cluster's collections.
  mutating func add(_ trend: SteppedTrend<AddressOwner, OwnerCounters>, seenBy cluster: String) {
    ownSteps[cluster] = Set(trend.knownAt.keys)
    for step in trend.steps() where step.counters?.ipsUsed != 0 {
      let place = Place(time: step.time, owner: step.group)
      let entry = Entry(
        ipsUsed: step.counters?.ipsUsed, knownAt: trend.knownAt[step.time], isOwn: step.group.owner == cluster)
      if let known = entries[place], !entry.isBetter(than: known) { continue }
      entries[place] = entry
    }
  }

  /// Adds VPC and range of subnets.
  mutating func add(_ groups: [SubnetGroup]) {
    for group in groups { if let id = group.subnetID { subnets[id] = group } }
  }

  /// The rows, the latest step first, by subnet, kind and owner.
  func rows() -> [OwnerRow] {
    entries.filter { !isSuperseded($0.key, $0.value) }.map { place, entry in
      let subnet = subnets[place.owner.subnetID]
      return OwnerRow(
        time: place.time, vpcID: subnet?.vpcID, cidr: subnet?.cidr, owner: place.owner, ipsUsed: entry.ipsUsed)
    }.sorted(by: OwnerRow.precedes)
  }

  /// Whether the owner is a cluster whose own collections have counts for this step.
  private func isSuperseded(_ place: Place, _ entry: Entry) -> Bool {
    guard !entry.isOwn else { return false }
    return clusters.contains {
      $0.isName(ofEKSCluster: place.owner.owner) && ownSteps[$0]?.contains(place.time) == true
    }
  }
}

extension OwnerTotals.Entry {
  fileprivate func isBetter(than other: Self) -> Bool {
    if isOwn != other.isOwn { return isOwn }
    return (knownAt?.seconds ?? .min) > (other.knownAt?.seconds ?? .min)
  }
}

extension String {
  /// Whether a cluster of this name in the history is the EKS cluster `name`: in a kubeconfig of the AWS CLI its name is
  /// its ARN, which ends in `:cluster/NAME`.
  fileprivate func isName(ofEKSCluster name: String) -> Bool {
    self == name || hasSuffix(":cluster/" + name)
  }
}
