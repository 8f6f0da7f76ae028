public import Capacity

extension Report {
  /// What other settings of the VPC CNI would have assigned in each subnet over the asked span, hour by hour.
  ///
  /// - Throws: `PlanError`, `ReportError`; what `history` throws.
  public static func cniReplay(
    _ changes: CNIChanges, request: ReportRequest, from history: some HistoryReading
  ) throws -> Report {
    let scope = try ReportScope(request, of: history)
    let clusters = scope.clusters.filter { !$0.isRetired(at: nil) }
    guard clusters.count == 1, let cluster = clusters.first else {
      throw PlanError.severalClusters(clusters.map(\.identity.name))
    }
    let span = try scope.span(defaultSeconds: 7 * 86_400)
    var replay = CNIReplay(changes)
    try history.walk(cluster.id, in: span.read, stepSeconds: request.step ?? 3600) { replay.add($0) }
    let name = cluster.identity.name
    let rows = replay.steps.sorted { $0.key < $1.key }.map { subnet, steps in
      CNIReplayRow(cluster: name, subnet: subnet, zone: replay.zones[subnet], steps: steps)
    }
    var notices: [String] = []
    if replay.unknownSteps > 0 {
      notices.append(
        "\(name): \(replay.unknownSteps) steps are left out, as nodes, pods, the CNI's settings, instance types, network "
          + "interfaces or subnets are unknown in them")
    }
    if rows.isEmpty { notices.append("\(name): nothing to replay in this span") }
    return Report(
      name: "plan", from: span.from, to: span.to, table: ReportTable(rows, fields: CNIReplayRow.fields),
      notices: notices)
  }
}
