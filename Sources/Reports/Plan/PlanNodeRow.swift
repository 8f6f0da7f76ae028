import Capacity

/// A row of `capdb plan --nodes`: one node with the pods of the plan on it.
struct PlanNodeRow: Sendable {
  var cluster: String
  var node: PlanNode
  var run: Int?
  var placed: Int
  var effectiveFree: Int?
  var limit: PendingReason?

  static let fields: [Field<PlanNodeRow>] = [
    Field(ReportColumn("cluster", .text, .useful)) { ReportCell($0.cluster) },
    Field(ReportColumn("node", .text, .essential)) { ReportCell($0.node.node.name) },
    Field(ReportColumn("instance_type", .text, .useful, heading: "type")) { ReportCell($0.node.instanceType) },
    Field(ReportColumn("run", .integer, .essential)) { ReportCell($0.run) },
    Field(ReportColumn("placed", .integer, .essential)) { ReportCell($0.placed) },
    Field(ReportColumn("slots_free", .integer, .essential, heading: "slots")) {
      ReportCell($0.node.slots.map { max(0, $0) })
    },
    Field(ReportColumn("cpu_free_millicores", .millicores, .useful, heading: "cpu")) {
      ReportCell($0.node.cpuMillicores.map { max(0, $0) })
    },
    Field(ReportColumn("memory_free_bytes", .bytes, .useful, heading: "memory")) {
      ReportCell($0.node.memoryBytes.map { max(0, $0) })
    },
    Field(ReportColumn("effective_free", .integer, .essential, heading: "can take")) { ReportCell($0.effectiveFree) },
    Field(ReportColumn("limit", .text, .essential)) { ReportCell($0.limit?.rawValue) },
  ]

  /// The rows of a plan, by name of the node.
  static func rows(_ outcome: PlanOutcome, pod: PodShape, cluster: String) -> [PlanNodeRow] {
    outcome.room.nodes.enumerated().map { index, node in
      PlanNodeRow(
        cluster: cluster, node: node, run: outcome.runByNode.map { $0[index] ?? 0 },
        placed: outcome.placedByNode[index] ?? 0, effectiveFree: node.effectiveFree(rooms: outcome.room.rooms),
        limit: node.lacks(pod, rooms: outcome.room.rooms).first)
    }
  }
}
