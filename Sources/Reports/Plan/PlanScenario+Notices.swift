import Capacity

extension PlanScenario {
  /// What a reader must know beside the rows.
  func notices(about cluster: String) -> [String] {
    var lines: [String] = []
    let unknown = room.nodes.count { $0.hasUnknownAddresses && $0.exclusion == nil }
    if unknown > 0, !pod.isHostNetwork {
      lines.append("\(cluster): the addresses of \(unknown) nodes are unknown and not considered")
    } else if room.rooms == nil, !pod.isHostNetwork, room.nodes.contains(where: { $0.supply != nil }) {
      lines.append("\(cluster): what the subnets have is unknown and not considered")
    }
    if !leftOut.isEmpty {
      let reasons = PendingReason.allCases.filter { leftOut[$0] != nil }.map {
        "\(leftOut[$0] ?? 0) for \($0.rawValue)"
      }
      lines.append(
        "\(cluster): pods that wait for something else than room are left out: "
          + reasons.joined(separator: ", "))
    }
    let waiting = competing.reduce(0) { $0 + $1.count }
    if waiting > 0, replicas > bound.values.reduce(0, +) {
      lines.append("\(cluster): pods of other workloads that wait already and are placed first: \(waiting)")
    }
    return lines
  }
}
