public import Capacity

extension Topic {
  /// The pods that came and went between two collections: `pods --short-lived`.
  public static let shortLivedPods = Topic.span(
    "pods", "pods that came and went between two collections", defaultSeconds: 86_400, fields: ShortLivedPodRow.fields,
    kinds: [.pods]
  ) { cluster, span, scope in
    try scope.history.shortLivedPods(of: cluster.id, in: span).map {
      ShortLivedPodRow(cluster: cluster.identity.name, life: $0)
    }
  }
}

/// A pod that no collection saw: a row of the report `pods --short-lived`.
public struct ShortLivedPodRow: Hashable, Sendable {
  /// The cluster's name.
  public var cluster: String
  /// The pod and its end.
  public var life: ShortLivedPod

  /// The columns of the report.
  public static let fields: [Field<ShortLivedPodRow>] = [
    Field(ReportColumn("cluster", .text, .useful)) { ReportCell($0.cluster) },
    Field(ReportColumn("namespace", .text, .essential)) { ReportCell($0.life.pod.namespace) },
    Field(ReportColumn("pod", .text, .essential)) { ReportCell($0.life.pod.name) },
    Field(ReportColumn("owner", .text, .useful)) {
      ReportCell($0.life.pod.workload.isEmpty ? nil : $0.life.pod.workload)
    },
    Field(ReportColumn("phase", .text, .useful)) { .text($0.life.pod.phase.apiName) },
    Field(ReportColumn("node", .text, .essential)) { ReportCell($0.life.pod.node) },
    Field(ReportColumn("host_network", .boolean, .detail)) { ReportCell($0.life.pod.isHostNetwork) },
    Field(ReportColumn("pod_ip", .text, .essential)) { ReportCell($0.life.pod.ip?.description) },
    Field(ReportColumn("created_at", .timestamp, .essential, heading: "created")) {
      ReportCell($0.life.pod.createdAt)
    },
    Field(ReportColumn("scheduled_at", .timestamp, .useful, heading: "scheduled")) {
      ReportCell($0.life.pod.scheduledAt)
    },
    Field(ReportColumn("started_at", .timestamp, .detail, heading: "started")) { ReportCell($0.life.pod.startedAt) },
    Field(ReportColumn("ended_at", .timestamp, .useful, heading: "ended")) { ReportCell($0.life.endedAt) },
    Field(ReportColumn("seconds", .seconds, .essential)) { ReportCell($0.seconds) },
  ]

  /// From its creation to its end.
  private var seconds: Int64? {
    guard let createdAt = life.pod.createdAt, let endedAt = life.endedAt else { return nil }
    return max(0, endedAt - createdAt)
  }
}
