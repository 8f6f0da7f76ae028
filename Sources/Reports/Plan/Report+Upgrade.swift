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
        "\(scope.index.cluster): no interface tells which subnets the control plane uses; EKS needs up to 5 free "
          + "addresses in them, which are left out")
    }
    let rows = UpgradeRow.rows(plan, in: scope.index)
    return scope.report(ReportTable(rows, fields: UpgradeRow.fields), notices: notices)
  }
}
