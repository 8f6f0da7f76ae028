import Capacity

extension Topic {
  /// Who held the addresses of the subnets: one ledger, whichever cluster saw them.
  public static let owners = Topic.trend(
    "owners", "who holds each subnet's addresses over time, leaked too",
    groupings: ["owner"], fields: OwnerRow.fields, shape: OwnerRow.shape
  ) { scope, grid, _ in
    var ledger = OwnerLedger(clusters: scope.clusters.map(\.identity.name))
    for cluster in scope.clusters {
      let trend = try scope.history.ownerTrend(of: cluster.id, in: grid.span, bucketSeconds: grid.seconds)
      ledger.add(SteppedTrend(trend, over: grid), seenBy: cluster.identity.name)
      let subnets = try scope.history.subnetTrend(
        of: cluster.id, by: .subnet, in: grid.span, bucketSeconds: max(grid.seconds, 86_400))
      ledger.add(subnets.intervals.map(\.group))
    }
    return ledger.rows()
  }
}
